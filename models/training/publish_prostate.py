"""Evaluates the prostate runs and writes models/prostate-cancer: weights, manifest, figures, plots, parity.

    python3 models/training/publish_prostate.py --version 1.0.0

Figures: every Zurich image is scored by the fold that never saw its group; RINGS by the run that never saw RINGS;
SICAPv2 (cancer only) by the final run, which never saw its labels. Cells over 176 um of a patch are scored, its score the mean logit of
its cells. Thresholds and temperature come from the Zurich and RINGS scores together, so from two laboratories.
"""
import argparse
from pathlib import Path

import numpy
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch.nn import functional

import prostate_data
from card import write_card
from evaluation import at_threshold, auc, bootstrap_by_group, fit_temperature, operating_thresholds
from export_tfjs import export_model
from manifest import build_manifest
from network import pool
from prostate_data import BORDER, SIDE, UM_PER_PX, ProstatePatches, load_prostate, load_rings, zurich_folds
from report import figures, plot, robustness_markdown, write_json, write_parity
from robustness import examine
from train_prostate import SIMULATED_TEST, image_scores, simulated_patches
from trainer import load_network, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TILE = 384
# Cells a side whose logits are averaged into one: 80 um.
CONTEXT = 5


def colour_features(images: numpy.ndarray) -> numpy.ndarray:
    """Mean and spread of each channel and of optical density: all that a colour-only classifier may see."""
    x = images.reshape(len(images), 3, -1).astype(numpy.float32) / 255
    od = -numpy.log(numpy.clip(x, 4 / 255, 1))
    return numpy.concatenate([x.mean(2), x.std(2), od.mean(2), od.std(2)], 1)


def cell_auc(model, tiles: list) -> float:
    """AUC of single cells with tissue: those that a RINGS tumour mask covers by half against all of benign tiles."""
    geometry, labels, scores = model.geometry(), [], []
    for pixels, mask in tiles:
        x = torch.from_numpy(pixels.transpose(2, 0, 1)[None].copy()).float() / 255
        logits = predict(model, x)[0, 0]
        rows, columns = (side * geometry.stride for side in logits.shape)
        share = lambda of: functional.avg_pool2d(
            of[geometry.margin :][:rows, geometry.margin :][None, :, :columns].float(), geometry.stride
        )[0]
        tissue = share(torch.from_numpy(pixels[..., 1] < 0.86 * 255)) > 0.3
        tumour = share(torch.from_numpy(mask)) > 0.5
        counted = tissue & tumour if mask.any() else tissue
        labels.append(torch.full((int(counted.sum()),), float(mask.any())))
        scores.append(logits[counted])
    return auc(torch.cat(labels).numpy(), torch.cat(scores).numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "prostate")
    parser.add_argument("--suffix", default="")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, scored too")
    options = parser.parse_args()
    folder = ROOT / "models" / "prostate-cancer"
    # Cells over the same 176 um as in training, with the wider border that their mean takes.
    widen = (CONTEXT - 1) // 2 * 16
    prostate_data.SIDE, prostate_data.BORDER = SIDE + 2 * widen, BORDER + widen
    patches = load_prostate(options.data)
    fold = zurich_folds(patches)

    def run(name: str):
        return load_network(HERE / "runs" / f"prostate-{name}{options.suffix}" / "averaged.pt").averaging(CONTEXT)

    def logits(model, part: ProstatePatches, change=None) -> numpy.ndarray:
        images = torch.from_numpy(part.images).float() / 255
        return pool(predict(model, change(images) if change else images, 64), 0)[:, 0].numpy()

    folds = [(patches.take(fold == k), run(f"fold-{k}")) for k in range(3)]
    rings, sicap = (patches.take(patches.sources == s) for s in ("rings", "sicapv2"))
    labels, groups = (numpy.concatenate([getattr(part, key) for part, _ in folds]) for key in ("labels", "groups"))
    zurich_logits = numpy.concatenate([logits(model, part) for part, model in folds])
    rings_logits = logits(run("without-rings"), rings)
    model = run("final")

    both_labels = numpy.concatenate([labels, rings.labels])
    both_logits = numpy.concatenate([zurich_logits, rings_logits])
    temperature = fit_temperature(both_labels, both_logits)
    probability = lambda z: 1 / (1 + numpy.exp(-z / temperature))
    probabilities, rings_probabilities = probability(zurich_logits), probability(rings_logits)
    thresholds = operating_thresholds(both_labels, probability(both_logits))
    number = lambda names: numpy.unique(names, return_inverse=True)[1]
    result = figures(labels, probabilities, number(groups), thresholds["balanced"])
    ends = numpy.cumsum([0] + [len(part) for part, _ in folds])
    result["perFoldAuc"] = [auc(labels[i:j], zurich_logits[i:j]) for i, j in zip(ends, ends[1:])]
    at90 = at_threshold(labels, probabilities, float(numpy.quantile(probabilities[labels > 0.5], 0.10)))
    rings_result = figures(rings.labels, rings_probabilities, number(rings.groups), thresholds["balanced"])
    tiles = image_scores(torch.from_numpy(rings_logits).view(-1, 1, 1, 1), rings)
    rings_result.update(tiles=len(tiles[0]), tileAuc=auc(tiles[0], tiles[1]))
    rings_result["at90"] = at_threshold(rings.labels, rings_probabilities, float(numpy.quantile(rings_probabilities[rings.labels > 0.5], 0.10)))
    rings_result["cellAuc"] = cell_auc(run("without-rings"), load_rings(options.data))
    sicap_probabilities = probability(logits(model, sicap))
    sicap_result = {
        "patches": len(sicap),
        **{f"sensitivityAt{key.capitalize()}": float((sicap_probabilities >= thresholds[key]).mean()) for key in thresholds},
    }
    simulated = {}
    if options.simulated:
        images, simulated_labels = simulated_patches(options.simulated)
        scores = pool(predict(model, images[:SIMULATED_TEST], 64), 0)[:, 0].numpy()
        simulated = {"patches": SIMULATED_TEST, "auc": auc(simulated_labels[:SIMULATED_TEST].numpy(), scores)}

    def baseline(learn, test) -> numpy.ndarray:
        scaler = StandardScaler().fit(features[learn])
        classifier = LogisticRegression(max_iter=2000, class_weight="balanced")
        classifier.fit(scaler.transform(features[learn]), patches.labels[learn])
        return classifier.decision_function(scaler.transform(features[test]))

    features, zurich = colour_features(patches.images), patches.sources == "zurich"
    teaches = patches.sources != "sicapv2"
    colour = numpy.concatenate([baseline(teaches & (fold != k), fold == k) for k in range(3)])
    colour_only = {
        "zurichAuc": auc(labels, colour),
        "ringsAuc": auc(rings.labels, baseline(zurich, patches.sources == "rings")),
    }
    print({"zurich": result, "at90": at90, "rings": rings_result, "sicap": sicap_result, "colourOnly": colour_only, "simulated": simulated}, flush=True)

    def changed_auc(change) -> float:
        return auc(labels, numpy.concatenate([logits(m, part, change) for part, m in folds]))

    robustness = examine(changed_auc, UM_PER_PX)
    print(robustness_markdown(robustness), flush=True)

    layers, geometry = model.fold(temperature), model.geometry()
    manifest = build_manifest(
        {
            "id": "prostate-cancer",
            "version": options.version,
            "name": "Prostate cancer",
            "description": "Prostate cancer against benign tissue, H&E. Learned from few tissue cores of two laboratories.",
            "classes": [{"id": "cancer", "name": "Prostate cancer"}],
            "objectives": [10, 20],
            "trainingData": [
                {"name": "Zurich tissue microarrays (Arvaniti et al. 2018), 200 patches", "licence": "CC0-1.0", "url": "https://doi.org/10.7910/DVN/OCYCMP"},
                {"name": "RINGS (Salvi et al. 2021), 18 tiles", "licence": "CC-BY-4.0", "url": "https://doi.org/10.17632/h8bdwrtnr5"},
                {"name": "SICAPv2 (Silva-Rodriguez et al. 2020), 10 patches: stain only", "licence": "CC-BY-4.0", "url": "https://doi.org/10.17632/9xxm58dvs3"},
                {"name": "MoveNet Lightning's trunk (Google), learned from photographs", "licence": "Apache-2.0", "url": "https://www.kaggle.com/models/google/movenet"},
                {"name": "PatchCamelyon (trunk pre-training)", "licence": "CC0-1.0", "url": "https://github.com/basveeling/pcam"},
            ],
        },
        UM_PER_PX,
        temperature,
        thresholds,
        (both_labels, probability(both_logits)),
        "Zurich by left-out groups and RINGS left out, together; thresholds from the same scores",
        result,
        robustness,
    )
    export_model(layers, geometry, TILE, manifest, folder)
    write_parity(layers, folder, least=geometry.receptive_field + 4)
    plot(labels, probabilities, "Zurich, left-out groups", folder)
    write_json(
        folder / "evaluation.json",
        {
            "zurich": result,
            "specificityAtSensitivity90": at90,
            "rings": rings_result,
            "sicapv2": sicap_result,
            "simulated": simulated,
            "colourOnly": colour_only,
            "thresholds": thresholds,
            "temperature": temperature,
            "robustness": robustness,
        },
    )
    write_card(
        "prostate-cancer",
        [
            ("Zurich AUC at least 0.95, groups left out", result["auc"], 0.95, False),
            ("RINGS AUC at least 0.85, RINGS left out", rings_result["auc"], 0.85, False),
            ("Zurich specificity at least 0.85 at a sensitivity of 0.90", at90["specificity"], 0.85, False),
            ("Zurich AUC above the colour-only baseline by 0.05", result["auc"] - colour_only["zurichAuc"], 0.05, False),
        ],
    )


if __name__ == "__main__":
    main()
