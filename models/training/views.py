"""Augmented views of the lymph node patches with the teacher's answer to each: what a small network learns from.

The teacher sees the very picture that the student will see, and the pictures go beyond the patches: mixtures of two
(mixup, Zhang et al., ICLR 2018) and windows anywhere in the larger training fields. A student that matches the teacher
on all of them takes over its function, not just its opinion of the labels (Beyer et al., "Knowledge distillation: a good
teacher is patient and consistent", CVPR 2022).
"""
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, List, Tuple

import numpy
import torch
from PIL import Image
from torch import Tensor

from augment import AugmentConfig, augment
from lymph_data import SIDE, Patches

# Side of the grid on which windows are cut from a field, px.
WINDOW_STEP = 24


@dataclass(frozen=True)
class ViewConfig:
    """How many views of each kind: of each patch, mixtures of two patches for each patch, of each simulated patch.
    windows: how many at most, each seen once; 0: none."""

    of_patch: int = 6
    mixtures: int = 2
    windows: int = 16000
    of_simulated: int = 3
    seed: int = 1


def windows_of_regions(folder: Path, without: set, count: int, seed: int) -> numpy.ndarray:
    """Windows [n, 3, 96, 96] of the training fields of regions.csv that are known in full; no label belongs to them.

    without: names of overlap groups that are held out.
    """
    table = Path(folder) / "regions.csv"
    if count == 0 or not table.exists():
        return numpy.zeros((0, 3, SIDE, SIDE), numpy.uint8)
    windows: List[numpy.ndarray] = []
    with open(table, newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["split"] == "train" and row["overlap_group"] not in without]
    for row in rows:
        path = Path(folder) / row["file"]
        pixels = numpy.asarray(Image.open(path).convert("RGB"))
        known = numpy.asarray(Image.open(path.with_name(path.stem + "_coverage.png")).convert("L")) > 0
        for y in range(0, len(pixels) - SIDE + 1, WINDOW_STEP):
            for x in range(0, pixels.shape[1] - SIDE + 1, WINDOW_STEP):
                if known[y : y + SIDE, x : x + SIDE].all():
                    windows.append(pixels[y : y + SIDE, x : x + SIDE].transpose(2, 0, 1))
    if not windows:
        return numpy.zeros((0, 3, SIDE, SIDE), numpy.uint8)
    chosen = numpy.random.RandomState(seed).permutation(len(windows))[:count]
    return numpy.stack([windows[i] for i in chosen])


def mixed(images: Tensor, generator: torch.Generator) -> Tensor:
    """Each image with another of the batch, 0.2 to 0.8 of it. images: 0..1 [n, 3, h, w]."""
    share = (0.2 + 0.6 * torch.rand(len(images), 1, 1, 1, generator=generator)).to(images)
    return torch.lerp(images, images[torch.randperm(len(images), generator=generator).to(images.device)], share)


def rounds(
    train: Patches, windows: numpy.ndarray, simulated: Tensor, config: ViewConfig
) -> Iterator[Tuple[Tensor, bool]]:
    """(images uint8, whether they are mixed): each is one pass over one kind of picture."""
    patches = torch.from_numpy(train.images)
    for _ in range(config.of_patch):
        yield patches, False
    for _ in range(config.mixtures):
        yield patches, True
    if len(windows):
        yield torch.from_numpy(windows), False
    for _ in range(config.of_simulated if len(simulated) else 0):
        yield simulated, False


def make_views(passes: Iterator[Tuple[Tensor, bool]], augmentation: AugmentConfig, seed: int, batch: int = 64) -> Tensor:
    """uint8 [n, 3, 96, 96] of all passes."""
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for images, mix in passes:
        for index in torch.randperm(len(images), generator=generator).split(batch):
            view = augment(images[index], augmentation, generator)
            view = mixed(view, generator) if mix else view
            parts.append((view * 255 + 0.5).clamp_(0, 255).byte())
    return torch.cat(parts)
