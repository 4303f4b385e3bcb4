"""What the prostate model needs beside the plain trainer, to learn the disease and not the laboratory.

- The trunk stays as lymph nodes left it: two other hospitals, 19,000 patches.
- The head is a logistic regression on mean features of augmented patches, which are few enough (linear probing; Kumar et
  al., ICLR 2022).
- Each batch mixes its stain with that of patches of other laboratories, which lend nothing else.
"""
from typing import List

import numpy
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn

from augment import augment
from network import set_weight
from symmetry import SymmetricNorm
from trainer import Trainer, patch_losses

# Batches of augmented patches that the head is fitted on, and patches in each.
PROBE_BATCHES, PROBE_BATCH = 40, 48
# Quantile of features above which the expansion, where there is one, tells them once more.
THRESHOLD = 0.95


class ProstateTrainer(Trainer):
    """Trainer with balanced classes and stain donors. donors: uint8 [n, 3, h, w] a laboratory."""

    def __init__(self, *arguments, donors: List[numpy.ndarray], donors_per_batch: int = 8, **named):
        super().__init__(*arguments, **named)
        self.donors = [torch.from_numpy(d) for d in donors]
        self.donors_per_batch = donors_per_batch if donors else 0
        # Every laboratory has as much weight as another, and in it both classes.
        self.share = torch.zeros(len(self.labels), dtype=torch.double)
        for group in self.groups.unique():
            for label in (0.0, 1.0):
                members = (self.groups == group) & (self.labels == label)
                self.share[members] = 1.0 / max(1, int(members.sum()))

    def batch(self, size: int):
        """(augmented images 0..1, labels)."""
        extra = int(round(size * self.config.extra_share)) if self.extra is not None else 0
        index = torch.multinomial(self.share, size - extra, replacement=True, generator=self.generator)
        images, labels, groups = [self.images[index]], [self.labels[index]], [self.groups[index]]
        if extra:
            more = torch.randint(len(self.extra[1]), (extra,), generator=self.generator)
            images.append(self.extra[0][more])
            labels.append(self.extra[1][more])
            groups.append(torch.full((extra,), -1))
        for i in range(self.donors_per_batch):
            lab = i % len(self.donors)
            pick = int(torch.randint(len(self.donors[lab]), (1,), generator=self.generator))
            images.append(self.donors[lab][pick : pick + 1])
            groups.append(torch.full((1,), -2 - lab))
        mixed = augment(torch.cat(images).to(self.device), self.augmentation, self.generator, torch.cat(groups))
        return mixed[:size], torch.cat(labels)[:size].to(self.device)

    def cells(self, images: Tensor, function) -> Tensor:
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            return function(images).float().mean((2, 3))

    def start_head(self, strength: float) -> None:
        """Fits the head by logistic regression on the mean features of augmented patches. strength: scikit-learn's C."""
        self.model.eval()
        if getattr(self.model.config, "expansion", 0):
            self.model.start_thresholds(self.batch(PROBE_BATCH)[0], THRESHOLD)
        features, labels = [], []
        with torch.no_grad():
            for _ in range(PROBE_BATCHES):
                x, y = self.batch(PROBE_BATCH)
                features.append(self.cells(x, self.model.features).cpu())
                labels.append(y.cpu())
        # Channels whose weight is one parameter count as one feature, their mean.
        index = getattr(self.model.head, "index", torch.arange(self.model.head.in_channels)).cpu()
        sizes = torch.bincount(index).float()
        fields = torch.zeros(PROBE_BATCHES * PROBE_BATCH, len(sizes)).index_add_(1, index, torch.cat(features)) / sizes
        scaler = StandardScaler().fit(fields.numpy())
        probe = LogisticRegression(C=strength, max_iter=1000).fit(scaler.transform(fields.numpy()), torch.cat(labels) > 0.5)
        weight = probe.coef_[0] / numpy.maximum(scaler.scale_, 1e-6)
        set_weight(self.model.head, (torch.from_numpy(weight).float() / sizes)[index].view(1, -1, 1, 1))
        with torch.no_grad():
            self.model.head.bias[0] = float(probe.intercept_[0] - (weight * scaler.mean_).sum())
        for key, value in self.model.state_dict().items():
            self.average.state[key].copy_(value)

    def train_step(self) -> float:
        self.model.train()
        for module in self.model.modules():  # statistics stay those of the trunk's own data
            if isinstance(module, (nn.BatchNorm2d, SymmetricNorm)):
                module.eval()
        images, labels = self.batch(self.config.batch)
        logits = self.cells(images, self.model)[:, 0]
        return self.descend(patch_losses(logits, labels, self.config.label_smoothing).mean(), len(labels))
