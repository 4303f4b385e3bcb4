"""Two trunks side by side and one head over what both see: MobileNetV2's first blocks, which learned from photographs, then
from lymph nodes (`photo_network.py`), and a trunk tied by quarter turns that learned from lymph nodes alone (`network.py`).
What the one mistakes for a disease the other seldom does.

The head also gets how far each answer of the second trunk is above a level of its own: a mean over many cells then knows of
rare, strong answers, too.
"""
from dataclasses import asdict, dataclass, field
from typing import List

import torch
from torch import Tensor, nn

from network import Averaging, FoldedConv, Geometry, NetworkConfig, SegmentationNet, cropped, geometry_of
from photo_network import PhotoConfig, PhotoNet

# Cells that a level is measured on.
LEVEL_CELLS = 100_000


@dataclass(frozen=True)
class PairConfig:
    photo: PhotoConfig = PhotoConfig(dropout=0.0)
    turned: NetworkConfig = field(default_factory=NetworkConfig)

    @staticmethod
    def from_dict(values: dict) -> "PairConfig":
        return PairConfig(PhotoConfig.from_dict(values["photo"]), NetworkConfig.from_dict(values["turned"]))

    def to_dict(self) -> dict:
        return asdict(self)


class PairNet(Averaging):
    """RGB 0..1 [n, 3, h, w] -> logits [n, 1, rows, columns]."""

    def __init__(self, config: PairConfig):
        super().__init__()
        self.config = config
        self.photo, self.turned = PhotoNet(config.photo), SegmentationNet(config.turned)
        ours, theirs = self.turned.geometry(), self.photo.geometry()
        if ours.stride != theirs.stride or ours.margin < theirs.margin or config.photo.zoom != (1, 1):
            raise ValueError(f"cells of the two trunks do not lie over each other: {theirs}, {ours}")
        self.crop = ours.margin - theirs.margin
        # Channels of the second trunk that trade places when the picture turns.
        self.order = config.turned.symmetries if config.turned.regular else 1
        self.widths = [self.photo.head.in_channels] + 2 * [self.turned.head.in_channels]
        self.register_buffer("levels", torch.zeros(self.widths[1]))
        self.head = nn.Conv2d(sum(self.widths), 1, 1)

    def features(self, x: Tensor) -> Tensor:
        """[n, channels, rows, columns]: of the first trunk, of the second, and of the second above its levels."""
        seen = self.turned.features(x)
        above = torch.relu(seen - self.levels.view(1, -1, 1, 1))
        return torch.cat([self.photo.features(cropped(x, self.crop)), seen, above], 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.mean_of_cells(self.head(self.features(x)))

    def fields(self) -> Tensor:
        """Number of the feature that each channel belongs to: those that trade places when the picture turns are one."""
        photo, turned, _ = self.widths
        tied = torch.arange(turned) // self.order
        return torch.cat([torch.arange(photo), photo + tied, photo + int(tied[-1]) + 1 + tied])

    def start_levels(self, images: Tensor, quantile: float) -> None:
        """Sets the levels to the quantile (0..1) of each feature over images, 0..1 [n, 3, h, w]."""
        with torch.no_grad():
            seen = self.turned.features(images).float().transpose(0, 1).flatten(1)
            levels = torch.quantile(seen[:, :: 1 + seen.shape[1] // LEVEL_CELLS], quantile, dim=1)
            self.levels.copy_(levels.view(-1, self.order).mean(1).repeat_interleave(self.order))

    def start_from(self, photo: dict, turned: dict) -> None:
        """Takes over the trunks of two networks (their state_dicts)."""
        self.photo.start_from(photo)
        self.turned.load_state_dict(turned)

    def fold(self, temperature: float = 1.0) -> List[FoldedConv]:
        """What runs: one trunk after the other, their logits added; see FoldedConv.reads and adds."""
        photo, turned = self.photo.fold()[:-1], self.turned.fold()[:-1]
        photo[0].crop = self.crop
        weights = (self.head.weight.detach().double() / temperature).split(self.widths, 1)
        bias = self.head.bias.detach().double() / temperature
        none = torch.zeros_like(bias)
        layers = photo + [FoldedConv(weights[0], bias, 1, False)]
        turned[0].reads = len(layers) + 1
        layers += turned + [FoldedConv(weights[1], none, 1, False, adds=len(turned) + 1)]
        one = torch.ones(len(self.levels), 1, 1, 1).double()
        layers.append(FoldedConv(one, -self.levels.double(), 1, True, depthwise=True, reads=2))
        layers.append(FoldedConv(weights[2], none, 1, False, adds=2))
        return layers + self.averaging_layers(1)

    def geometry(self) -> Geometry:
        return geometry_of(self.fold())


def is_pair(network: dict) -> bool:
    """Whether the `network` of a checkpoint is a PairConfig."""
    return "photo" in network
