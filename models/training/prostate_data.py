"""Prostate patches of three laboratories at one um/px, with their folds.

Zurich (Arvaniti et al. 2018, CC0): one label a patch of 172 um, borders reflected to the side of a patch. RINGS (Salvi
et al., CC BY 4.0): tiles with tumour masks, cut into patches; in tumour tiles only what the mask calls tumour is used,
as not all glands are drawn. SICAPv2 (Silva-Rodriguez et al. 2020, CC BY 4.0): patches with a majority grade.
"""
import csv
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import List

import numpy
from PIL import Image

UM_PER_PX = 1.0
# Side of a patch, px, and the border of it that gives no cells but context to them (the network's margin).
SIDE, BORDER = 240, 32
# Share of a RINGS patch that the tumour mask must cover to be called tumour.
TUMOUR_SHARE = 0.3
# Share of a patch that must be tissue.
TISSUE_SHARE = 0.3


@dataclass
class ProstatePatches:
    """images: uint8 [n, 3, 240, 240]; labels: float32 [n]; sources, groups, parents (image file): str [n]."""

    images: numpy.ndarray
    labels: numpy.ndarray
    sources: numpy.ndarray
    groups: numpy.ndarray
    parents: numpy.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, mask) -> "ProstatePatches":
        return ProstatePatches(
            self.images[mask], self.labels[mask], self.sources[mask], self.groups[mask], self.parents[mask]
        )


def _resized(image: Image.Image, um_per_px: float, resample=Image.LANCZOS) -> Image.Image:
    size = tuple(max(1, round(side * um_per_px / UM_PER_PX)) for side in image.size)
    return image.resize(size, resample)


def _at_least_side(pixels: numpy.ndarray) -> numpy.ndarray:
    """Reflects the borders of a picture smaller than a patch."""
    short = [max(0, SIDE - side) for side in pixels.shape[:2]]
    return numpy.pad(pixels, [(s // 2, s - s // 2) for s in short] + [(0, 0)], "reflect")


def _core(part: numpy.ndarray) -> numpy.ndarray:
    """What a patch's cells lie over."""
    return part[BORDER : SIDE - BORDER, BORDER : SIDE - BORDER]


def _tissue(pixels: numpy.ndarray) -> float:
    return float((pixels[..., 1] < 0.86 * 255).mean())


def _starts(length: int) -> List[int]:
    if length < SIDE:
        return []
    count = max(1, int(numpy.ceil((length - 2 * BORDER) / (SIDE - 2 * BORDER))))
    return sorted({int(round(i)) for i in numpy.linspace(0, length - SIDE, count)})


def load_prostate(folder: Path, sicapv2: Path = None) -> ProstatePatches:
    """All labelled patches of images.csv; `sicapv2`: folder of the full public set, added to them."""
    folder = Path(folder)
    table = folder / "images.csv"
    if not table.exists():
        raise FileNotFoundError(f"{table} is missing: pass --data with the folder that holds images.csv")
    images, labels, sources, groups, parents = [], [], [], [], []

    def add(pixels, label, source, group, parent):
        images.append(pixels.transpose(2, 0, 1))
        labels.append(label)
        sources.append(source)
        groups.append(group)
        parents.append(parent)

    with open(table, newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["label"] == "unlabelled":
            continue
        cancer = row["label"] != "benign"
        picture = _resized(Image.open(folder / row["file"]).convert("RGB"), float(row["um_per_px"]))
        mask = None
        if cancer and row["source"] == "rings":
            mask = _resized(Image.open(folder / row["mask"]).convert("L"), float(row["um_per_px"]), Image.NEAREST)
            mask = numpy.asarray(mask) > 0
        pixels = _at_least_side(numpy.asarray(picture))
        for y in _starts(pixels.shape[0]):
            for x in _starts(pixels.shape[1]):
                part = pixels[y : y + SIDE, x : x + SIDE]
                if _tissue(_core(part)) < TISSUE_SHARE:
                    continue
                if mask is not None and _core(mask[y : y + SIDE, x : x + SIDE]).mean() < TUMOUR_SHARE:
                    continue
                add(part, float(cancer), row["source"], f"{row['source']} {row['group']}", row["file"])
    if sicapv2 is not None:
        for part, label, group, name in _full_sicapv2(Path(sicapv2)):
            add(part, label, "sicapv2", group, name)
    if not images:
        raise ValueError(f"{table} lists no labelled image")
    return ProstatePatches(
        numpy.stack(images),
        numpy.array(labels, numpy.float32),
        numpy.array(sources),
        numpy.array(groups),
        numpy.array(parents),
    )


def load_rings(folder: Path) -> list:
    """Whole RINGS tiles: [(uint8 [h, w, 3], tumour mask bool [h, w])]; benign ones with an empty mask."""
    folder = Path(folder)
    tiles = []
    with open(folder / "images.csv", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] == "rings"]
    for row in rows:
        um_per_px = float(row["um_per_px"])
        pixels = numpy.asarray(_resized(Image.open(folder / row["file"]).convert("RGB"), um_per_px))
        mask = numpy.zeros(pixels.shape[:2], bool)
        if row["label"] != "benign":
            drawn = Image.open(folder / row["mask"]).convert("L")
            mask = numpy.asarray(_resized(drawn, um_per_px, Image.NEAREST)) > 0
        tiles.append((pixels, mask))
    return tiles


def _full_sicapv2(folder: Path):
    """SICAPv2 as published: images/*.jpg at 1.0 um/px and partition/Test/Train.xlsx or a CSV of image_name,NC,G3,G4,G5."""
    tables = sorted(folder.glob("**/*.csv"))
    if not tables:
        raise FileNotFoundError(f"{folder} has no CSV with the columns image_name, NC, G3, G4, G5 (save Train.xlsx as CSV)")
    for table in tables:
        with open(table, newline="") as stream:
            for row in csv.DictReader(stream):
                if "image_name" not in row:
                    raise ValueError(f"{table} has no column image_name")
                name = row["image_name"]
                # Published at 10x, 1.0 um/px.
                pixels = _at_least_side(numpy.asarray(_resized(Image.open(folder / "images" / name).convert("RGB"), 1.0)))
                group = f"sicapv2 {name.split('_')[0]}"
                for y in _starts(pixels.shape[0]):
                    for x in _starts(pixels.shape[1]):
                        part = pixels[y : y + SIDE, x : x + SIDE]
                        if _tissue(_core(part)) >= TISSUE_SHARE:
                            yield part, float(row["NC"] != "1"), group, name


def zurich_folds(patches: ProstatePatches, folds: int = 3) -> numpy.ndarray:
    """Fold 0..folds-1 of each Zurich patch, -1 of the others. Whole groups; each fold holds benign and cancer groups."""
    fold = numpy.full(len(patches), -1)
    zurich = patches.sources == "zurich"
    for label in (0.0, 1.0):
        groups = sorted(set(patches.groups[zurich & (patches.labels == label)]))
        for i, group in enumerate(groups):
            fold[(patches.groups == group) & zurich] = i % folds
    return fold


def load_donors(folder: Path, lymph: Path, count: int = 200) -> List[numpy.ndarray]:
    """Patches that lend only their stain (mean and spread of optical density), uint8 [n, 3, 240, 240] a laboratory.

    SICAPv2, unlabelled ones too, and the first `count` normal training patches of PatchCamelyon, if they are there.
    """
    donors = []
    pictures = [_resized(Image.open(p).convert("RGB"), 1.0) for p in sorted((Path(folder) / "sicapv2").glob("*.jpg"))]
    parts = []
    for picture in pictures:
        pixels = _at_least_side(numpy.asarray(picture))
        for y in _starts(pixels.shape[0]):
            for x in _starts(pixels.shape[1]):
                if _tissue(pixels[y : y + SIDE, x : x + SIDE]) >= 0.5:
                    parts.append(pixels[y : y + SIDE, x : x + SIDE].transpose(2, 0, 1))
    if parts:
        donors.append(numpy.stack(parts))
    archive = Path(lymph) / "train-normal.tar"
    if archive.exists():
        parts = []
        with tarfile.open(archive) as stream:
            for member in stream:
                if member.isfile():
                    picture = Image.open(io.BytesIO(stream.extractfile(member).read())).convert("RGB")
                    parts.append(numpy.asarray(picture.resize((SIDE, SIDE))).transpose(2, 0, 1))
                if len(parts) == count:
                    break
        donors.append(numpy.stack(parts))
    return donors
