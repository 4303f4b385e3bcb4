"""Fully convolutional segmentation network, valid padding everywhere.

A stack of plain 3x3 convolutions. Strided ones shrink the grid; the others carry an identity branch while training
(structural re-parameterisation, Ding et al., RepVGG, CVPR 2021), which `fold` merges together with batch norm, so that
what runs is convolution + bias + ReLU and nothing else.

With the default widths: stride 16, receptive field 80 px, so a tile of T px gives (T - 64) / 16 cells a side and
cell (i, j) lies over input px [32 + 16 i, 48 + 16 i), centred in its receptive field.
"""
from dataclasses import asdict, dataclass, replace
from typing import List, Optional, Tuple

import torch
from torch import Tensor, nn

from symmetry import Fields, SymmetricConvolution, SymmetricNorm, fields_of


@dataclass(frozen=True)
class NetworkConfig:
    """Widths of the stages at stride 2, 4, 8, 16; stride-1 3x3 convolutions and 1x1 convolutions in each."""

    widths: Tuple[int, ...] = (20, 36, 88, 192)
    convolutions: Tuple[int, ...] = (0, 2, 2, 0)
    pointwise: Tuple[int, ...] = (0, 0, 0, 1)
    # Groups of channels a stage that are tied by the symmetries of the square; empty: none, plain convolutions.
    regular: Tuple[int, ...] = ()
    # Channels in such a group: 4, quarter turns; 8, mirror images as well.
    symmetries: int = 8
    # Identity branches beside the 3x3 convolutions while training.
    identity: bool = True
    classes: int = 1
    dropout: float = 0.2
    # Input normalisation, folded into the first convolution at export.
    mean: Tuple[float, float, float] = (0.70, 0.54, 0.69)
    std: Tuple[float, float, float] = (0.22, 0.26, 0.20)

    @staticmethod
    def from_dict(values: dict) -> "NetworkConfig":
        return NetworkConfig(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def to_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Geometry:
    """Input px a cell (stride), border without output (margin) and input px one cell sees, a side."""

    stride: int
    margin: int
    receptive_field: int

    def cells(self, tile: int) -> int:
        core = tile - 2 * self.margin
        if core <= 0 or core % self.stride:
            raise ValueError(
                f"tile of {tile} px: {tile} - 2 x {self.margin} must be a positive multiple of {self.stride}"
            )
        return core // self.stride


@dataclass
class FoldedConv:
    """One convolution of the exported network. kernel: [out, in, k, k] (depthwise: [out, 1, k, k]), bias: [out].

    ceiling: where ReLU ends (6 in MobileNetV2). Outputs are counted back, the network's input being the first of them: 1 is
    the one before. reads: which of them is the input. adds: which is cropped to its middle and added to the output
    (residual, sum of branches); 0: none. crop: px cut off the input at each side. zoom: the input is enlarged p / q times
    before (`zoomed`).
    """

    kernel: Tensor
    bias: Tensor
    stride: int
    relu: bool
    depthwise: bool = False
    ceiling: Optional[float] = None
    adds: int = 0
    zoom: Tuple[int, int] = (1, 1)
    reads: int = 1
    crop: int = 0


# Px of an enlarged picture that are cut off at each side: what lies outside the input had a part in the first, and two
# keep the margin a whole number of input px.
TRIM = 2


def zoomed(x: Tensor, zoom: Tuple[int, int]) -> Tensor:
    """x [n, c, h, w] enlarged p / q times (half-px centres) and trimmed; sides must be multiples of q."""
    p, q = zoom
    if p == q:
        return x
    if any(side % q for side in x.shape[2:]):
        raise ValueError(f"sides of {tuple(x.shape[2:])} px are no multiples of {q}")
    size = [side * p // q for side in x.shape[2:]]
    return nn.functional.interpolate(x, size=size, mode="bilinear", align_corners=False)[:, :, TRIM:-TRIM, TRIM:-TRIM]


def cropped(x: Tensor, px: int) -> Tensor:
    """x [n, c, h, w] without its outer px."""
    return x[:, :, px : x.shape[2] - px, px : x.shape[3] - px] if px else x


class Unit(nn.Module):
    """Valid convolution + batch norm (+ normalised identity where shapes allow) + ReLU."""

    def __init__(self, inputs: Fields, outputs: Fields, kernel: int, stride: int = 1, identity: bool = True):
        super().__init__()
        keeps = identity and stride == 1 and inputs == outputs
        if outputs.regular:
            self.convolution = SymmetricConvolution(inputs, outputs, kernel, stride)
            self.norm = SymmetricNorm(outputs)
            self.identity = SymmetricNorm(outputs) if keeps else None
            return
        self.convolution = nn.Conv2d(inputs.channels, outputs.channels, kernel, stride, bias=False)
        self.norm = nn.BatchNorm2d(outputs.channels)
        self.identity = nn.BatchNorm2d(outputs.channels) if keeps else None
        nn.init.kaiming_normal_(self.convolution.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.convolution(x))
        if self.identity is not None:
            y = y + self.identity(cropped(x, self.convolution.kernel_size[0] // 2))
        return torch.relu(y)

    def fold(self) -> FoldedConv:
        weight = self.convolution.weight.detach().double()
        scale, shift = _affine(self.norm)
        kernel, bias = weight * scale[:, None, None, None], shift
        if self.identity is not None:
            scale, shift = _affine(self.identity)
            middle = kernel.shape[-1] // 2
            channels = torch.arange(len(scale))
            kernel[channels, channels, middle, middle] += scale
            bias = bias + shift
        return FoldedConv(kernel, bias, self.convolution.stride[0], True)


def _affine(norm: nn.BatchNorm2d) -> Tuple[Tensor, Tensor]:
    scale = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
    return scale, norm.bias.detach().double() - norm.running_mean.double() * scale


class SegmentationNet(nn.Module):
    """RGB 0..1 [n, 3, h, w] -> logits [n, classes, rows, columns]."""

    def __init__(self, config: NetworkConfig = NetworkConfig()):
        super().__init__()
        self.config = config
        self.register_buffer("mean", torch.tensor(config.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(config.std).view(1, 3, 1, 1))
        units: List[nn.Module] = []
        inputs = fields_of(3, 0, config.symmetries)
        for stage, width in enumerate(config.widths):
            fields = fields_of(width, config.regular[stage] if config.regular else 0, config.symmetries)
            # The even first kernel keeps every later grid odd, so that strided 3x3 kernels stay centred.
            units.append(Unit(inputs, fields, 4 if stage == 0 else 3, 2))
            units += [Unit(fields, fields, 3, identity=config.identity) for _ in range(config.convolutions[stage])]
            units += [Unit(fields, fields, 1, identity=config.identity) for _ in range(config.pointwise[stage])]
            inputs = fields
        self.trunk = nn.Sequential(*units)
        self.dropout = nn.Dropout2d(config.dropout)
        if inputs.regular:
            self.head = SymmetricConvolution(inputs, fields_of(config.classes, 0, config.symmetries), 1, bias=True)
            nn.init.normal_(self.head.free, std=0.01)
            return
        self.head = nn.Conv2d(inputs.channels, config.classes, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def features(self, x: Tensor) -> Tensor:
        return self.trunk((x - self.mean) / self.std)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.dropout(self.features(x)))

    def geometry(self) -> Geometry:
        field_px, stride = 1, 1
        for unit in self.trunk:
            field_px += (unit.convolution.kernel_size[0] - 1) * stride
            stride *= unit.convolution.stride[0]
        if (field_px - stride) % 2:
            raise ValueError("receptive field and stride differ by an odd number: cells would be off centre")
        return Geometry(stride, (field_px - stride) // 2, field_px)

    def fold(self, temperature: float = 1.0) -> List[FoldedConv]:
        """Convolutions with normalisation, batch norm, identity and temperature merged; logits come out last."""
        layers = [unit.fold() for unit in self.trunk]
        first = layers[0]
        mean, std = self.mean.double().flatten(), self.std.double().flatten()
        kernel = first.kernel / std[None, :, None, None]
        first.bias = first.bias - (kernel * mean[None, :, None, None]).sum((1, 2, 3))
        first.kernel = kernel
        layers.append(
            FoldedConv(
                self.head.weight.detach().double() / temperature,
                self.head.bias.detach().double() / temperature,
                1,
                False,
            )
        )
        return layers


class Averaging(nn.Module):
    """A network whose cells can be averaged: what labels of whole patches teach says little about one cell's own tissue, and
    much about its surroundings."""

    context = 1

    def averaging(self, side: int):
        """Each cell's logit becomes the mean over side x side cells (odd), in place."""
        if side % 2 == 0:
            raise ValueError(f"a mean over {side} x {side} cells has no cell in its middle")
        self.context = side
        return self

    def mean_of_cells(self, logits: Tensor) -> Tensor:
        return nn.functional.avg_pool2d(logits, self.context, 1) if self.context > 1 else logits

    def averaging_layers(self, classes: int) -> List[FoldedConv]:
        side = self.context
        if side == 1:
            return []
        mean = torch.eye(classes).double()[:, :, None, None].expand(classes, classes, side, side) / side**2
        return [FoldedConv(mean.contiguous(), torch.zeros(classes).double(), 1, False)]


def crop_to_label(images: Tensor, geometry: Geometry, label_px: int) -> Tensor:
    """The centre of images [n, 3, h, w] from which exactly the cells over the centre label_px x label_px come."""
    side = label_px + 2 * geometry.margin
    top, left = (images.shape[2] - side) // 2, (images.shape[3] - side) // 2
    if label_px % geometry.stride or top < 0 or left < 0:
        raise ValueError(f"no cells cover the centre {label_px} px of {tuple(images.shape[2:])} px: {geometry}")
    return images[:, :, top : top + side, left : left + side]


def run_layers(layers: List[FoldedConv], x: Tensor) -> Tensor:
    """What the layers make of x [n, c, h, w], in float32."""
    outputs = [x]
    for layer in layers:
        groups = len(layer.kernel) if layer.depthwise else 1
        kernel, bias = (values.float().to(x.device) for values in (layer.kernel, layer.bias))
        read = cropped(zoomed(outputs[-layer.reads], layer.zoom), layer.crop)
        y = nn.functional.conv2d(read, kernel, bias, layer.stride, groups=groups)
        if layer.relu:
            y = torch.clamp(y, 0, layer.ceiling)
        if layer.adds:
            before = outputs[-layer.adds]
            y = y + cropped(before, (before.shape[2] - y.shape[2]) // 2)
        outputs.append(y)
    return outputs[-1]


def grids(layers: List[FoldedConv]) -> List[Tuple[float, float]]:
    """Of the input and each layer's output: input px (enlarged ones) a cell, and px at each side over which no cell lies."""
    made = [(1.0, 0.0)]
    for layer in layers:
        stride, inset = made[-layer.reads]
        grown = layer.crop + (layer.kernel.shape[-1] - layer.stride) / 2
        made.append((stride * layer.stride, inset + stride * grown))
    return made


def geometry_of(layers: List[FoldedConv]) -> Geometry:
    """In px of what the first layer reads: enlarged ones where it enlarges."""
    stride, margin = grids(layers)[-1]
    if margin % 1:
        raise ValueError("receptive field and stride differ by an odd number: cells would be off centre")
    return Geometry(int(stride), int(margin), int(stride + 2 * margin))


def run_folded(layers: List[FoldedConv], x: Tensor) -> Tensor:
    """What the exported graph computes, in float32. x: RGB 0..1 [n, 3, h, w] -> probabilities [n, classes, ...]."""
    return torch.sigmoid(run_layers(layers, x))


def round_to_half(layers: List[FoldedConv]) -> List[FoldedConv]:
    """The layers with weights as they are stored: float16."""
    return [replace(l, kernel=l.kernel.half().float(), bias=l.bias.half().float()) for l in layers]


def parameter_count(layers: List[FoldedConv]) -> int:
    return sum(layer.kernel.numel() + layer.bias.numel() for layer in layers)


def flops_per_mm2(layers: List[FoldedConv], um_per_px: float) -> float:
    """2 x multiply-accumulates over a field of 1 mm x 1 mm, borders not deducted."""
    p, q = layers[0].zoom
    pairs = zip(layers, grids(layers)[1:])
    per_px = sum(2 * layer.kernel.numel() / (stride * q / p) ** 2 for layer, (stride, _) in pairs)
    return per_px * (1000 / um_per_px) ** 2


def pool(logits: Tensor, sharpness: float = 1.0) -> Tensor:
    """Logits of cells [n, classes, h, w] -> of the patch [n, classes]: log-mean-exp, between mean (0) and max (inf).

    The label says "any tumour in these cells"; the soft maximum follows it and still gives every cell a gradient
    (Pinheiro & Collobert, CVPR 2015).
    """
    flat = logits.flatten(2)
    if sharpness == 0:
        return flat.mean(2)
    return (torch.logsumexp(sharpness * flat, 2) - torch.log(torch.tensor(float(flat.shape[2])))) / sharpness
