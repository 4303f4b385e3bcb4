"""Learning from a teacher: its answer to each view, and what it saw there (FitNets, Romero et al., ICLR 2015).

A patch has one answer but many properties; a small network that must also tell the teacher's features, through a linear
map that is thrown away afterwards, learns from each view more than yes or no.
"""
import torch
from torch import Tensor, nn

from network import pool
from trainer import Trainer, patch_losses


class ViewTrainer(Trainer):
    """Trainer whose images are views, which are augmented already. features: float [n, k], the teacher's, of a total
    variance of 1; feature_weight: of their squared error beside the cross-entropy. With an augmentation the student is
    to say of a worse picture what the teacher said of the better one."""

    def __init__(self, *arguments, features: Tensor, feature_weight: float, **named):
        super().__init__(*arguments, **named)
        self.targets, self.feature_weight = features, feature_weight
        self.map = nn.Linear(self.model.head.in_channels, features.shape[1]).to(self.device)
        self.optimiser.add_param_group({"params": list(self.map.parameters()), "weight_decay": 0.0})

    def losses(self, images: Tensor, labels: Tensor, index: Tensor) -> Tensor:
        """[n]. images: 0..1 [n, 3, h, w]; labels: the teacher's probabilities [n]; index: which views they are."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            features = self.model.features(self.prepared(images))
            cells = self.model.head(self.model.dropout(features))
        logits = pool(cells.float(), self.config.sharpness)[:, 0]
        error = self.map(features.float().mean((2, 3))) - self.targets[index].float().to(self.device)
        return patch_losses(logits, labels, self.config.label_smoothing) + self.feature_weight * error.square().sum(1)

    def take_map(self, checkpoint: dict) -> None:
        """Of another run's checkpoint, if it has one: features then need not be learned anew."""
        if "map" in checkpoint:
            self.load_more_state(checkpoint)

    def more_state(self) -> dict:
        return {"map": self.map.state_dict()}

    def load_more_state(self, state: dict) -> None:
        self.map.load_state_dict(state["map"])
