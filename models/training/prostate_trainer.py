"""Fine-tuning on prostate without learning the laboratory. The prostate model learned so up to 0.10 (ADR 14 tells what came
then); shared_trunk.py still measures with it.

- The first units stay as photographs and lymph nodes left them (`frozen` of the config): two other hospitals, 19,000
  patches.
- The head starts as a ridge-like logistic regression on the frozen trunk (linear probing before fine-tuning, Kumar et
  al., ICLR 2022).
- Each batch mixes its stain with that of patches of other laboratories, which lend nothing else.
"""
from typing import List

import numpy
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from augment import augment
from trainer import Trainer, patch_losses

# Strength of the regression of the head, and batches of augmented patches it is fitted on.
PROBE_C, PROBE_BATCHES = 1e-3, 20


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

    def start_head(self) -> None:
        """Fits the head by logistic regression on the mean features of augmented patches."""
        self.model.eval()
        features, labels = [], []
        with torch.no_grad():
            for _ in range(PROBE_BATCHES):
                x, y = self.batch(48)
                features.append(self.cells(x, self.model.features).cpu().numpy())
                labels.append(y.cpu().numpy())
        features, labels = numpy.concatenate(features), numpy.concatenate(labels)
        scaler = StandardScaler().fit(features)
        probe = LogisticRegression(C=PROBE_C, max_iter=500).fit(scaler.transform(features), labels > 0.5)
        weight = probe.coef_[0] / numpy.maximum(scaler.scale_, 1e-6)
        with torch.no_grad():
            self.model.head.weight[0, :, 0, 0] = torch.from_numpy(weight).to(self.model.head.weight)
            self.model.head.bias[0] = float(probe.intercept_[0] - (weight * scaler.mean_).sum())
        for key, value in self.model.state_dict().items():
            self.average.state[key].copy_(value)

    def train_step(self) -> float:
        self.model.train()
        images, labels = self.batch(self.config.batch)
        logits = self.cells(images, self.model)[:, 0]
        return self.descend(patch_losses(logits, labels, self.config.label_smoothing).mean(), len(labels))
