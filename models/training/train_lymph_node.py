"""Trains the lymph node model. From the repository root:

    python3 models/training/train_lymph_node.py                          # the patches of ../shared/data/lymph
    python3 models/training/train_lymph_node.py --pcam-h5 DIR            # PatchCamelyon as published

Progress is printed and kept under models/training/runs/RUN; the same command again resumes.
"""
import argparse
import json
from pathlib import Path

import numpy
import torch

from augment import AugmentConfig
from evaluation import auc
from lymph_data import Patches, hold_out_groups, load_pcam_h5, load_tars
from network import pool
from simulated import load_simulated
from trainer import TrainConfig, Trainer, build_network, predict, start_from
from view_trainer import ViewTrainer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "lymph-node.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--pcam-h5", type=Path, help="folder of PatchCamelyon's HDF5 files, instead of --data")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, see README.md")
    parser.add_argument("--run", default="lymph-node", help="name of the folder under runs/")
    parser.add_argument("--start-from", type=Path, help="averaged.pt or checkpoint.pt whose averaged weights training starts from: of the same network or one with the same trunk")
    parser.add_argument("--views", type=Path, help="folder of label_views.py: learn from the teachers' answers to its views, not from labels")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--until", type=int, help="stop at this step, the schedule unchanged")
    parser.add_argument("--evaluate-every", type=int, default=2000)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override of a train setting")
    return parser.parse_args()


def load_splits(options: argparse.Namespace, calibration_share: float) -> dict:
    """train, calibration (held out of train by overlap group) and validation."""
    splits = load_pcam_h5(options.pcam_h5) if options.pcam_h5 else load_tars(options.data, HERE / ".cache")
    train, calibration = hold_out_groups(splits["train"], calibration_share, seed=0)
    return {"train": train, "calibration": calibration, "validation": splits["validation"]}


def label_trainer(
    model: torch.nn.Module, train: Patches, settings: TrainConfig, config: dict, options: argparse.Namespace
) -> Trainer:
    """Of the labels of the patches, and of simulated ones where options name them."""
    return Trainer(
        model,
        torch.from_numpy(train.images),
        torch.from_numpy(train.labels),
        settings,
        AugmentConfig.from_dict(config["augment"]),
        options.device,
        extra=load_simulated(options.simulated) if options.simulated else None,
    )


def load_views(folder: Path) -> tuple:
    """(images uint8 [n, 3, 96, 96], the teachers' probability [n], features [n, k]) of label_views.py."""
    images, logits, features = (numpy.load(folder / f"{name}.npy") for name in ("images", "logits", "features"))
    if len(images) != len(logits) or not numpy.isfinite(logits).all():
        raise ValueError(f"{folder} is not labelled in full: run label_views.py again, it goes on where it stopped")
    return images, 1 / (1 + numpy.exp(-logits.astype(numpy.float32))), features


def main() -> None:
    options = arguments()
    config = json.loads(options.config.read_text())
    settings = dict(config["train"])
    for text in options.set:
        key, _, value = text.partition("=")
        settings[key] = json.loads(value)
    for key in ("seed", "steps"):
        if getattr(options, key) is not None:
            settings[key] = getattr(options, key)
    train_config = TrainConfig.from_dict(settings)
    torch.manual_seed(train_config.seed)
    numpy.random.seed(train_config.seed)

    splits = load_splits(options, config["calibration_share"])
    train, validation = splits["train"], splits["validation"]
    model = build_network(config["network"])
    if options.start_from:
        start_from(model, options.start_from)
    if options.views:
        images, labels, features = load_views(options.views)
        trainer = ViewTrainer(
            model,
            torch.from_numpy(images),
            torch.from_numpy(labels),
            train_config,
            AugmentConfig.from_dict(config["augment"]) if "augment" in config else None,
            options.device,
            features=torch.from_numpy(features),
            feature_weight=config["feature_weight"],
        )
        if options.start_from:
            trainer.take_map(torch.load(options.start_from, map_location="cpu"))
    else:
        trainer = label_trainer(model, train, train_config, config, options)
    folder = HERE / "runs" / options.run
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({**config, "train": settings}, indent=2) + "\n")
    if trainer.resume(folder / "checkpoint.pt"):
        print(f"resumed at step {trainer.step}")
    print(f"{len(trainer.labels)} patches to learn from, {len(validation)} to validate on, device {options.device}")

    def evaluate(net: torch.nn.Module) -> dict:
        cells = predict(net, validation.images, device=options.device, label_px=train_config.label_px)
        return {
            "auc": auc(validation.labels, pool(cells, train_config.sharpness)[:, 0].numpy()),
            "auc_mean": auc(validation.labels, pool(cells, 0)[:, 0].numpy()),
            "auc_max": auc(validation.labels, cells.amax((1, 2, 3)).numpy()),
        }

    trainer.run(folder, evaluate, options.evaluate_every, until=options.until)


if __name__ == "__main__":
    main()
