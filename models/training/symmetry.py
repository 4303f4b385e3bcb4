"""Layers that commute with the symmetries of the square, the 4 quarter turns or these and their 4 mirror images, so that a
field and its turned copy get the same answer without having to be learned (Cohen & Welling, ICML 2016; on these very
patches: Veeling et al., MICCAI 2018).

Channels come in two kinds: regular ones, in groups of 4 or 8 that trade places when the picture turns, and trivial ones,
which do not. Weights that the symmetry maps onto each other are one parameter. What is exported is a plain convolution.
"""
import itertools
from dataclasses import dataclass
from typing import List, Tuple

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

_TURN, _MIRROR = numpy.array([[0, -1], [1, 0]]), numpy.array([[1, 0], [0, -1]])
ELEMENTS: List[numpy.ndarray] = [
    numpy.linalg.matrix_power(_TURN, turns) @ (_MIRROR if mirrored else numpy.eye(2, dtype=int))
    for mirrored, turns in itertools.product((0, 1), range(4))
]
# How many symmetries a network can have: quarter turns, which are the first elements, or all.
ORDERS = (4, 8)
_PRODUCT = numpy.array(
    [[next(k for k, c in enumerate(ELEMENTS) if (a @ b == c).all()) for b in ELEMENTS] for a in ELEMENTS]
)


@dataclass(frozen=True)
class Fields:
    """`regular` groups of `order` channels, followed by `trivial` single ones."""

    regular: int
    trivial: int
    order: int = 8

    @property
    def channels(self) -> int:
        return self.order * self.regular + self.trivial

    def moved(self, g: int) -> numpy.ndarray:
        """Where the symmetry g takes each channel."""
        groups = numpy.arange(self.regular)[:, None] * self.order + _PRODUCT[g, : self.order][None, :]
        return numpy.r_[groups.ravel(), self.order * self.regular + numpy.arange(self.trivial)].astype(numpy.int64)

    def field_of(self) -> numpy.ndarray:
        """Number of the field that each channel belongs to."""
        return numpy.r_[
            numpy.repeat(numpy.arange(self.regular), self.order), self.regular + numpy.arange(self.trivial)
        ].astype(numpy.int64)


def fields_of(channels: int, regular: int, order: int = 8) -> Fields:
    if order not in ORDERS:
        raise ValueError(f"a network has 4 or 8 symmetries, not {order}")
    if order * regular > channels:
        raise ValueError(f"{regular} regular fields need {order * regular} channels, there are {channels}")
    return Fields(regular, channels - order * regular, order)


def _moved_pixels(kernel: int, g: int) -> numpy.ndarray:
    rows, columns = numpy.mgrid[:kernel, :kernel]
    centred = numpy.stack([2 * columns.ravel() - (kernel - 1), 2 * rows.ravel() - (kernel - 1)])
    x, y = (ELEMENTS[g] @ centred + (kernel - 1)) // 2
    return (y * kernel + x).astype(numpy.int64)


def orbits(outputs: Fields, inputs: Fields, kernel: int) -> Tuple[numpy.ndarray, int]:
    """For each weight [out, in, k, k], flattened, the number of the parameter it is; and how many there are."""
    if outputs.order != inputs.order:
        raise ValueError(f"{inputs.order} symmetries meet {outputs.order}")
    shape = (outputs.channels, inputs.channels, kernel * kernel)
    least = None
    for g in range(outputs.order):
        out, into, px = outputs.moved(g), inputs.moved(g), _moved_pixels(kernel, g)
        image = (out[:, None, None] * shape[1] + into[None, :, None]) * shape[2] + px[None, None, :]
        least = image if least is None else numpy.minimum(least, image)
    names, index = numpy.unique(least.ravel(), return_inverse=True)
    return index.reshape(-1).astype(numpy.int64), len(names)


class SymmetricConvolution(nn.Module):
    """A convolution whose weights are tied by the symmetry. A bias needs trivial outputs."""

    def __init__(self, inputs: Fields, outputs: Fields, kernel: int, stride: int = 1, bias: bool = False):
        super().__init__()
        self.in_channels, self.kernel_size, self.stride = inputs.channels, (kernel, kernel), (stride, stride)
        self.shape = (outputs.channels, inputs.channels, kernel, kernel)
        index, count = orbits(outputs, inputs, kernel)
        self.register_buffer("index", torch.from_numpy(index), persistent=False)
        fan_in = inputs.channels * kernel * kernel
        self.free = nn.Parameter(torch.randn(count, 1) * (2 / fan_in) ** 0.5)
        if bias and outputs.regular:
            raise ValueError("a bias a channel would break the symmetry of regular fields")
        self.bias = nn.Parameter(torch.zeros(outputs.channels)) if bias else None

    @property
    def weight(self) -> Tensor:
        return self.free[:, 0].index_select(0, self.index).view(self.shape)

    def forward(self, x: Tensor) -> Tensor:
        return functional.conv2d(x, self.weight, self.bias, self.stride)


class SymmetricNorm(nn.Module):
    """Batch norm with one scale and shift a field; its running statistics are averaged over the field."""

    def __init__(self, fields: Fields, eps: float = 1e-5, momentum: float = 0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        field = torch.from_numpy(fields.field_of())
        count = fields.regular + fields.trivial
        self.register_buffer("field", field, persistent=False)
        self.register_buffer("_mean", torch.zeros(fields.channels))
        self.register_buffer("_var", torch.ones(fields.channels))
        self.scale = nn.Parameter(torch.ones(count))
        self.shift = nn.Parameter(torch.zeros(count))

    def _over_field(self, values: Tensor) -> Tensor:
        size = torch.zeros_like(self.scale).index_add_(0, self.field, torch.ones_like(values))
        total = torch.zeros_like(self.scale).index_add_(0, self.field, values)
        return (total / size).index_select(0, self.field)

    @property
    def running_mean(self) -> Tensor:
        return self._over_field(self._mean)

    @property
    def running_var(self) -> Tensor:
        return self._over_field(self._var)

    @property
    def weight(self) -> Tensor:
        return self.scale.index_select(0, self.field)

    @property
    def bias(self) -> Tensor:
        return self.shift.index_select(0, self.field)

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            return functional.batch_norm(
                x, self._mean, self._var, self.weight, self.bias, True, self.momentum, self.eps
            )
        return functional.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, self.eps
        )
