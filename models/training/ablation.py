"""What helps and what does not, at equal compute: Selective-Backprop, the DataRater's weights, simulated slides, and
the network's variants, each against plain training.

    python3 models/training/rate_examples.py --features-of lymph-node
    python3 models/training/ablation.py --weights models/training/runs/rater/weights.npy --simulated DIR

Compute is counted in forward passes of one patch, a backward pass as two. Every arm has the same budget, the same
seeds and the same network; the learning rate falls to its end within the budget. AUC on patches held out of training
and on the validation split; medians over seeds. Prints a table and writes models/training/ablation.json.
"""
import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy
import torch

from augment import AugmentConfig
from evaluation import auc
from lymph_data import hold_out_groups, load_tars
from network import NetworkConfig, SegmentationNet, pool
from simulated import load_simulated
from trainer import TrainConfig, Trainer, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BACKWARD = 2
# What each arm changes of the network.
ARMS = {
    "plain": {},
    "selective-backprop": {},
    "data-rater": {},
    "simulated share": {},
    "identity branches": {"identity": True},
    "symmetric": {"widths": (24, 40, 80, 192), "regular": (2, 4, 9, 20)},
}


def cost(trainer: Trainer) -> int:
    return trainer.forwards + BACKWARD * trainer.backwards


def steps_of(arm: str, budget: int, batch: int, power: float) -> int:
    """Steps that an arm can afford. Selective-Backprop keeps 1 / (power + 1) of a batch: percentiles are uniform."""
    if arm != "selective-backprop":
        return budget // (batch * (1 + BACKWARD))
    return int(budget / (batch * (1 + (1 + BACKWARD) / (power + 1))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "lymph-node.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--weights", type=Path, help="weights.npy of rate_examples.py")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, see README.md")
    parser.add_argument("--arms", nargs="+", choices=list(ARMS), default=list(ARMS))
    parser.add_argument("--steps", type=int, default=1200, help="steps of the plain arm: the budget of all")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--power", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=HERE / "ablation.json")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    base = replace(TrainConfig.from_dict(config["train"]), warmup=100, ema=0.99, extra_share=0.0)
    splits = load_tars(options.data, HERE / ".cache")
    train, held_out = hold_out_groups(splits["train"], config["calibration_share"], seed=0)
    validation = splits["validation"]
    budget = options.steps * base.batch * (1 + BACKWARD)
    results = {arm: [] for arm in options.arms}
    for seed in options.seeds:
        for arm in options.arms:
            torch.manual_seed(seed)
            settings = replace(
                base,
                seed=seed,
                steps=steps_of(arm, budget, base.batch, options.power),
                selective_backprop=options.power if arm == "selective-backprop" else 0.0,
                extra_share=0.06 if arm == "simulated share" else 0.0,
            )
            weights = torch.from_numpy(numpy.load(options.weights)) if arm == "data-rater" else None
            trainer = Trainer(
                SegmentationNet(NetworkConfig.from_dict({**config["network"], **ARMS[arm]})),
                torch.from_numpy(train.images),
                torch.from_numpy(train.labels),
                settings,
                AugmentConfig.from_dict(config["augment"]),
                extra=load_simulated(options.simulated) if arm == "simulated share" else None,
                weights=weights,
            )
            while trainer.step < settings.steps and cost(trainer) < budget:
                trainer.train_step()
            model = trainer.averaged()
            scores = {
                name: auc(part.labels, pool(predict(model, part.images), base.sharpness)[:, 0].numpy())
                for name, part in (("heldOut", held_out), ("validation", validation))
            }
            line = {"seed": seed, "steps": trainer.step, "cost": cost(trainer) / budget, **scores}
            results[arm].append(line)
            print(arm, json.dumps(line), flush=True)
    summary = {
        arm: {key: float(numpy.median([line[key] for line in lines])) for key in ("heldOut", "validation")}
        for arm, lines in results.items()
    }
    print(json.dumps(summary, indent=2))
    options.out.write_text(json.dumps({"budgetSteps": options.steps, "summary": summary, "runs": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
