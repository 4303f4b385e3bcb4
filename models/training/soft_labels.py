"""Soft labels of the training patches: the file, and how they join the labels."""
from pathlib import Path

import numpy

from lymph_data import Patches


def save_soft_labels(path: Path, probabilities: numpy.ndarray, train: Patches) -> None:
    numpy.savez_compressed(path, probabilities=probabilities.astype(numpy.float16), labels=train.labels.astype(bool))


def load_soft_labels(path: Path, train: Patches) -> numpy.ndarray:
    """Probabilities [n], checked to belong to these patches."""
    with numpy.load(path) as file:
        probabilities, labels = file["probabilities"].astype(numpy.float32), file["labels"]
    if not numpy.array_equal(labels, train.labels > 0.5):
        raise ValueError(f"{path} was made for other patches or another order: run distil.py again")
    return probabilities


def soften(labels: numpy.ndarray, probabilities: numpy.ndarray, share: float) -> numpy.ndarray:
    """Targets: `share` of the teachers' probability, the rest of the label."""
    return ((1 - share) * labels + share * probabilities).astype(numpy.float32)
