"""Evaluates a trained lymph node run and writes models/lymph-node-metastasis: weights, manifest, figures, plots, parity.

    python3 models/training/publish_lymph_node.py --run lymph-node --version 1.0.0
"""
import argparse
from pathlib import Path

import numpy
import torch

from augment import STAINS, optical_density
from card import slices_markdown, write_card
from evaluation import at_threshold, auc, fit_temperature, operating_thresholds
from export_tfjs import export_model
from lymph_data import hold_out_groups, load_pcam_h5, load_tars
from manifest import build_manifest
from network import pool
from report import figures, plot, robustness_markdown, write_json, write_parity
from robustness import examine
from trainer import load_network, predict

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UM_PER_PX = 0.972
TILE = 256
# What a label speaks of, in the middle of a patch, px; scored by the cells that lie in it.
LABEL = 32
# Of the pooling of a patch's cells into one value: as in training (1 is a soft maximum, 0 the mean).
SHARPNESS = 1.0


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

    label_px = LABEL // model.geometry().stride * model.geometry().stride

    def logits(images) -> torch.Tensor:
        return pool(predict(model, images, label_px=label_px), SHARPNESS)[:, 0]

    # Temperature and thresholds come from patches held out of training, never from the validation split.
    held_out = logits(calibration.images)
    # They are of slides that the network knows, so they may make it less sure of itself, never surer.
    temperature = max(1.0, fit_temperature(calibration.labels, held_out.numpy()))
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
    manifest = build_manifest(
        {
            "id": "lymph-node-metastasis",
            "version": options.version,
            "name": "Lymph node metastasis",
            "description": "Metastasis of breast cancer in lymph nodes, H&E. Learned from PatchCamelyon patches of two hospitals.",
            "classes": [{"id": "metastasis", "name": "Metastasis of breast cancer"}],
            "objectives": [10, 20, 40],
            "trainingData": [
                {
                    "name": "PatchCamelyon (20,000 patches of Camelyon16)",
                    "licence": "CC0-1.0",
                    "url": "https://github.com/basveeling/pcam",
                },
                {
                    "name": "MoveNet Lightning's trunk (Google), learned from photographs, in a network that softened labels of version 0.11.1",
                    "licence": "Apache-2.0",
                    "url": "https://www.kaggle.com/models/google/movenet",
                },
                {
                    "name": "InceptionV3 (Google, ImageNet) as fine-tuned by nsfwjs: trunk of the teacher of version 0.12.0, which taught this one",
                    "licence": "MIT",
                    "url": "https://github.com/infinitered/nsfwjs",
                },
            ],
        },
        UM_PER_PX,
        temperature,
        thresholds,
        (validation.labels, probabilities),
        "PatchCamelyon validation split, 3,000 patches; threshold from patches held out of training",
        result,
        robustness,
    )
    export_model(layers, geometry, TILE, manifest, folder)
    write_parity(layers, folder, least=geometry.receptive_field + geometry.stride, step=geometry.stride)
    plot(validation.labels, probabilities, "Validation", folder)
    slices = slices_of(validation, probabilities, thresholds["balanced"])
    write_json(
        folder / "evaluation.json",
        {
            "validation": result,
            "heldOut": {"patches": len(calibration), "auc": auc(calibration.labels, held_out.numpy())},
            "poolingSharpness": SHARPNESS,
            "thresholds": thresholds,
            "temperature": temperature,
            "slices": slices,
            "robustness": robustness,
        },
    )
    write_card(
        "lymph-node-metastasis",
        [
            ("AUC at least 0.95", result["auc"], 0.95, False),
            ("accuracy at the balanced point at least 0.88", result["accuracy"], 0.88, False),
            ("expected calibration error at most 0.05", result["ece"], 0.05, True),
        ],
        slices=slices_markdown(slices),
    )


def slices_of(patches, probabilities: numpy.ndarray, threshold: float) -> list:
    """Figures by how the centre of a patch looks: where the known weak spots lie (pale, large nuclei; dense lymphocytes)."""
    centre = torch.from_numpy(patches.images[:, :, 32:64, 32:64]).float() / 255
    density = optical_density(centre)
    amounts = torch.einsum("ncyx,cs->nsyx", density, torch.linalg.inv(STAINS))
    nuclei = amounts[:, 0].mean((1, 2)).numpy()
    texture = amounts[:, 0].std((1, 2)).numpy()
    slices = []
    for name, values in (("haematoxylin", nuclei), ("contrast of haematoxylin", texture)):
        edges = numpy.quantile(values, (0.25, 0.75))
        for part, mask in (
            ("lowest quarter", values < edges[0]),
            ("middle half", (values >= edges[0]) & (values <= edges[1])),
            ("highest quarter", values > edges[1]),
        ):
            slices.append(
                {
                    "name": f"{name}: {part}",
                    "patches": int(mask.sum()),
                    **at_threshold(patches.labels[mask], probabilities[mask], threshold),
                    "auc": auc(patches.labels[mask], probabilities[mask]),
                }
            )
    return slices


if __name__ == "__main__":
    main()
