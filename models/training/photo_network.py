"""Fully convolutional network whose trunk starts from photographs: the first blocks of MobileNetV2, valid padding.

MobileNetV2 (Sandler et al., CVPR 2018) up to block 6, as `pretrained.py` reads it, with every padding taken out: a
residual adds its input cropped to the output, so that a cell depends on its receptive field alone and tiles equal the
whole field. The first kernel gets a fourth row and column of zeros, which keeps margins whole numbers: a cell's true
centre lies half a px above and left of the middle of its receptive field.

Of 64 features and 80,000 parameters; what it knows of pictures keeps it from learning the laboratory.
"""
from dataclasses import asdict, dataclass
from typing import List, Tuple

import torch
from torch import Tensor, nn

from network import TRIM, Averaging, FoldedConv, Geometry, geometry_of, zoomed
from pretrained import STRIDES, WIDTHS

CEILING = 6.0


@dataclass(frozen=True)
class PhotoConfig:
    """blocks: inverted residuals that are kept; zoom: (p, q) enlarges the input p / q times, bilinearly, before the
    trunk, as photographs show things larger than 10x shows nuclei; pointwise: widths of 1x1 convolutions before the
    head; frozen: units from the input that do not learn."""

    blocks: int = 7
    zoom: Tuple[int, int] = (1, 1)
    pointwise: Tuple[int, ...] = ()
    classes: int = 1
    dropout: float = 0.3
    frozen: int = 3

    @staticmethod
    def from_dict(values: dict) -> "PhotoConfig":
        return PhotoConfig(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def to_dict(self) -> dict:
        return asdict(self)


class Valid(nn.Module):
    """Valid convolution with bias, and ReLU6 where asked. Named as in the teacher, so that its weights fit."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1, relu: bool = True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, groups=groups)
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        y = self.convolution(x)
        return torch.clamp(y, 0, CEILING) if self.relu else y

    def folded(self) -> List[FoldedConv]:
        c = self.convolution
        kernel, bias = c.weight.detach().double(), c.bias.detach().double()
        return [FoldedConv(kernel, bias, c.stride[0], self.relu, c.groups > 1, CEILING if self.relu else None)]


class ValidBlock(nn.Module):
    """Inverted residual."""

    def __init__(self, layers: nn.Sequential, adds: bool):
        super().__init__()
        self.layers, self.adds = layers, adds

    def forward(self, x: Tensor) -> Tensor:
        y = self.layers(x)
        return y + x[:, :, 1:-1, 1:-1] if self.adds else y

    def folded(self) -> List[FoldedConv]:
        layers = [folded for layer in self.layers for folded in layer.folded()]
        layers[-1].adds = len(layers) if self.adds else 0
        return layers


class PhotoNet(Averaging):
    """RGB 0..1 [n, 3, h, w] -> logits [n, classes, rows, columns]."""

    def __init__(self, config: PhotoConfig = PhotoConfig()):
        super().__init__()
        self.config = config
        units: List[nn.Module] = [Valid(3, 32, 4, 2)]
        inputs = 32
        for index in range(config.blocks):
            hidden, width, stride = inputs * (6 if index else 1), WIDTHS[index], STRIDES[index]
            parts = [Valid(inputs, hidden, 1)] if index else []
            parts += [Valid(hidden, hidden, 3, stride, hidden), Valid(hidden, width, 1, relu=False)]
            units.append(ValidBlock(nn.Sequential(*parts), stride == 1 and inputs == width))
            inputs = width
        self.trunk_units = len(units)
        for width in config.pointwise:
            units.append(Valid(inputs, width, 1))
            inputs = width
        self.trunk = nn.Sequential(*units)
        self.dropout = nn.Dropout2d(config.dropout)
        self.head = nn.Conv2d(inputs, config.classes, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)
        for unit in units[: config.frozen]:
            unit.requires_grad_(False)

    def features(self, x: Tensor) -> Tensor:
        return self.trunk(zoomed(x, self.config.zoom) * 2 - 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.mean_of_cells(self.head(self.dropout(self.features(x))))

    def fold(self, temperature: float = 1.0) -> List[FoldedConv]:
        """What runs: convolutions, with the input's normalisation and the temperature merged in; logits come out last."""
        layers = [folded for unit in self.trunk for folded in unit.folded()]
        first = layers[0]
        first.bias = first.bias - first.kernel.sum((1, 2, 3))
        first.kernel = first.kernel * 2
        first.zoom = self.config.zoom
        head = self.head
        layers.append(
            FoldedConv(head.weight.detach().double() / temperature, head.bias.detach().double() / temperature, 1, False)
        )
        return layers + self.averaging_layers(self.config.classes)

    def geometry(self) -> Geometry:
        geometry, (p, q) = geometry_of(self.fold()), self.config.zoom
        stride, margin = geometry.stride, geometry.margin
        if p != q:
            margin += TRIM
            if stride * q % p or margin * q % p:
                raise ValueError(f"zoom {p}/{q}: a cell of {stride} px or a margin of {margin} px is no whole px of input")
            stride, margin = stride * q // p, margin * q // p
        return Geometry(stride, margin, stride + 2 * margin)

    def start_from(self, state: dict) -> None:
        """Takes over the trunk of a teacher (its state_dict) or of another PhotoNet; the head answers another question."""
        own = self.state_dict()
        for key, value in state.items():
            if key.startswith("head.") or key not in own or int(key.split(".")[1]) >= self.trunk_units:
                continue
            if value.shape != own[key].shape:
                value = nn.functional.pad(value, (0, own[key].shape[3] - value.shape[3], 0, own[key].shape[2] - value.shape[2]))
            own[key] = value
        self.load_state_dict(own)


def is_photo(network: dict) -> bool:
    """Whether the `network` of a checkpoint is a PhotoConfig."""
    return "blocks" in network and "enlargement" not in network
