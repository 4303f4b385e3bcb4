"""Reads published weights back, as a teacher of what comes after them."""
import json
from pathlib import Path
from typing import List

import torch
from torch import Tensor, nn

from network import FoldedConv, run_layers
from pretrained import read_weights


class Published(nn.Module):
    """A published plain stack: RGB 0..1 [n, 3, h, w] -> logits of cells [n, classes, rows, columns]. It can't learn."""

    def __init__(self, folder: Path):
        super().__init__()
        self.layers = read_published(folder)
        self.temperature = json.loads((Path(folder) / "manifest.json").read_text())["output"]["temperature"]

    def features(self, x: Tensor) -> Tensor:
        """[n, channels, rows, columns]: what the last convolution sees."""
        return run_layers(self.layers[:-1], x)

    def head(self, features: Tensor) -> Tensor:
        return self.temperature * run_layers(self.layers[-1:], features)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))


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
