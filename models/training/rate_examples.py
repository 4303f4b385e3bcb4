"""DataRater (arXiv:2505.17895) on the lymph node patches: learns what each training patch is worth.

    python3 models/training/rate_examples.py --features-of lymph-node     # a finished run under runs/

The rater is a small network from descriptors of a patch (mean features of a trained network, its label, its loss) to a
score. It is learned by meta-gradients: logistic regressions, started anew again and again, take gradient steps on
batches weighted by the softmax of the scores, and the loss on patches held out of training is differentiated through
those steps. The validation split is not touched.

As a check that it can find anything, a known share of labels is turned round first (--flip), and the figure says how
many of these are among the lowest rated.

Writes runs/RUN/weights.npy (one a training patch, mean 1), docs of what it threw out as rater.svg, and a contact sheet
of the lowest and highest rated patches, contact.png, which shows images of the data set and is not committed.
"""
import argparse
import json
from pathlib import Path

import matplotlib
import numpy
import torch
from PIL import Image

from evaluation import auc
from lymph_data import hold_out_groups, load_tars
from network import pool
from selection import Rater, meta_loss
from trainer import load_network

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def describe(model, images: numpy.ndarray, batch: int = 250):
    """(mean features [n, d], logits [n]) of uint8 patches."""
    features, logits = [], []
    with torch.no_grad():
        for start in range(0, len(images), batch):
            part = torch.from_numpy(images[start : start + batch]).float() / 255
            maps = model.features(part)
            features.append(maps.mean((2, 3)))
            logits.append(pool(model.head(maps))[:, 0])
    return torch.cat(features), torch.cat(logits)


def learn(rater: Rater, train: tuple, held_out: tuple, options: argparse.Namespace) -> list:
    """train: (features, labels, descriptors), held_out: (features, labels). Returns the held-out losses."""
    x, y, descriptors = train
    generator = torch.Generator().manual_seed(options.seed)
    optimiser = torch.optim.Adam(rater.parameters(), lr=3e-3)
    history = []
    for step in range(options.steps):
        pick = torch.randint(len(y), (options.batch,), generator=generator)
        judge = torch.randint(len(held_out[1]), (options.batch,), generator=generator)
        start = [
            (0.05 * torch.randn(x.shape[1], generator=generator)).requires_grad_(True),
            torch.zeros((), requires_grad=True),
        ]
        loss = meta_loss(
            start,
            rater(descriptors[pick]),
            (x[pick], y[pick]),
            (held_out[0][judge], held_out[1][judge]),
            inner_rate=options.inner_rate,
            inner_steps=options.inner_steps,
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        history.append(loss.item())
    return history


def picture(path: Path, weights, labels, losses, looks: dict) -> None:
    """What was thrown out: how the lowest-rated tenth differs from all patches."""
    low = weights <= numpy.quantile(weights, 0.1)
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4))
    axes[0].hist([weights[labels < 0.5], weights[labels >= 0.5]], bins=40, label=["normal", "tumour"], stacked=True, color=["#0072b2", "#d55e00"])
    axes[0].set(xlabel="learned weight", ylabel="patches", title="weights")
    axes[0].legend()
    axes[1].hist([losses, losses[low]], bins=30, density=True, label=["all", "lowest tenth"], color=["#999999", "#cc79a7"])
    axes[1].set(xlabel="loss of the trained network", title="loss")
    axes[1].legend()
    names = list(looks)
    shift = [(looks[n][low].mean() - looks[n].mean()) / (looks[n].std() + 1e-9) for n in names]
    axes[2].barh(names, shift, color="#009e73")
    axes[2].axvline(0, color="#666666", linewidth=0.8)
    axes[2].set(xlabel="lowest tenth against all, standard deviations", title="how they look")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)


def looks_of(images: numpy.ndarray, labels: numpy.ndarray) -> dict:
    """Plain properties of the centre of each patch."""
    centre = images[:, :, 32:64, 32:64].astype(numpy.float32) / 255
    grey = centre.mean(1)
    edges = numpy.abs(numpy.diff(grey, axis=2)).mean((1, 2))
    return {
        "labelled tumour": labels.astype(float),
        "brightness": grey.mean((1, 2)),
        "contrast": grey.std((1, 2)),
        "sharpness": edges,
        "red against blue": centre[:, 0].mean((1, 2)) - centre[:, 2].mean((1, 2)),
        "blank share": (grey > 0.85).mean((1, 2)),
    }


def contact_sheet(path: Path, images: numpy.ndarray, order: numpy.ndarray, count: int = 48) -> None:
    rows = [numpy.concatenate([images[i].transpose(1, 2, 0) for i in part], 1) for part in numpy.split(numpy.r_[order[:count], order[-count:]], 8)]
    Image.fromarray(numpy.concatenate(rows, 0)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--features-of", default="lymph-node", help="run whose averaged network describes the patches")
    parser.add_argument("--run", default="rater")
    parser.add_argument("--flip", type=float, default=0.1, help="share of labels turned round for the check")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--inner-rate", type=float, default=0.3)
    parser.add_argument("--inner-steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    folder = HERE / "runs" / options.run
    folder.mkdir(parents=True, exist_ok=True)
    train, held_out = hold_out_groups(load_tars(options.data, HERE / ".cache")["train"], 0.05, seed=0)
    model = load_network(HERE / "runs" / options.features_of / "averaged.pt")
    features, logits = describe(model, train.images)
    judge_features, _ = describe(model, held_out.images)
    mean, spread = features.mean(0), features.std(0) + 1e-6
    x, judge = (features - mean) / spread, (judge_features - mean) / spread

    def rate(labels: numpy.ndarray):
        y = torch.from_numpy(labels)
        losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
        descriptors = torch.cat([x, y[:, None] * 2 - 1, losses[:, None].clamp(max=6) - 0.5], 1)
        rater = Rater(descriptors.shape[1])
        history = learn(rater, (x, y, descriptors), (judge, torch.from_numpy(held_out.labels)), options)
        with torch.no_grad():
            weights = torch.softmax(rater(descriptors), 0).numpy() * len(y)
        return weights, losses.numpy(), history

    random = numpy.random.RandomState(options.seed)
    flipped = random.rand(len(train.labels)) < options.flip
    noisy, _, _ = rate(numpy.where(flipped, 1 - train.labels, train.labels).astype(numpy.float32))
    lowest = noisy <= numpy.quantile(noisy, options.flip)
    weights, losses, history = rate(train.labels)
    low = weights <= numpy.quantile(weights, 0.1)
    report = {
        "patches": len(weights),
        "heldOutLoss": [float(numpy.mean(history[:100])), float(numpy.mean(history[-100:]))],
        "flipped": {
            "share": float(flipped.mean()),
            "foundAmongAsManyLowest": float(flipped[lowest].mean()),
            "aucOfWeight": auc(~flipped, noisy),
        },
        "weights": {str(q): float(numpy.quantile(weights, q)) for q in (0.01, 0.1, 0.5, 0.9, 0.99)},
        "lowestTenth": {"labelledTumour": float(train.labels[low].mean()), "loss": float(losses[low].mean()), "lossOfAll": float(losses.mean())},
    }
    print(json.dumps(report, indent=2))
    numpy.save(folder / "weights.npy", weights.astype(numpy.float32))
    (folder / "rater.json").write_text(json.dumps(report, indent=2) + "\n")
    picture(folder / "rater.svg", weights, train.labels, losses, looks_of(train.images, train.labels))
    contact_sheet(folder / "contact.png", train.images, numpy.argsort(weights))


if __name__ == "__main__":
    main()
