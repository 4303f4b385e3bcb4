"""Trains a teacher from a trunk of photographs on the lymph node patches. From the repository root, either of:

    python3 models/training/train_teacher.py --weights PACKAGE/dist/models/inception_v3
    python3 models/training/train_teacher.py --config models/training/configs/trunk.json --run trunk \
      --weights PACKAGE/models/movenet-lightning.json

The first (inception.py) answers for the views of label_views.py, from which the lymph node model learns. The second
(pretrained.py) is small: its first blocks become the trunk of the prostate model. Neither is shipped.
"""
import argparse
import json
from pathlib import Path

import numpy
import torch

from evaluation import auc
from inception import Inception, InceptionConfig, is_inception, read_package
from network import pool
from pretrained import Teacher, TeacherConfig, read_weights
from train_lymph_node import HERE, ROOT, label_trainer, load_splits
from trainer import TrainConfig, predict


def from_photographs(network: dict, weights: Path) -> torch.nn.Module:
    """The teacher of a config's `network`, its trunk as photographs left it."""
    if not is_inception(network):
        return Teacher(read_weights(weights), TeacherConfig(**network))
    model = Inception(InceptionConfig(**network["inception"]))
    model.start_from_photographs(read_package(weights))
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="of the photographs, see inception.py and pretrained.py")
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "teacher.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--pcam-h5", type=Path, help="folder of PatchCamelyon's HDF5 files, instead of --data")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, see README.md")
    parser.add_argument("--run", default="teacher", help="name of the folder under runs/")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--until", type=int, help="stop at this step, the schedule unchanged")
    parser.add_argument("--evaluate-every", type=int, default=500)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    for key in ("seed", "steps"):
        if getattr(options, key) is not None:
            config["train"][key] = getattr(options, key)
    train_config = TrainConfig.from_dict(config["train"])
    torch.manual_seed(train_config.seed)
    numpy.random.seed(train_config.seed)
    splits = load_splits(options, config["calibration_share"])
    train, validation = splits["train"], splits["validation"]
    model = from_photographs(config["network"], options.weights)
    trainer = label_trainer(model, train, train_config, config, options)
    folder = HERE / "runs" / options.run
    if trainer.resume(folder / "checkpoint.pt"):
        print(f"resumed at step {trainer.step}")

    def evaluate(net: torch.nn.Module) -> dict:
        with torch.autocast(torch.device(options.device).type, torch.bfloat16):
            cells = predict(net, validation.images, 100, options.device)
        return {"auc": auc(validation.labels, pool(cells, train_config.sharpness)[:, 0].numpy())}

    trainer.run(folder, evaluate, options.evaluate_every, until=options.until)


if __name__ == "__main__":
    main()
