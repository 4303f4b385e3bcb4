"""Goes on from published weights: folded convolutions become a network that can learn again."""
import json
from pathlib import Path
from typing import List

import torch
from torch import Tensor, nn

from network import FoldedConv, NetworkConfig, SegmentationNet
from pretrained import read_weights


def read_published(folder: Path) -> List[FoldedConv]:
    """The layers of a models/ID folder whose model.json is a plain stack of convolutions (`export_tfjs.sequential`)."""
    folder = Path(folder)
    model = json.loads((folder / "model.json").read_text())
    if model["format"] != "layers-model":
        raise ValueError(f"{folder} holds a {model['format']}: only plain stacks can be read back")
    weights = {name: torch.from_numpy(values) for name, values in read_weights(folder / "model.json").items()}
    layers = []
    for layer in model["modelTopology"]["model_config"]["config"]["layers"]:
        settings = layer["config"]
        kernel = weights[settings["name"] + "/kernel"].permute(3, 2, 0, 1).contiguous()
        relu = settings["activation"] == "relu"
        layers.append(FoldedConv(kernel, weights[settings["name"] + "/bias"], settings["strides"][0], relu))
    return layers


def unfolded(layers: List[FoldedConv], config: NetworkConfig, temperature: float, images: Tensor) -> SegmentationNet:
    """A network that computes what the layers do. images: 0..1 [n, 3, h, w], typical ones: batch norm takes their
    statistics, so that it changes nothing when learning begins."""
    model = SegmentationNet(config).eval()
    units = list(model.trunk)
    if len(units) != len(layers) - 1:
        raise ValueError(f"the published network has {len(layers)} convolutions, the configured one {len(units) + 1}")
    mean, std = model.mean.flatten(), model.std.flatten()
    x = (images - model.mean) / model.std
    with torch.no_grad():
        for number, (unit, layer) in enumerate(zip(units, layers)):
            kernel, bias = layer.kernel, layer.bias
            if number == 0:  # the input's normalisation is merged into it
                bias = bias + (kernel * mean[None, :, None, None]).sum((1, 2, 3))
                kernel = kernel * std[None, :, None, None]
            y = nn.functional.conv2d(x, kernel, None, layer.stride)
            centre, variance = y.mean((0, 2, 3)), y.var((0, 2, 3), unbiased=False)
            unit.convolution.weight.copy_(kernel)
            unit.norm.running_mean.copy_(centre)
            unit.norm.running_var.copy_(variance)
            unit.norm.weight.copy_(torch.sqrt(variance + unit.norm.eps))
            unit.norm.bias.copy_(bias + centre)
            x = torch.relu(y + bias[None, :, None, None])
        model.head.weight.copy_(layers[-1].kernel * temperature)
        model.head.bias.copy_(layers[-1].bias * temperature)
    return model
