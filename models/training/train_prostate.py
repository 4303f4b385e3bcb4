"""Trains the prostate cancer model, its cross-validation and its left-out laboratory. From the repository root:

    python3 models/training/train_prostate.py                     # everything, one run after another
    python3 models/training/train_prostate.py --only final        # one of: fold-0 fold-1 fold-2 without-rings final

Training starts from the trunk of train_teacher.py, which learned from photographs and lymph node patches. Progress is
printed and kept under models/training/runs/prostate-*; the same command again resumes. A laboratory that has only one
of the classes lends its stain and is scored, but does not teach: it would teach that its stain is that class.
"""
import argparse
import json
from pathlib import Path

import numpy
import torch
from torch.nn import functional

from augment import AugmentConfig
from evaluation import auc
from network import pool
from prostate_data import SIDE, UM_PER_PX, ProstatePatches, load_donors, load_prostate, zurich_folds
from prostate_trainer import ProstateTrainer
from simulated import load_simulated
from trainer import TrainConfig, build_network, load_network, mean_weights, predict, start_from

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNS = ("fold-0", "fold-1", "fold-2", "without-rings", "final")


def split(patches: ProstatePatches, run: str):
    """(train, test) masks of a run."""
    sources = set(patches.sources)
    both = [s for s in sources if len(set(patches.labels[patches.sources == s])) == 2]
    teaches = numpy.isin(patches.sources, both)
    if run == "final":
        return teaches, ~teaches | (patches.sources == "zurich")
    if run == "without-rings":
        return teaches & (patches.sources != "rings"), patches.sources == "rings"
    fold = zurich_folds(patches)
    return teaches & (fold != int(run[-1])), fold == int(run[-1])


def simulated_patches(folder: Path):
    """Patches of `npm run slide:patches`, brought to the um/px and side of the real ones."""
    images, labels = load_simulated(folder)
    um_per_px = json.loads((folder / "index.json").read_text())["umPerPx"]
    small = functional.interpolate(
        images.float(), scale_factor=um_per_px / UM_PER_PX, mode="bilinear", antialias=True, align_corners=False
    )
    short = max(0, SIDE - small.shape[-1])
    small = functional.pad(small, (short // 2, short - short // 2) * 2, mode="reflect")
    return small[:, :, :SIDE, :SIDE].round().clamp(0, 255).byte(), labels


def image_scores(cells: torch.Tensor, patches: ProstatePatches):
    """Per image (parent file): mean logit of its patches. Returns (labels, scores, groups)."""
    logits = pool(cells, 0)[:, 0].numpy()
    parents = sorted(set(patches.parents))
    pick = [numpy.nonzero(patches.parents == parent)[0] for parent in parents]
    return (
        numpy.array([patches.labels[i[0]] for i in pick]),
        numpy.array([logits[i].mean() for i in pick]),
        numpy.array([patches.groups[i[0]] for i in pick]),
    )


def scorer(test_part: ProstatePatches, device: str):
    """Network -> AUC of whole images."""

    def evaluate(net: torch.nn.Module) -> dict:
        labels, scores, _ = image_scores(predict(net, test_part.images, 64, device), test_part)
        return {"auc": auc(labels, scores)}

    return evaluate


def train(run: str, patches: ProstatePatches, donors: list, options: argparse.Namespace, config: dict) -> None:
    """One network a seed, all from the same trunk; their weights are averaged (Wortsman et al., ICML 2022)."""
    _, test_mask = split(patches, run)
    evaluate = scorer(patches.take(test_mask), options.device)
    folder = HERE / "runs" / f"prostate-{run}{options.suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    states = []
    for seed in config["seeds"]:
        states.append(train_seed(run, patches, donors, options, config, seed, evaluate))
    torch.save(mean_weights(states), folder / "averaged.pt")
    print(run, "averaged over", len(states), "seeds:", json.dumps(evaluate(load_network(folder / "averaged.pt"))), flush=True)


def train_seed(run, patches, donors, options, config, seed: int, evaluate) -> dict:
    """Trains one network; returns what its averaged.pt holds."""
    train_mask, test_mask = split(patches, run)
    train_part, test_part = patches.take(train_mask), patches.take(test_mask)
    changes = {"seed": seed, **({"steps": options.steps} if options.steps else {})}
    settings = TrainConfig.from_dict({**config["train"], **changes})
    torch.manual_seed(settings.seed)
    numpy.random.seed(settings.seed)
    model = build_network(config["network"])
    start_from(model, options.start_from)
    sources = {name: i for i, name in enumerate(sorted(set(train_part.sources)))}
    trainer = ProstateTrainer(
        model,
        torch.from_numpy(train_part.images),
        torch.from_numpy(train_part.labels),
        settings,
        AugmentConfig.from_dict(config["augment"]),
        options.device,
        groups=torch.tensor([sources[s] for s in train_part.sources]),
        extra=simulated_patches(options.simulated) if options.simulated else None,
        donors=donors,
    )
    folder = HERE / "runs" / f"prostate-{run}{options.suffix}" / f"seed-{seed}"
    if trainer.resume(folder / "checkpoint.pt"):
        print(f"resumed at step {trainer.step}")
    else:
        trainer.start_head()
    print(
        f"{run}, seed {seed}: {len(train_part)} patches to learn from, {len(test_part)} to score, "
        f"device {options.device}",
        flush=True,
    )
    trainer.run(folder, evaluate, options.evaluate_every, save_every=100)
    return {"network": model.config.to_dict(), "model": trainer.averaged().state_dict()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "prostate.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "prostate")
    parser.add_argument("--lymph", type=Path, default=ROOT.parent / "shared" / "data" / "lymph", help="lends its stain")
    parser.add_argument("--sicapv2", type=Path, help="folder of the full SICAPv2 set, added to --data")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches , see README.md")
    parser.add_argument("--start-from", type=Path, default=HERE / "runs" / "trunk" / "averaged.pt")
    parser.add_argument("--only", choices=RUNS)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--evaluate-every", type=int, default=150)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    patches = load_prostate(options.data, options.sicapv2)
    donors = load_donors(options.data, options.lymph)
    for run in [options.only] if options.only else RUNS:
        train(run, patches, donors, options, config)


if __name__ == "__main__":
    main()
