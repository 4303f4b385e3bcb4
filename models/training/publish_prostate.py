"""Evaluates the prostate runs and writes models/prostate-cancer: weights, manifest, figures, plots, parity.

    python3 models/training/publish_prostate.py --version 1.0.0

Figures: every Zurich image is scored by the fold that never saw its group; RINGS by the run that never saw RINGS.
"""
import argparse
from pathlib import Path

import numpy
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evaluation import at_threshold, auc, bootstrap_by_group, fit_temperature, operating_thresholds
from export_tfjs import export_model
from network import pool
from prostate_data import UM_PER_PX, load_prostate, zurich_folds
from report import figures, plot, robustness_markdown, write_json, write_parity
from robustness import examine
from train_prostate import image_scores
from trainer import load_network, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TILE = 256


def colour_features(images: numpy.ndarray) -> numpy.ndarray:
    """Mean and spread of each channel and of optical density: all that a colour-only classifier may see."""
    x = images.reshape(len(images), 3, -1).astype(numpy.float32) / 255
    od = -numpy.log(numpy.clip(x, 4 / 255, 1))
    return numpy.concatenate([x.mean(2), x.std(2), od.mean(2), od.std(2)], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "prostate")
    parser.add_argument("--suffix", default="")
    parser.add_argument("--final-only", action="store_true", help="export the final run while the folds still train")
    options = parser.parse_args()
    folder = ROOT / "models" / "prostate-cancer"
    patches = load_prostate(options.data)
    fold = zurich_folds(patches)
    run = lambda name: load_network(HERE / "runs" / f"prostate-{name}{options.suffix}" / "averaged.pt")
    parts = []
    for k in [] if options.final_only else range(3):
        part = patches.take(fold == k)
        parts.append((part, run(f"fold-{k}")))
    rings = patches.take(patches.sources == "rings")
    rings_model = run("without-rings")

    def scores(change) -> tuple:
        """Out-of-fold (labels, scores, groups) of Zurich, and of RINGS."""
        scored = []
        for part, model in parts + [(rings, rings_model)]:
            cells = [predict(model, change(torch.from_numpy(i).float() / 255), 64) for i in numpy.array_split(part.images, 4)]
            scored.append(image_scores(torch.cat(cells), part))
        zurich = [numpy.concatenate(v) for v in zip(*scored[:-1])] if len(scored) > 1 else scored[-1]
        return zurich, scored[-1]

    (labels, logits, groups), (rings_labels, rings_logits, rings_groups) = scores(lambda x: x)
    temperature = fit_temperature(labels, logits)
    probabilities = 1 / (1 + numpy.exp(-logits / temperature))
    thresholds = operating_thresholds(labels, probabilities)
    # Benign specificity at a sensitivity of 0.90.
    thresholds["at90"] = float(numpy.quantile(probabilities[labels > 0.5], 0.10))
    result = figures(labels, probabilities, groups, thresholds["balanced"])
    rings_probabilities = 1 / (1 + numpy.exp(-rings_logits / temperature))
    rings_result = {
        "images": len(rings_labels),
        "auc": auc(rings_labels, rings_logits),
        "aucCi95": bootstrap_by_group(lambda i: auc(rings_labels[i], rings_logits[i]), rings_groups),
        **at_threshold(rings_labels, rings_probabilities, thresholds["balanced"]),
    }
    at90 = at_threshold(labels, probabilities, thresholds["at90"])

    baseline = {}
    zurich = patches.sources == "zurich"
    features = colour_features(patches.images)
    out = numpy.zeros(len(patches))
    for k in range(3):
        learn, test = zurich & (fold != k), zurich & (fold == k)
        scaler = StandardScaler().fit(features[learn])
        classifier = LogisticRegression(max_iter=2000, class_weight="balanced").fit(scaler.transform(features[learn]), patches.labels[learn])
        out[test] = classifier.decision_function(scaler.transform(features[test]))
    cells = torch.from_numpy(out[zurich]).view(-1, 1, 1, 1).float()
    base_labels, base_scores, _ = image_scores(cells, patches.take(zurich))
    baseline["zurichAuc"] = auc(base_labels, base_scores)
    scaler = StandardScaler().fit(features[patches.sources != "rings"])
    classifier = LogisticRegression(max_iter=2000, class_weight="balanced").fit(
        scaler.transform(features[patches.sources != "rings"]), patches.labels[patches.sources != "rings"]
    )
    cells = torch.from_numpy(classifier.decision_function(scaler.transform(features[patches.sources == "rings"]))).view(-1, 1, 1, 1).float()
    base_labels, base_scores, _ = image_scores(cells, rings)
    baseline["ringsAuc"] = auc(base_labels, base_scores)
    print({"zurich": result, "at90": at90, "rings": rings_result, "colourOnly": baseline}, flush=True)

    robustness = examine(lambda change: auc(*scores(change)[0][:2]), UM_PER_PX)
    print(robustness_markdown(robustness), flush=True)

    model = run("final")
    layers, geometry = model.fold(temperature), model.geometry()
    names = {"balanced": "Balanced", "sensitive": "Sensitive", "specific": "Specific"}
    manifest = {
        "schema": 1,
        "id": "prostate-cancer",
        "version": options.version,
        "task": "segmentation",
        "name": "Prostate cancer",
        "description": "Prostate cancer against benign tissue, H&E. Learned from few tissue cores of three laboratories.",
        "researchUseOnly": True,
        "classes": [{"id": "cancer", "name": "Prostate cancer"}],
        "umPerPx": UM_PER_PX,
        "umPerPxRange": robustness["umPerPxRange"],
        "output": {"activation": "sigmoid", "temperature": round(temperature, 4)},
        "operatingPoints": [
            {
                "id": key,
                "name": name,
                "threshold": round(thresholds[key], 4),
                **{k: round(v, 4) for k, v in at_threshold(labels, probabilities, thresholds[key]).items() if k != "accuracy"},
                "basis": "Zurich images in leave-groups-out cross-validation; threshold from the same scores",
            }
            for key, name in names.items()
        ],
        "defaultOperatingPoint": "balanced",
        "objectives": [10, 20, 40],
        "trainingData": [
            {"name": "Zurich tissue microarrays (Arvaniti et al. 2018), 200 patches", "licence": "CC0-1.0", "url": "https://doi.org/10.7910/DVN/OCYCMP"},
            {"name": "RINGS (Salvi et al.), 18 tiles", "licence": "CC-BY-4.0", "url": "https://doi.org/10.17632/h8bdwrtnr5"},
            {"name": "SICAPv2 (Silva-Rodriguez et al. 2020), 7 patches", "licence": "CC-BY-4.0", "url": "https://doi.org/10.17632/9xxm58dvs3"},
            {"name": "PatchCamelyon (trunk pre-training)", "licence": "CC0-1.0", "url": "https://github.com/basveeling/pcam"},
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
    plot(labels, probabilities, "Zurich, left-out groups", folder)
    write_json(
        folder / "evaluation.json",
        {
            "zurich": result,
            "specificityAtSensitivity90": at90,
            "rings": rings_result,
            "colourOnly": baseline,
            "thresholds": thresholds,
            "temperature": temperature,
            "robustness": robustness,
        },
    )


if __name__ == "__main__":
    main()
