"""Soft labels for the training patches, from several networks and all eight orientations (Hinton et al. 2015).

A small network run once cannot average over orientations and over networks; it can learn their mean. From the
repository root, after training the networks named:

    python3 models/training/distil.py --networks models/training/runs/lymph-node/averaged.pt \
      models/training/runs/teacher/averaged.pt --out models/training/runs/soft-labels.npz

prints the validation AUC of each and of their mean; only training patches get soft labels.
"""
import argparse
from pathlib import Path
from typing import List

import numpy
import torch
from torch import nn

from evaluation import auc
from network import pool
from pretrained import load_teacher
from soft_labels import save_soft_labels
from train_lymph_node import HERE, ROOT, load_splits
from trainer import load_network, predict


def orientations(images: numpy.ndarray) -> List[numpy.ndarray]:
    """The eight symmetries of the square of images [n, 3, h, w], h = w."""
    turned = [numpy.rot90(images, quarter, (2, 3)) for quarter in range(4)]
    return [numpy.ascontiguousarray(view) for image in turned for view in (image, image[:, :, :, ::-1])]


def oriented_logits(network: nn.Module, images: numpy.ndarray, sharpness: float, device: str = "cpu") -> numpy.ndarray:
    """Mean over orientations of the logit of each patch [n]."""
    with torch.autocast(torch.device(device).type, torch.bfloat16):
        views = [pool(predict(network, view, 128, device), sharpness)[:, 0].numpy() for view in orientations(images)]
    return numpy.mean(views, 0)


def load_any(path: Path) -> nn.Module:
    """A student's or a teacher's averaged.pt."""
    return load_teacher(path) if "enlargement" in torch.load(path, map_location="cpu")["network"] else load_network(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "soft-labels.npz")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--pcam-h5", type=Path)
    parser.add_argument("--calibration-share", type=float, default=0.05)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    splits = load_splits(options, options.calibration_share)
    train, validation = splits["train"], splits["validation"]
    sums = {"train": 0.0, "validation": 0.0}
    for path in options.networks:
        network = load_any(path)
        scores = oriented_logits(network, validation.images, 1.0, options.device)
        sums["validation"] = sums["validation"] + scores
        sums["train"] = sums["train"] + oriented_logits(network, train.images, 1.0, options.device)
        print(f"{path}: validation AUC {auc(validation.labels, scores):.4f} over eight orientations", flush=True)
    print(f"mean: validation AUC {auc(validation.labels, sums['validation']):.4f}")
    logits = sums["train"] / len(options.networks)
    print(f"mean: AUC {auc(train.labels, logits):.4f} on the patches it learned from")
    save_soft_labels(options.out, 1 / (1 + numpy.exp(-logits)), train)


if __name__ == "__main__":
    main()
