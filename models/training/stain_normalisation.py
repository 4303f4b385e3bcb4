"""Would it help to normalise the stain of what the models see? Their AUC on unseen data with and without.

    python3 models/training/stain_normalisation.py

Mean and spread of each channel's optical density are moved to those of the training data (Reinhard et al. 2001, in
optical density): of each picture by itself, or of all pictures of a group (of a laboratory) alike, as a slide map could.
Glass is left out of the figures. Nothing learns here.
"""
from pathlib import Path

import numpy
import torch
from torch import Tensor

import prostate_data
from augment import optical_density
from evaluation import auc
from lymph_data import hold_out_groups, load_tars
from network import pool
from prostate_data import load_prostate, zurich_folds
from publish_lymph_node import LABEL
from publish_prostate import CONTEXT
from trainer import load_network, predict

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
# Mean optical density above which a px is tissue.
TISSUE = 0.12


def moments(images: Tensor):
    """Mean and spread [n, 3] of the optical density of tissue; of all px where there is hardly any."""
    density = optical_density(images).flatten(2)
    tissue = (density.mean(1, keepdim=True) > TISSUE).float()
    tissue = torch.where(tissue.mean(2, keepdim=True) > 0.05, tissue, torch.ones_like(tissue))
    count = tissue.sum(2)
    mean = (density * tissue).sum(2) / count
    spread = (((density - mean[:, :, None]) ** 2 * tissue).sum(2) / count).sqrt().clamp(min=0.02)
    return mean, spread


def all_moments(images: numpy.ndarray):
    parts = [moments(torch.from_numpy(images[i : i + 256]).float() / 255) for i in range(0, len(images), 256)]
    return tuple(torch.cat(both) for both in zip(*parts))


def normalised(images: Tensor, own, target, share: float) -> Tensor:
    """Moves `share` of the way from each picture's own moments to the target."""
    (mean, spread), (target_mean, target_spread) = own, target
    gain = (target_spread / spread).clamp(0.5, 2) ** share
    wanted = mean + share * (target_mean - mean)
    density = optical_density(images)
    return torch.exp(-((density - mean[..., None, None]) * gain[..., None, None] + wanted[..., None, None])).clamp(0, 1)


def compare(name: str, score, images: numpy.ndarray, labels: numpy.ndarray, groups: numpy.ndarray, target) -> None:
    """score(images 0..1) -> one number a picture. Prints AUC as it is, and normalised by picture and by group."""
    own = all_moments(images)
    by_group = tuple(value.clone() for value in own)
    for group in numpy.unique(groups):
        mask = torch.from_numpy(groups == group)
        for value in by_group:
            value[mask] = value[mask].mean(0)

    def scores(of, share: float) -> numpy.ndarray:
        parts = []
        for i in range(0, len(images), 256):
            x = torch.from_numpy(images[i : i + 256]).float() / 255
            if share:
                x = normalised(x, tuple(value[i : i + 256] for value in of), target, share)
            parts.append(score(x))
        return numpy.concatenate(parts)

    cells = [f"{auc(labels, scores(own, 0)):.3f}"]
    cells += [f"{auc(labels, scores(of, share)):.3f}" for of in (own, by_group) for share in (0.5, 1.0)]
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    print("| data | as it is | each picture, half way | each picture | each group, half way | each group |\n|---|---|---|---|---|---|")
    splits = load_tars(DATA / "lymph", HERE / ".cache")
    train, _ = hold_out_groups(splits["train"], 0.05, seed=0)
    target = tuple(value.mean(0) for value in all_moments(train.images[::10]))
    lymph = load_network(HERE / "runs" / "lymph-node" / "averaged.pt")
    validation = splits["validation"]
    compare(
        "lymph node, validation (one group: two hospitals, slides not known)",
        lambda x: pool(predict(lymph, x, label_px=LABEL), 0)[:, 0].numpy(),
        validation.images,
        validation.labels,
        numpy.zeros(len(validation)),
        target,
    )

    widen = (CONTEXT - 1) // 2 * 16
    prostate_data.SIDE, prostate_data.BORDER = prostate_data.SIDE + 2 * widen, prostate_data.BORDER + widen
    patches = load_prostate(DATA / "prostate")
    fold = zurich_folds(patches)
    zurich = patches.sources == "zurich"
    target = tuple(value.mean(0) for value in all_moments(patches.images[zurich]))
    for k in range(3):
        part = patches.take(fold == k)
        model = load_network(HERE / "runs" / f"prostate-fold-{k}-photo" / "averaged.pt").averaging(CONTEXT)
        compare(
            f"prostate, Zurich fold {k} (left out)",
            lambda x, model=model: pool(predict(model, x, 64), 0)[:, 0].numpy(),
            part.images,
            part.labels,
            part.groups,
            target,
        )
    rings = patches.take(patches.sources == "rings")
    model = load_network(HERE / "runs" / "prostate-without-rings-photo" / "averaged.pt").averaging(CONTEXT)
    compare(
        "prostate, RINGS (left out, one group)",
        lambda x: pool(predict(model, x, 64), 0)[:, 0].numpy(),
        rings.images,
        rings.labels,
        numpy.zeros(len(rings)),
        target,
    )


if __name__ == "__main__":
    main()
