"""A slimmer copy of a published trunk that is tied by symmetries. From the repository root:

    python3 models/training/slim_trunk.py --teacher models/lymph-node-metastasis

Of each layer but the last the fields stay that the next layer makes most of; then the copy learns to see in every augmented
patch what the trunk it comes from sees, cell by cell and channel by channel (FitNets, Romero et al., ICLR 2015). Labels are
not asked. The same command again resumes; runs/RUN/averaged.pt is a SegmentationNet with a head that learned nothing.
"""
import argparse
import json
from pathlib import Path
from typing import List

import torch
from torch import Tensor
from torch.nn import functional

from augment import AugmentConfig
from lymph_data import load_tars
from network import FoldedConv, NetworkConfig, SegmentationNet, run_layers
from published import read_published
from simulated import load_simulated
from symmetry import SymmetricConvolution
from trainer import TrainConfig, Trainer, build_network

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Patches that the importance and spread of channels are measured on.
MEASURED = 512
# Of the median spread of channels: below it a channel counts as if it had this one.
LEAST_SPREAD = 0.1


def outputs(layers: List[FoldedConv], x: Tensor) -> List[Tensor]:
    """Of each layer."""
    made = []
    for layer in layers:
        x = run_layers([layer], x)
        made.append(x)
    return made


def kept_channels(layers: List[FoldedConv], widths: List[int], symmetries: int, images: Tensor) -> List[Tensor]:
    """Of each layer the channels that stay, whole fields, in their order: those whose spread over images 0..1 times the
    weight that the next layer gives them is largest; of the last layer all."""
    kept = []
    with torch.no_grad():
        seen = outputs(layers, images)
    for number, width in enumerate(widths):
        channels = len(layers[number].kernel)
        if number + 1 == len(widths):
            kept.append(torch.arange(channels))
            continue
        weight = layers[number + 1].kernel.abs().sum((0, 2, 3)) * seen[number].std((0, 2, 3))
        best = weight.view(-1, symmetries).sum(1).argsort(descending=True)[: width // symmetries].sort().values
        kept.append((best[:, None] * symmetries + torch.arange(symmetries)).flatten())
    return kept


def set_weight(convolution: SymmetricConvolution, kernel: Tensor) -> None:
    """Each parameter becomes the mean of the weights that it stands for."""
    index = convolution.index
    count = torch.bincount(index).float()
    total = torch.zeros(len(count)).index_add_(0, index, kernel.float().flatten())
    with torch.no_grad():
        convolution.free.copy_((total / count)[:, None])


def start_slim(model: SegmentationNet, layers: List[FoldedConv], images: Tensor) -> None:
    """Gives the trunk what stays of layers (one a unit), in place; batch norm begins with what it sees of images 0..1."""
    widths = [unit.convolution.shape[0] for unit in model.trunk]
    if len(layers) != len(widths) or len(layers[-1].kernel) != widths[-1]:
        raise ValueError(f"a trunk of widths {widths} is no slimmer copy of {[len(layer.kernel) for layer in layers]}")
    kept = kept_channels(layers, widths, model.config.symmetries, images)
    # The published first layer takes RGB 0..1, this one takes what is normalised.
    x, before = (images - model.mean) / model.std, torch.arange(3)
    with torch.no_grad():
        for number, (unit, layer, stay) in enumerate(zip(model.trunk, layers, kept)):
            kernel, bias = layer.kernel.float()[stay][:, before], layer.bias.float()[stay]
            if number == 0:
                bias = bias + (kernel * model.mean).sum((1, 2, 3))
                kernel = kernel * model.std
            set_weight(unit.convolution, kernel)
            y = unit.convolution(x)
            norm = unit.norm
            norm._mean.copy_(y.mean((0, 2, 3)))
            norm._var.copy_(y.var((0, 2, 3)))
            # Such that norm(y) is y + bias.
            order, spread = model.config.symmetries, torch.sqrt(norm.running_var + norm.eps)
            norm.scale.copy_(spread.view(-1, order).mean(1))
            norm.shift.copy_((bias + norm.running_mean).view(-1, order).mean(1))
            x, before = unit(x), stay


class SlimTrainer(Trainer):
    """Trainer of a trunk whose labels are what `layers` see. Errors are smooth L1 of features with a variance of 1, of each cell
    and of the mean over a patch; features that hardly ever vary weigh less."""

    def __init__(self, *arguments, layers: List[FoldedConv], **named):
        super().__init__(*arguments, **named)
        self.layers = layers
        with torch.no_grad():
            seen = run_layers(layers, self.images[:MEASURED].float() / 255)
        field = seen.std((0, 2, 3)).view(-1, self.model.config.symmetries).mean(1)
        field = field.clamp(min=LEAST_SPREAD * float(field.median()))
        self.spread = field.repeat_interleave(self.model.config.symmetries).view(1, -1, 1, 1)

    def error(self, features: Tensor, images: Tensor) -> Tensor:
        """[n, channels, rows, columns], in spreads."""
        with torch.no_grad(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            known = run_layers(self.layers, images).float()
        return (features.float() - known) / self.spread

    def losses(self, images: Tensor, labels: Tensor, index: Tensor) -> Tensor:
        images = self.prepared(images)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.bfloat16):
            features = self.model.features(images)
        error = self.error(features, images)
        none = torch.zeros_like(error)
        cells = functional.smooth_l1_loss(error, none, reduction="none").mean((1, 2, 3))
        return cells + functional.smooth_l1_loss(error.mean((2, 3)), none[:, :, 0, 0], reduction="none").mean(1)


def told(model: SegmentationNet, layers: List[FoldedConv], images: Tensor) -> float:
    """Share of the variance of the features, each averaged over a patch, that the copy tells (R2): median of the channels."""
    with torch.no_grad():
        pairs = [(run_layers(layers, x).mean((2, 3)), model.features(x).mean((2, 3))) for x in (images.float() / 255).split(250)]
    known, ours = (torch.cat(part) for part in zip(*pairs))
    alive = known.std(0) > 1e-3
    return float((1 - (known - ours).square().mean(0) / known.var(0))[alive].median())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "slim-trunk.json")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of a published model, a plain stack")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, a small share of each batch")
    parser.add_argument("--run", default="slim-trunk", help="name of the folder under runs/")
    parser.add_argument("--evaluate-every", type=int, default=1000)
    parser.add_argument("--until", type=int, help="stop at this step, the schedule unchanged")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    settings = TrainConfig.from_dict(config["train"])
    torch.manual_seed(settings.seed)
    splits = load_tars(options.data, HERE / ".cache")
    train, validation = torch.from_numpy(splits["train"].images), torch.from_numpy(splits["validation"].images)
    model = build_network(config["network"])
    layers = read_published(options.teacher)[: len(model.trunk)]
    start_slim(model, layers, train[:MEASURED].float() / 255)
    print(f"before training: {told(model.eval(), layers, validation[:1000]):.3f} of the variance", flush=True)
    trainer = SlimTrainer(
        model,
        train,
        torch.zeros(len(train)),
        settings,
        AugmentConfig.from_dict(config["augment"]),
        options.device,
        extra=load_simulated(options.simulated) if options.simulated else None,
        layers=layers,
    )
    folder = HERE / "runs" / options.run
    if trainer.resume(folder / "checkpoint.pt"):
        print(f"resumed at step {trainer.step}")
    trainer.run(folder, lambda net: {"told": told(net, layers, validation[:1000])}, options.evaluate_every, until=options.until)


if __name__ == "__main__":
    main()
