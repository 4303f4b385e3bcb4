"""Trains the prostate cancer model, its cross-validation and its left-out laboratory. From the repository root:

    python3 models/training/train_prostate.py                     # everything, one run after another
    python3 models/training/train_prostate.py --only final        # one of: fold-0 fold-1 fold-2 without-rings final

The trunks are those of train_teacher.py, which learned from photographs and lymph nodes, and of slim_trunk.py; runs are kept
under models/training/runs/prostate-*. A laboratory that has only one of the classes lends its stain and is scored, but does
not teach: it would teach that its stain is that class.
"""
import argparse
import json
from pathlib import Path
from typing import List

import numpy
import torch
from torch.nn import functional

from augment import AugmentConfig
from evaluation import auc
from lymph_data import Patches, load_tars
from network import pool
from prostate_data import SIDE, UM_PER_PX, ProstatePatches, load_donors, load_prostate, zurich_folds
from prostate_head import Part, fit_head
from simulated import load_simulated
from trainer import build_network, load_network, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Simulated patches that test and never teach, the first ones; lymph node patches that levels come from.
SIMULATED_TEST, LEVEL_PATCHES = 300, 600
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


def parts_of(train: ProstatePatches, lymph: Patches, simulated, config: dict) -> List[Part]:
    """What a run learns from: each laboratory alike, lymph nodes and simulated slides (images, labels) a little."""
    parts = [Part(lymph.images, lymph.labels, config["lymph_share"], 1, apart=True)]
    for source in sorted(set(train.sources)):
        mine = train.take(train.sources == source)
        parts.append(Part(mine.images, mine.labels, 1 / len(set(train.sources)), config["rounds"]))
    if simulated is not None:
        parts.append(Part(simulated[0].numpy(), simulated[1].numpy(), config["simulated_share"], 1))
    return parts


def train(run: str, patches: ProstatePatches, others: tuple, options: argparse.Namespace, config: dict) -> None:
    """others: lymph node patches, simulated ones or None, donors of stain."""
    lymph, simulated, donors = others
    train_mask, test_mask = split(patches, run)
    torch.manual_seed(config["seed"])
    model = build_network(config["network"]).to(options.device).to(memory_format=torch.channels_last)
    photo, turned = (torch.load(path, map_location="cpu")["model"] for path in (options.photo_trunk, options.turned_trunk))
    model.start_from(photo, turned)
    model.start_levels(torch.from_numpy(lymph.images[:LEVEL_PATCHES]).float().to(options.device) / 255, config["level"])
    parts = parts_of(patches.take(train_mask), lymph, simulated, config)
    fit_head(model, parts, AugmentConfig.from_dict(config["augment"]), donors, config["strength"], config["seed"])
    folder = HERE / "runs" / f"prostate-{run}{options.suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"network": model.config.to_dict(), "model": model.state_dict()}, folder / "averaged.pt")
    scores = scorer(patches.take(test_mask), options.device)(load_network(folder / "averaged.pt"))
    print(f"{run}: {int(train_mask.sum())} patches to learn from, {int(test_mask.sum())} to score, {json.dumps(scores)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "prostate.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "prostate")
    parser.add_argument("--lymph", type=Path, default=ROOT.parent / "shared" / "data" / "lymph", help="a small part of what is learned; lends its stain")
    parser.add_argument("--sicapv2", type=Path, help="folder of the full SICAPv2 set, added to --data")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, see README.md")
    parser.add_argument("--photo-trunk", type=Path, default=HERE / "runs" / "trunk" / "averaged.pt")
    parser.add_argument("--turned-trunk", type=Path, default=HERE / "runs" / "slim-trunk" / "averaged.pt")
    parser.add_argument("--only", choices=RUNS)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override of a setting")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    for text in options.set:
        key, _, value = text.partition("=")
        config[key] = json.loads(value)
    patches = load_prostate(options.data, options.sicapv2)
    donors = load_donors(options.data, options.lymph)
    lymph = load_tars(options.lymph, HERE / ".cache")["train"]
    lymph = lymph.take(numpy.random.RandomState(config["seed"]).permutation(len(lymph))[: config["lymph_patches"]])
    simulated = None
    if options.simulated:
        images, labels = simulated_patches(options.simulated)
        teaching = slice(SIMULATED_TEST, SIMULATED_TEST + config["simulated_patches"])
        simulated = images[teaching], labels[teaching]
    for run in [options.only] if options.only else RUNS:
        train(run, patches, (lymph, simulated, donors), options, config)


if __name__ == "__main__":
    main()
