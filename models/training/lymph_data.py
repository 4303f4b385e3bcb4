"""Lymph node patches: PatchCamelyon as tar files of JPEGs with patches.csv, or its public HDF5 files.

Both give arrays of 96 x 96 px at 0.972 um/px whose label says whether the centre 32 x 32 px holds any tumour
(Veeling et al., MICCAI 2018; Camelyon16, CC0).
"""
import csv
import gzip
import io
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

import numpy
from PIL import Image

SIDE = 96


@dataclass
class Patches:
    """images: uint8 [n, 3, 96, 96]; labels: float32 [n]; groups: int64 [n], patches that share pixels share one."""

    images: numpy.ndarray
    labels: numpy.ndarray
    groups: numpy.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index) -> "Patches":
        return Patches(self.images[index], self.labels[index], self.groups[index])


def load_tars(folder: Path, cache: Path) -> Dict[str, Patches]:
    """The splits `train` and `validation` of ../shared/data/lymph; patches that overlap a held-out test are left out."""
    folder = Path(folder)
    stored = cache / "lymph.npz"
    if not stored.exists():
        _decode_tars(folder, stored)
    data = numpy.load(stored)
    return {
        split: Patches(data[f"{split}_images"], data[f"{split}_labels"], data[f"{split}_groups"])
        for split in ("train", "validation")
    }


def overlap_groups(table: Path) -> List[str]:
    """Names of the overlap groups of patches.csv; `Patches.groups` counts along them."""
    with open(table, newline="") as stream:
        return sorted({row["overlap_group"] for row in csv.DictReader(stream)})


def _decode_tars(folder: Path, stored: Path) -> None:
    table = folder / "patches.csv"
    if not table.exists():
        raise FileNotFoundError(f"{table} is missing: pass --data with the folder that holds patches.csv and the tars")
    with open(table, newline="") as stream:
        rows = {row["file"]: row for row in csv.DictReader(stream)}
    names = {group: i for i, group in enumerate(overlap_groups(table))}
    arrays = {}
    for split in ("train", "validation"):
        found = {}
        for kind in ("normal", "tumour"):
            with tarfile.open(folder / f"{split}-{kind}.tar") as tar:
                for member in tar:
                    name = member.name[2:] if member.name.startswith("./") else member.name
                    if member.isfile() and name in rows:
                        found[name] = numpy.asarray(Image.open(io.BytesIO(tar.extractfile(member).read())).convert("RGB"))
        kept = [n for n in sorted(found) if rows[n]["split"] == split and rows[n]["overlaps_held_out_test"] != "1"]
        if not kept:
            raise ValueError(f"no patch of the split {split} in {folder}: do the tars belong to patches.csv?")
        arrays[f"{split}_images"] = numpy.stack([found[n] for n in kept]).transpose(0, 3, 1, 2).copy()
        arrays[f"{split}_labels"] = numpy.array([rows[n]["label"] == "1" for n in kept], numpy.float32)
        arrays[f"{split}_groups"] = numpy.array([names[rows[n]["overlap_group"]] for n in kept], numpy.int64)
    stored.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez(stored, **arrays)


def load_pcam_h5(folder: Path) -> Dict[str, Patches]:
    """PatchCamelyon as published: camelyonpatch_level_2_split_{train,valid}_{x,y}.h5, gzipped or not.

    Overlap groups are unknown there: each patch is its own.
    """
    import h5py

    folder = Path(folder)
    splits = {}
    for split, name in (("train", "train"), ("validation", "valid")):
        arrays = []
        for part in ("x", "y"):
            path = folder / f"camelyonpatch_level_2_split_{name}_{part}.h5"
            packed = path.with_name(path.name + ".gz")
            if not path.exists() and packed.exists():
                with gzip.open(packed) as source, open(path, "wb") as target:
                    shutil.copyfileobj(source, target)
            if not path.exists():
                raise FileNotFoundError(f"{path} is missing: --pcam-h5 needs the four .h5 files of train and valid")
            with h5py.File(path, "r") as stream:
                if part not in stream:
                    raise ValueError(f"{path} has no data set named {part}: is it a PatchCamelyon file?")
                arrays.append(stream[part][:])
        images, labels = arrays
        if images.ndim != 4 or images.shape[1:] != (SIDE, SIDE, 3) or len(images) != len(labels):
            raise ValueError(f"{folder}: {name} has shape {images.shape}, expected [n, 96, 96, 3] and as many labels")
        labels = labels.reshape(-1).astype(numpy.float32)
        splits[split] = Patches(numpy.ascontiguousarray(images.transpose(0, 3, 1, 2)), labels, numpy.arange(len(labels)))
    return splits


def hold_out_groups(patches: Patches, share: float, seed: int):
    """Splits by overlap group: (the rest, about `share` of the patches)."""
    groups = numpy.unique(patches.groups)
    numpy.random.RandomState(seed).shuffle(groups)
    sizes = {g: c for g, c in zip(*numpy.unique(patches.groups, return_counts=True))}
    taken, count = [], 0
    for group in groups:
        if count >= share * len(patches):
            break
        taken.append(group)
        count += sizes[group]
    mask = numpy.isin(patches.groups, taken)
    return patches.take(~mask), patches.take(mask)
