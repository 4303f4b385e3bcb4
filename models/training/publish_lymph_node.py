"""Evaluates a trained lymph node run and writes models/lymph-node-metastasis: weights, manifest, figures, plots, parity.

    python3 models/training/publish_lymph_node.py --run lymph-node --version 1.0.0
"""
import argparse
from pathlib import Path

import torch

from evaluation import at_threshold, auc, fit_temperature, operating_thresholds
from export_tfjs import export_model
from lymph_data import hold_out_groups, load_pcam_h5, load_tars
from network import pool
from report import figures, plot, robustness_markdown, write_json, write_parity
from robustness import examine
from trainer import load_network, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UM_PER_PX = 0.972
TILE = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", default="lymph-node")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--pcam-h5", type=Path)
    parser.add_argument("--calibration-share", type=float, default=0.05)
    parser.add_argument("--every", type=int, default=3, help="robustness is measured on every n-th validation patch")
    options = parser.parse_args()
    folder = ROOT / "models" / "lymph-node-metastasis"
    splits = load_pcam_h5(options.pcam_h5) if options.pcam_h5 else load_tars(options.data, HERE / ".cache")
    _, calibration = hold_out_groups(splits["train"], options.calibration_share, seed=0)
    validation = splits["validation"]
    model = load_network(HERE / "runs" / options.run / "averaged.pt")

    def logits(images) -> torch.Tensor:
        return pool(predict(model, images))[:, 0]

    # Temperature and thresholds come from patches held out of training, never from the validation split.
    held_out = logits(calibration.images)
    temperature = fit_temperature(calibration.labels, held_out.numpy())
    thresholds = operating_thresholds(calibration.labels, torch.sigmoid(held_out / temperature).numpy())
    probabilities = torch.sigmoid(logits(validation.images) / temperature).numpy()
    result = figures(validation.labels, probabilities, validation.groups, thresholds["balanced"])
    print({k: v for k, v in result.items()}, flush=True)

    pixels, some = torch.from_numpy(validation.images[:: options.every]), validation.labels[:: options.every]

    def changed(change) -> float:
        parts = [logits(change(part.float() / 255)) for part in pixels.split(500)]
        return auc(some, torch.cat(parts).numpy())

    robustness = examine(changed, UM_PER_PX)
    print(robustness_markdown(robustness), flush=True)

    layers, geometry = model.fold(temperature), model.geometry()
    names = {"balanced": "Balanced", "sensitive": "Sensitive", "specific": "Specific"}
    manifest = {
        "schema": 1,
        "id": "lymph-node-metastasis",
        "version": options.version,
        "task": "segmentation",
        "name": "Lymph node metastasis",
        "description": "Metastasis of breast cancer in lymph nodes, H&E. Learned from PatchCamelyon patches of two hospitals.",
        "researchUseOnly": True,
        "classes": [{"id": "metastasis", "name": "Metastasis of breast cancer"}],
        "umPerPx": UM_PER_PX,
        "umPerPxRange": robustness["umPerPxRange"],
        "output": {"activation": "sigmoid", "temperature": round(temperature, 4)},
        "operatingPoints": [
            {
                "id": key,
                "name": name,
                "threshold": round(thresholds[key], 4),
                **{
                    k: round(v, 4)
                    for k, v in at_threshold(validation.labels, probabilities, thresholds[key]).items()
                    if k != "accuracy"
                },
                "basis": "PatchCamelyon validation split, 3,000 patches; threshold from patches held out of training",
            }
            for key, name in names.items()
        ],
        "defaultOperatingPoint": "balanced",
        "objectives": [10, 20, 40],
        "trainingData": [
            {
                "name": "PatchCamelyon (20,000 patches of Camelyon16)",
                "licence": "CC0-1.0",
                "url": "https://github.com/basveeling/pcam",
            },
        ],
        "figures": {
            "auc": round(result["auc"], 4),
            "aucCi95": [round(v, 4) for v in result["aucCi95"]],
            "accuracy": round(result["accuracy"], 4),
            "ece": round(result["ece"], 4),
        },
        "quality": {key: robustness[key] for key in ("maxDefocusUm", "minBrightness", "maxBrightness")},
    }
    export_model(layers, geometry, TILE, manifest, folder)
    write_parity(layers, folder)
    plot(validation.labels, probabilities, "Validation", folder)
    write_json(folder / "evaluation.json", {"validation": result, "thresholds": thresholds, "temperature": temperature, "robustness": robustness})


if __name__ == "__main__":
    main()
