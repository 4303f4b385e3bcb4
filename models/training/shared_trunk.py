"""Would one trunk serve both models? The lymph node trunk as it is, with a prostate head on top, on the hold-outs of the
prostate model. Only at the lymph node model's own um/px could the trunk run once for both overlays.

    python3 models/training/shared_trunk.py --trunk lymph-node

The head is a logistic regression on mean features of augmented patches, as the prostate model's begins. Prints a table
and writes models/training/shared_trunk.json.
"""
import argparse
import json
from pathlib import Path

import torch

import prostate_data
from augment import AugmentConfig
from evaluation import auc
from prostate_data import load_donors, load_prostate
from prostate_trainer import ProstateTrainer
from train_prostate import image_scores, split
from trainer import TrainConfig, build_network, predict, start_from

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LYMPH_UM_PER_PX = 0.972


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trunk", default="lymph-node", help="run whose averaged network is the trunk")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    config = json.loads((HERE / "configs" / "shared-trunk.json").read_text())
    table = {}
    prostate_data.UM_PER_PX = LYMPH_UM_PER_PX
    patches = load_prostate(options.data / "prostate")
    donors = load_donors(options.data / "prostate", options.data / "lymph")
    for run in ("fold-0", "fold-1", "fold-2", "without-rings"):
        torch.manual_seed(1)
        learn, test = (patches.take(mask) for mask in split(patches, run))
        model = build_network(config["network"])
        start_from(model, HERE / "runs" / options.trunk / "averaged.pt")
        groups = {name: i for i, name in enumerate(sorted(set(learn.sources)))}
        trainer = ProstateTrainer(
            model,
            torch.from_numpy(learn.images),
            torch.from_numpy(learn.labels),
            TrainConfig.from_dict({**config["train"], "extra_share": 0.0}),
            AugmentConfig.from_dict(config["augment"]),
            groups=torch.tensor([groups[s] for s in learn.sources]),
            donors=donors,
        )
        trainer.start_head()
        labels, scores, _ = image_scores(predict(trainer.model.eval(), test.images, 64), test)
        table[run] = auc(labels, scores)
        print(run, round(table[run], 3), flush=True)
    (HERE / "shared_trunk.json").write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
