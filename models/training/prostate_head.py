"""What the prostate model learns of prostate: the head of a PairNet, whose trunks stay as they are.

What 200 patches of few cores can teach is little, so little is learned: one weight a feature and one for how far it is above
its level (linear probing loses less on other laboratories than fine-tuning: Kumar et al., ICLR 2022). Every patch is augmented, its
stain mixed with that of laboratories which lend nothing else. Lymph node patches, tumour and normal, take part with a
small weight and an intercept of their own: they keep the head near what is common to cancers.
"""
from dataclasses import dataclass
from typing import List

import numpy
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from augment import AugmentConfig, augment
from pair_network import PairNet

# Patches that are augmented together, and those among them that only lend their stain.
BATCH, LENDERS = 24, 12
# Scale of the intercept of parts that stand apart: so large that the regression's penalty does not hold it back.
INTERCEPT = 10.0


@dataclass
class Part:
    """Patches to learn from. images: uint8 [n, 3, h, w]; labels 0 or 1 [n]; share: weight of all of them together, halved
    between the classes; rounds: augmented copies of each; apart: with an intercept of their own."""

    images: numpy.ndarray
    labels: numpy.ndarray
    share: float = 1.0
    rounds: int = 1
    apart: bool = False


def augmented(part: Part, config: AugmentConfig, donors: List[numpy.ndarray], generator: torch.Generator):
    """(images 0..1, labels) in batches. donors: uint8 [n, 3, h, w] a laboratory; those of the size of the patches lend
    their stain."""
    images = torch.from_numpy(part.images)
    lenders = [torch.from_numpy(d) for d in donors if d.shape[1:] == part.images.shape[1:]]
    for _ in range(part.rounds):
        for index in torch.randperm(len(images), generator=generator).split(BATCH):
            batch, groups = [images[index]], [torch.zeros(len(index), dtype=torch.long)]
            for i in range(LENDERS if lenders else 0):
                lab = i % len(lenders)
                pick = int(torch.randint(len(lenders[lab]), (1,), generator=generator))
                batch.append(lenders[lab][pick : pick + 1])
                groups.append(torch.full((1,), 1 + lab))
            # Without lenders the patches mix among themselves.
            groups = torch.cat(groups) if lenders else torch.arange(len(index))
            yield augment(torch.cat(batch), config, generator, groups)[: len(index)], part.labels[index.numpy()]


def features(model: PairNet, images: Tensor) -> numpy.ndarray:
    """[n, features]: means over cells and over tied channels, of images 0..1 [n, 3, h, w]."""
    device = model.levels.device
    with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
        seen = model.features(images.to(device).contiguous(memory_format=torch.channels_last)).float().mean((2, 3)).cpu()
    index = model.fields()
    sizes = torch.bincount(index).float()
    return (torch.zeros(len(seen), len(sizes)).index_add_(1, index, seen) / sizes).numpy()


def weights_of(parts: List[Part], labels: List[numpy.ndarray]) -> numpy.ndarray:
    """Of every augmented patch: each part has its share, in it both classes the same; 1 in the mean."""
    weights = []
    for part, known in zip(parts, labels):
        weight = numpy.zeros(len(known))
        for label in (0, 1):
            members = known == label
            weight[members] = part.share / 2 / max(1, members.sum())
        weights.append(weight)
    weights = numpy.concatenate(weights)
    return weights * len(weights) / weights.sum()


def fit_head(
    model: PairNet, parts: List[Part], config: AugmentConfig, donors: List[numpy.ndarray], strength: float, seed: int
) -> None:
    """Logistic regression on augmented patches, in place. strength: scikit-learn's C, for a mean weight of 1."""
    generator = torch.Generator().manual_seed(seed)
    model.eval()
    seen, labels = [], []
    for part in parts:
        batches = [(features(model, x), y) for x, y in augmented(part, config, donors, generator)]
        seen.append(numpy.concatenate([x for x, _ in batches]))
        labels.append(numpy.concatenate([y for _, y in batches]))
    weights = weights_of(parts, labels)
    together = numpy.concatenate([x for part, x in zip(parts, seen) if not part.apart])
    scaler = StandardScaler().fit(together)
    apart = numpy.concatenate([numpy.full((len(x), 1), INTERCEPT * part.apart) for part, x in zip(parts, seen)])
    inputs = numpy.hstack([scaler.transform(numpy.concatenate(seen)), apart])
    learned = LogisticRegression(C=strength, max_iter=2000).fit(inputs, numpy.concatenate(labels), sample_weight=weights)
    weight = learned.coef_[0, :-1] / numpy.maximum(scaler.scale_, 1e-6)
    index = model.fields()
    spread = (torch.from_numpy(weight).float() / torch.bincount(index).float())[index]
    with torch.no_grad():
        model.head.weight.copy_(spread.view(1, -1, 1, 1))
        model.head.bias[0] = float(learned.intercept_[0] - (weight * scaler.mean_).sum())
