"""Patches of simulated slides, written by `npm run slide:patches -- --kind KIND --out DIR`."""
import json
from pathlib import Path
from typing import Tuple

import numpy
import torch
from torch import Tensor


def load_simulated(folder: Path) -> Tuple[Tensor, Tensor]:
    """(images uint8 [n, 3, size, size], labels float [n]) of index.json, patches.bin and labels.bin."""
    folder = Path(folder)
    index = folder / "index.json"
    if not index.exists():
        raise FileNotFoundError(f"{index} is missing: write it with npm run slide:patches -- --out {folder}")
    shape = json.loads(index.read_text())
    count, size = shape["count"], shape["size"]
    pixels = numpy.fromfile(folder / "patches.bin", numpy.uint8)
    labels = numpy.fromfile(folder / "labels.bin", numpy.uint8)
    if len(pixels) != count * size * size * 3 or len(labels) != count:
        raise ValueError(f"{folder}: patches.bin or labels.bin does not hold {count} patches of {size} px")
    images = pixels.reshape(count, size, size, 3).transpose(0, 3, 1, 2).copy()
    return torch.from_numpy(images), torch.from_numpy(labels.astype(numpy.float32))
