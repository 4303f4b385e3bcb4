"""A teacher whose trunk learned from photographs: InceptionV3 (Szegedy et al., CVPR 2016) up to one of its mixed blocks.

The weights come with the npm package nsfwjs (MIT), which carries a network that was fine-tuned from ImageNet, 8 bits a
weight; its classes play no part here, only its trunk:

    npm pack nsfwjs@4.4.0 && tar xzf nsfwjs-4.4.0.tgz      # then --weights package/dist/models/inception_v3

Batch norm stays in place and learns on, which also mends what 8 bits cost. The teacher is for training alone and is not
shipped.
"""
import base64
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

EPSILON = 1e-3
# How fast batch norm follows a batch: as slow as the training is short.
MOMENTUM = 0.03


@dataclass(frozen=True)
class InceptionConfig:
    """side: px that a patch is enlarged to (0: as it comes); until: how many mixed blocks are kept (7: mixed0..mixed6);
    centre: share of a side, in the middle, that the label speaks of; dropout before the head."""

    side: int = 160
    until: int = 7
    centre: float = 0.45
    dropout: float = 0.3

    def to_dict(self) -> dict:
        return {"inception": asdict(self)}


def is_inception(network: dict) -> bool:
    """Whether the `network` of a checkpoint or config is an InceptionConfig."""
    return "inception" in network


class Unit(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, inputs: int, outputs: int, size: Tuple[int, int], stride: int = 1, same: bool = True):
        super().__init__()
        padding = tuple(side // 2 for side in size) if same else 0
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=EPSILON, momentum=MOMENTUM)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.norm(self.convolution(x)), inplace=True)


def chain(inputs: int, *units: Tuple[int, object], stride: int = 1) -> nn.Sequential:
    """Units of (outputs, kernel side or (height, width)); with a stride the last is valid and takes it."""
    layers = []
    for index, (outputs, size) in enumerate(units):
        last = stride > 1 and index == len(units) - 1
        size = size if isinstance(size, tuple) else (size, size)
        layers.append(Unit(inputs, outputs, size, stride if last else 1, not last))
        inputs = outputs
    return nn.Sequential(*layers)


class Mixed(nn.Module):
    """Branches side by side; pooled: the average of 3 x 3 before the last one, or the maximum at stride 2, which has no
    convolution."""

    def __init__(self, *branches: nn.Sequential, pooled: Optional[nn.Sequential] = None):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.pooled = pooled

    def forward(self, x: Tensor) -> Tensor:
        parts = [branch(x) for branch in self.branches]
        if self.pooled is None:
            parts.append(functional.max_pool2d(x, 3, 2))
        else:
            parts.append(self.pooled(functional.avg_pool2d(x, 3, 1, 1, count_include_pad=False)))
        return torch.cat(parts, 1)


def mixed_block(index: int, inputs: int) -> Tuple[Mixed, int]:
    """(block, its channels). 0 to 2: stride 8; 3: reduces to stride 16; 4 to 7: factorised 7 x 7 convolutions."""
    if index <= 2:
        pool = 32 if index == 0 else 64
        block = Mixed(
            chain(inputs, (64, 1)),
            chain(inputs, (48, 1), (64, 5)),
            chain(inputs, (64, 1), (96, 3), (96, 3)),
            pooled=chain(inputs, (pool, 1)),
        )
        return block, 224 + pool
    if index == 3:
        return Mixed(chain(inputs, (384, 3), stride=2), chain(inputs, (64, 1), (96, 3), (96, 3), stride=2)), 480 + inputs
    width = {4: 128, 5: 160, 6: 160, 7: 192}[index]
    row, column = (1, 7), (7, 1)
    block = Mixed(
        chain(inputs, (192, 1)),
        chain(inputs, (width, 1), (width, row), (192, column)),
        chain(inputs, (width, 1), (width, column), (width, row), (width, column), (192, row)),
        pooled=chain(inputs, (192, 1)),
    )
    return block, 768


class Inception(nn.Module):
    """RGB 0..1 [n, 3, h, w] -> one logit a patch [n, 1, 1, 1]."""

    def __init__(self, config: InceptionConfig = InceptionConfig()):
        super().__init__()
        self.config = config
        self.stem = nn.Sequential(
            Unit(3, 32, (3, 3), 2, same=False),
            Unit(32, 32, (3, 3), same=False),
            Unit(32, 64, (3, 3)),
            nn.MaxPool2d(3, 2),
            Unit(64, 80, (1, 1)),
            Unit(80, 192, (3, 3), same=False),
            nn.MaxPool2d(3, 2),
        )
        blocks, channels = [], 192
        for index in range(config.until):
            block, channels = mixed_block(index, channels)
            blocks.append(block)
        self.blocks = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(config.dropout)
        self.head = nn.Conv2d(2 * channels, 1, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def features(self, x: Tensor) -> Tensor:
        """[n, 2 * channels, 1, 1]: means over what the label speaks of and over the whole."""
        side = self.config.side
        if side and side != x.shape[-1]:
            x = functional.interpolate(x, size=(side, side), mode="bilinear", align_corners=False)
        cells = self.blocks(self.stem((x * 2 - 1).contiguous(memory_format=torch.channels_last))).float()
        border = (cells.shape[2] - round(cells.shape[2] * self.config.centre)) // 2
        centre = cells[:, :, border : cells.shape[2] - border, border : cells.shape[3] - border]
        return torch.cat([centre.mean((2, 3), keepdim=True), cells.mean((2, 3), keepdim=True)], 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.dropout(self.features(x)))

    def start_from_photographs(self, weights: Dict[str, numpy.ndarray]) -> None:
        """weights: of `read_package`. Its convolutions are numbered in the order in which the paper's table names them."""
        units = [module for module in self.modules() if isinstance(module, Unit)]
        with torch.no_grad():
            for number, unit in enumerate(units, 1):
                kernel = torch.from_numpy(weights[f"conv2d_{number}/kernel"]).permute(3, 2, 0, 1)
                if kernel.shape != unit.convolution.weight.shape:
                    expected = tuple(unit.convolution.weight.shape)
                    raise ValueError(f"conv2d_{number} is {tuple(kernel.shape)}, expected {expected}: another network?")
                unit.convolution.weight.copy_(kernel)
                norm = f"batch_normalization_{number}"
                unit.norm.bias.copy_(torch.from_numpy(weights[f"{norm}/beta"]))
                unit.norm.running_mean.copy_(torch.from_numpy(weights[f"{norm}/moving_mean"]))
                unit.norm.running_var.copy_(torch.from_numpy(weights[f"{norm}/moving_variance"]).clamp(min=0))


def _embedded(path: Path) -> bytes:
    """The longest string literal of a script: shards hold their bytes in base64."""
    literals: List[str] = re.findall(r'"([A-Za-z0-9+/=]{1000,})"', path.read_text())
    if not literals:
        raise ValueError(f"{path} holds no base64: is it a shard of nsfwjs's models?")
    return base64.b64decode(max(literals, key=len))


def _manifest(path: Path) -> list:
    """The weights manifest in model.min.js, which is a JavaScript object literal: only its entries are read."""
    pattern = r'\{name:"([^"]+)",shape:\[([\d,]*)\],dtype:"float32",quantization:\{([^}]*)\}\}'
    entries = []
    for name, shape, quantization in re.findall(pattern, path.read_text()):
        settings = dict(part.split(":") for part in quantization.split(","))
        kind = json.loads(settings["dtype"])
        if kind != "uint8":
            raise ValueError(f"{name} is stored as {kind}, expected uint8")
        sides = [int(side) for side in shape.split(",") if side]
        entries.append((name, sides, float(settings["min"]), float(settings["scale"])))
    return entries


def read_package(folder: Path) -> Dict[str, numpy.ndarray]:
    """Tensors by name, float32, of package/dist/models/inception_v3."""
    folder = Path(folder)
    shards = sorted(folder.glob("group1-shard*.min.js"))
    if not shards:
        raise FileNotFoundError(f"{folder} holds no group1-shard*.min.js: see the head of inception.py")
    data = b"".join(_embedded(shard) for shard in shards)
    entries = _manifest(folder / "model.min.js")
    named = sum(int(numpy.prod(shape, dtype=int)) for _, shape, _, _ in entries)
    if named != len(data):
        raise ValueError(f"{folder}: the manifest names {named} bytes, the shards hold {len(data)}")
    weights, offset = {}, 0
    for name, shape, low, scale in entries:
        count = int(numpy.prod(shape, dtype=int))
        values = numpy.frombuffer(data, numpy.uint8, count, offset).astype(numpy.float32)
        weights[name] = (values * scale + low).reshape(shape)
        offset += count
    return weights
