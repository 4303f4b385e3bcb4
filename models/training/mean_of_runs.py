"""Averages the weights of runs of one network, one begun where the other stood; named twice, a run counts twice. From the
repository root:

    python3 models/training/mean_of_runs.py --runs quarters quarters branch-10000 branch-20000

Model soups: Wortsman et al., ICML 2022. Batch norm keeps the mean of the runs' statistics: between far apart weights
features spread less than those tell, so they come out smaller, and weak ones fall below the thresholds. Estimating the
statistics anew undoes that; ablation.md has the figures of both.
"""
import argparse
from pathlib import Path

import torch

from trainer import mean_weights

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", nargs="+", required=True, help="names of folders under runs/")
    parser.add_argument("--out", default="lymph-node", help="name of the folder under runs/ that gets averaged.pt")
    options = parser.parse_args()
    states = [torch.load(HERE / "runs" / run / "averaged.pt", map_location="cpu") for run in options.runs]
    folder = HERE / "runs" / options.out
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(mean_weights(states), folder / "averaged.pt")
    print(f"mean of {len(states)} runs in {folder / 'averaged.pt'}")


if __name__ == "__main__":
    main()
