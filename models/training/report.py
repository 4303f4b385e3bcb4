"""Figures that every model is documented with: plots, parity fixtures, robustness table and the card's numbers."""
import json
from pathlib import Path
from typing import Dict, List

import matplotlib
import numpy
import torch

from evaluation import at_threshold, auc, bootstrap_by_group, calibration_bins, expected_calibration_error, roc
from network import FoldedConv, round_to_half, run_folded

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

matplotlib.rcParams["svg.hashsalt"] = "reticle"


def figures(labels, probabilities, groups, threshold: float) -> Dict:
    labels, probabilities, groups = map(numpy.asarray, (labels, probabilities, groups))
    at = lambda i: at_threshold(labels[i], probabilities[i], threshold)["accuracy"]
    return {
        "patches": int(len(labels)),
        "auc": auc(labels, probabilities),
        "aucCi95": bootstrap_by_group(lambda i: auc(labels[i], probabilities[i]), groups),
        **at_threshold(labels, probabilities, threshold),
        "accuracyCi95": bootstrap_by_group(at, groups),
        "ece": expected_calibration_error(labels, probabilities),
    }


def plot(labels, probabilities, name: str, folder: Path) -> None:
    """roc.svg and calibration.svg."""
    metadata = {"Date": None, "Creator": None}
    fpr, tpr, _ = roc(labels, probabilities)
    figure, axes = plt.subplots(figsize=(4, 4))
    axes.plot(fpr, tpr, color="#0072b2")
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    axes.set(xlabel="1 - specificity", ylabel="sensitivity", title=f"{name}: AUC {auc(labels, probabilities):.3f}")
    figure.tight_layout()
    figure.savefig(folder / "roc.svg", metadata=metadata)
    plt.close(figure)
    bins = calibration_bins(labels, probabilities)
    figure, axes = plt.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    axes.plot([b["probability"] for b in bins], [b["observed"] for b in bins], "o-", color="#d55e00")
    axes.set(xlabel="predicted probability", ylabel="observed share", title=f"{name}: calibration")
    figure.tight_layout()
    figure.savefig(folder / "calibration.svg", metadata=metadata)
    plt.close(figure)


def write_parity(layers: List[FoldedConv], folder: Path, least: int = 96, step: int = 16, fields: int = 20, seed: int = 7) -> None:
    """parity/inputs.bin (uint8 RGB, NHWC, one after another), outputs.bin (float32 LE) and index.json.

    Fields are procedural (blobs in H&E colours with noise), so that no real image is committed; outputs are PyTorch's
    with the weights as stored (float16). least: shortest side of a field, px; others are longer by
    multiples of step.
    """
    random = numpy.random.RandomState(seed)
    half = round_to_half(layers)
    folder = folder / "parity"
    folder.mkdir(parents=True, exist_ok=True)
    inputs, outputs, index = [], [], []
    for k in range(fields):
        height, width = (least + step * random.randint(0, 5) for _ in range(2))
        field = numpy.full((height, width, 3), (224, 176, 212), float)
        ys, xs = numpy.mgrid[0:height, 0:width]
        for _ in range(int(height * width * (0.002 + 0.008 * k / fields))):
            y, x, r = random.uniform(0, height), random.uniform(0, width), random.uniform(2.5, 8)
            alpha = numpy.clip(r - numpy.hypot(ys - y, xs - x), 0, 1)[..., None] * random.uniform(0.6, 1)
            field = field * (1 - alpha) + numpy.array((92, 62, 140)) * alpha
        field = numpy.clip(field + random.normal(0, 6, field.shape), 0, 255).round().astype(numpy.uint8)
        x = torch.from_numpy(field.transpose(2, 0, 1)[None].copy()).float() / 255
        with torch.no_grad():
            y = run_folded(half, x)[0].permute(1, 2, 0).contiguous().numpy().astype("<f4")
        inputs.append(field.tobytes())
        outputs.append(y.tobytes())
        index.append({"height": height, "width": width, "rows": y.shape[0], "columns": y.shape[1], "classes": y.shape[2]})
    (folder / "inputs.bin").write_bytes(b"".join(inputs))
    (folder / "outputs.bin").write_bytes(b"".join(outputs))
    (folder / "index.json").write_text(json.dumps(index) + "\n")


def robustness_markdown(result: Dict) -> str:
    lines = ["| change | AUC | fall |", "|---|---|---|", f"| none | {result['auc']:.3f} | |"]
    for name, value in result["table"].items():
        lines.append(f"| {name} | {value:.3f} | {result['auc'] - value:+.3f} |")
    return "\n".join(lines)


def write_json(path: Path, value: Dict) -> None:
    path.write_text(json.dumps(value, indent=2, default=lambda v: v.item() if hasattr(v, "item") else list(v)) + "\n")
