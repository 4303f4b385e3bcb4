"""Training loop: seeded, with moving average of the weights, and checkpoints from which it resumes exactly enough.

One step: draw a batch, augment it, forward, binary cross-entropy of the pooled cells, backward, AdamW.
"""
import copy
import json
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

from augment import AugmentConfig, augment, turned
from inception import Inception, InceptionConfig, is_inception
from network import NetworkConfig, SegmentationNet, crop_to_label, pool
from pair_network import PairConfig, PairNet, is_pair
from photo_network import PhotoConfig, PhotoNet, is_photo
from pretrained import Teacher, TeacherConfig
from selection import SelectiveBackprop


@dataclass(frozen=True)
class TrainConfig:
    steps: int = 20000
    batch: int = 64
    learning_rate: float = 2e-3
    warmup: int = 500
    weight_decay: float = 0.02
    label_smoothing: float = 0.05
    ema: float = 0.9995
    sharpness: float = 1.0  # of the pooling of cells into a patch
    seed: int = 1
    bfloat16: bool = True  # autocast of the forward pass
    extra_share: float = 0.0  # share of each batch from the extra (simulated) patches
    label_px: int = 0  # only cells over the centre of this side count, as the label says; 0: all
    selective_backprop: float = 0.0  # power of the loss percentile; 0 is off

    @staticmethod
    def from_dict(values: dict) -> "TrainConfig":
        return TrainConfig(**values)


def learning_rate_at(step: int, config: TrainConfig) -> float:
    """Linear warm-up, then cosine to 1% of the peak."""
    if step < config.warmup:
        return config.learning_rate * (step + 1) / config.warmup
    progress = (step - config.warmup) / max(1, config.steps - config.warmup)
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


class MovingAverage:
    """Exponential moving average of weights and batch norm statistics, its decay ramped up from the start."""

    def __init__(self, model: nn.Module, decay: float):
        self.decay = decay
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if value.dtype.is_floating_point:
                    self.state[key].lerp_(value, 1 - decay)
                else:
                    self.state[key].copy_(value)


def patch_losses(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Binary cross-entropy of each patch [n], labels softened towards 1/2."""
    targets = labels * (1 - smoothing) + 0.5 * smoothing
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")


class Trainer:
    """images: uint8 [n, 3, h, w]; labels 0..1 [n]; extra: patches of which a fixed share is in each batch.

    augmentation: None for images that are augmented already; they are only turned.
    """

    def __init__(
        self,
        model: SegmentationNet,
        images: Tensor,
        labels: Tensor,
        config: TrainConfig,
        augmentation: Optional[AugmentConfig],
        device: str = "cpu",
        groups: Optional[Tensor] = None,
        extra: Optional[tuple] = None,
        weights: Optional[Tensor] = None,
    ):
        self.model = model.to(device)
        self.device = torch.device(device)
        if self.device.type == "cpu":
            self.model = self.model.to(memory_format=torch.channels_last)
        self.images, self.labels, self.groups, self.extra, self.weights = images, labels, groups, extra, weights
        self.config, self.augmentation = config, augmentation
        self.generator = torch.Generator().manual_seed(config.seed)
        decayed = [p for p in model.parameters() if p.ndim > 1]
        rest = [p for p in model.parameters() if p.ndim <= 1]
        self.optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": config.weight_decay}, {"params": rest, "weight_decay": 0.0}],
            lr=config.learning_rate,
        )
        self.average = MovingAverage(self.model, config.ema)
        self.step = 0
        self.forwards = 0  # patches seen forward
        self.backwards = 0  # patches seen backward
        self._order = torch.empty(0, dtype=torch.long)
        self.selection = SelectiveBackprop(config.selective_backprop) if config.selective_backprop > 0 else None

    def draw(self) -> tuple:
        """The next batch without replacement, reshuffled every epoch: (images uint8, labels, groups, index)."""
        extra = int(round(self.config.batch * self.config.extra_share)) if self.extra is not None else 0
        want = self.config.batch - extra
        while len(self._order) < want:
            self._order = torch.cat([self._order, torch.randperm(len(self.labels), generator=self.generator)])
        index, self._order = self._order[:want], self._order[want:]
        images, labels = self.images[index], self.labels[index]
        groups = self.groups[index] if self.groups is not None else None
        if extra:
            more = torch.randint(len(self.extra[1]), (extra,), generator=self.generator)
            images = torch.cat([images, self.extra[0][more]])
            labels = torch.cat([labels, self.extra[1][more]])
            if groups is not None:
                groups = torch.cat([groups, torch.full((extra,), -1, dtype=groups.dtype)])
        return images, labels, groups, index

    def prepared(self, images: Tensor) -> Tensor:
        """What the network is given of images: the part that the label speaks of, in the layout that runs fastest."""
        if self.config.label_px:
            images = crop_to_label(images, self.model.geometry(), self.config.label_px)
        return images.contiguous(memory_format=torch.channels_last) if self.device.type == "cpu" else images

    def logits(self, images: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            cells = self.model(self.prepared(images))
        return pool(cells.float(), self.config.sharpness)[:, 0]

    def losses(self, images: Tensor, labels: Tensor, index: Tensor) -> Tensor:
        """Of each image [n]. index: which of self.images the first of them are."""
        losses = patch_losses(self.logits(images), labels, self.config.label_smoothing)
        if self.weights is not None and self.selection is None:
            share = torch.ones(len(losses))
            share[: len(index)] = self.weights[index]
            losses = losses * share.to(self.device)
        return losses

    def train_step(self) -> float:
        self.model.train()
        images, labels, groups, index = self.draw()
        images, labels = images.to(self.device), labels.to(self.device)
        if self.augmentation is None:
            images = turned(images, self.generator)
        else:
            images = augment(images, self.augmentation, self.generator, groups)
        if self.selection is not None:
            with torch.no_grad():
                losses = patch_losses(self.logits(images), labels, self.config.label_smoothing)
            self.forwards += len(labels)
            kept = self.selection.choose(losses.cpu(), self.generator).to(self.device)
            if len(kept) < 2:  # batch norm needs two
                self.step += 1
                return float(losses.mean())
            images, labels = images[kept], labels[kept]
        return self.descend(self.losses(images, labels, index).mean(), len(labels))

    def descend(self, loss: Tensor, count: int) -> float:
        """One step down the loss of `count` images."""
        if not torch.isfinite(loss):
            raise FloatingPointError(f"loss is {loss.item()} at step {self.step}: lower learning_rate")
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self.config)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimiser.step()
        self.average.update(self.model, self.step)
        self.forwards += count
        self.backwards += count
        self.step += 1
        return loss.item()

    def averaged(self) -> SegmentationNet:
        """A copy of the network with the averaged weights, ready for evaluation."""
        model = copy.deepcopy(self.model)
        model.load_state_dict(self.average.state)
        return model.eval()

    def save(self, path: Path) -> None:
        state = {
            "network": self.model.config.to_dict(),
            "model": self.model.state_dict(),
            "average": self.average.state,
            "optimiser": self.optimiser.state_dict(),
            "generator": self.generator.get_state(),
            "order": self._order,
            "step": self.step,
            "counts": (self.forwards, self.backwards),
            **self.more_state(),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, path)

    def resume(self, path: Path) -> bool:
        if not path.exists():
            return False
        state = torch.load(path, map_location="cpu")
        if state["network"] != self.model.config.to_dict():
            raise ValueError(f"{path} holds another network: choose another --run, or remove it to start over")
        self.model.load_state_dict(state["model"])
        self.average.state = {k: v.to(self.device) for k, v in state["average"].items()}
        self.optimiser.load_state_dict(state["optimiser"])
        self.generator.set_state(state["generator"])
        self._order, self.step = state["order"], state["step"]
        self.forwards, self.backwards = state["counts"]
        self.load_more_state(state)
        return True

    def more_state(self) -> dict:
        """What else a checkpoint holds."""
        return {}

    def load_more_state(self, state: dict) -> None:
        """Takes it back."""

    def run(
        self,
        folder: Path,
        evaluate: Callable[[SegmentationNet], Dict[str, float]],
        every: int = 2000,
        save_every: int = 500,
        until: Optional[int] = None,
    ) -> None:
        """Trains to config.steps (or `until`), writing checkpoint.pt, averaged.pt and progress.jsonl under folder."""
        folder.mkdir(parents=True, exist_ok=True)
        began, first, running = time.time(), self.step, float("nan")
        last = min(self.config.steps, until or self.config.steps)
        while self.step < last:
            loss = self.train_step()
            running = loss if running != running else 0.99 * running + 0.01 * loss
            if self.step % save_every == 0 or self.step == last:
                self.save(folder / "checkpoint.pt")
            if self.step % every == 0 or self.step == last:
                model = self.averaged()
                torch.save({"network": model.config.to_dict(), "model": model.state_dict()}, folder / "averaged.pt")
                line = {"step": self.step, "loss": running, "rate": learning_rate_at(self.step, self.config)}
                line.update(evaluate(model))
                line["seconds_per_step"] = (time.time() - began) / (self.step - first)
                print(json.dumps({k: round(v, 5) for k, v in line.items()}), flush=True)
                with open(folder / "progress.jsonl", "a") as stream:
                    stream.write(json.dumps(line) + "\n")


def mean_weights(states: List[dict]) -> dict:
    """Mean of the weights of networks of one kind, each as in averaged.pt (model soups, Wortsman et al., ICML 2022)."""
    first = states[0]
    if any(state["network"] != first["network"] for state in states):
        raise ValueError("only weights of the same network can be averaged")
    mean = {}
    for key, value in first["model"].items():
        same = [state["model"][key] for state in states]
        mean[key] = torch.stack(same).mean(0) if value.dtype.is_floating_point else value
    return {"network": first["network"], "model": mean}


def load_network(path: Path) -> nn.Module:
    state = torch.load(path, map_location="cpu")
    model = build_network(state["network"])
    model.load_state_dict(state["model"])
    return model.eval()


def build_network(network: dict) -> nn.Module:
    """The untrained network of a config's or a checkpoint's `network`."""
    if is_inception(network):
        return Inception(InceptionConfig(**network["inception"]))
    if "enlargement" in network:
        return Teacher(None, TeacherConfig(**network))
    if is_pair(network):
        return PairNet(PairConfig.from_dict(network))
    if is_photo(network):
        return PhotoNet(PhotoConfig.from_dict(network))
    return SegmentationNet(NetworkConfig.from_dict(network))


def start_from(model: nn.Module, path: Path) -> None:
    """Takes over the weights of an averaged.pt, or the averaged ones of a checkpoint.pt: all of them where the networks are
    alike, else those of the trunk, where there is one that photographs began."""
    stored, own = torch.load(path, map_location="cpu"), model.state_dict()
    state = stored.get("average", stored["model"])
    alike = state.keys() == own.keys() and all(state[key].shape == own[key].shape for key in own)
    if alike or not isinstance(model, PhotoNet):
        model.load_state_dict(state)
    else:
        model.start_from(state)


def predict(model: nn.Module, images, batch: int = 250, device: str = "cpu", label_px: int = 0) -> Tensor:
    """Cell logits [n, classes, h, w] in float32 of uint8 or 0..1 images [n, 3, h, w]; with label_px of the centre only."""
    outputs = []
    model = model.to(device).eval()
    if torch.device(device).type == "cpu":
        model = model.to(memory_format=torch.channels_last)  # up to three times as fast there
    with torch.no_grad():
        for start in range(0, len(images), batch):
            part = images[start : start + batch]
            part = torch.from_numpy(part) if isinstance(part, numpy.ndarray) else part
            part = crop_to_label(part, model.geometry(), label_px) if label_px else part
            part = part.float() / 255 if part.dtype == torch.uint8 else part
            part = part.to(device).contiguous(memory_format=torch.channels_last)
            outputs.append(model(part).float().cpu())
    return torch.cat(outputs)
