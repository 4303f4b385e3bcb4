"""The parts of manifest.json that both models share."""
from typing import Dict

from evaluation import at_threshold

NAMES = {"balanced": "Balanced", "sensitive": "Sensitive", "specific": "Specific"}


def build_manifest(
    identity: Dict, um_per_px: float, temperature: float, thresholds: Dict[str, float], scored: tuple, basis: str,
    figures: Dict, robustness: Dict,
) -> Dict:
    """identity: id, version, name, description, classes, objectives, trainingData. scored: (labels, probabilities) that
    sensitivity and specificity of the operating points are measured on; basis says in words which those are."""
    points = []
    for key, name in NAMES.items():
        at = at_threshold(*scored, thresholds[key])
        points.append(
            {
                "id": key,
                "name": name,
                "threshold": round(thresholds[key], 4),
                "sensitivity": round(at["sensitivity"], 4),
                "specificity": round(at["specificity"], 4),
                "basis": basis,
            }
        )
    return {
        "schema": 1,
        **identity,
        "task": "segmentation",
        "researchUseOnly": True,
        "umPerPx": um_per_px,
        "umPerPxRange": robustness["umPerPxRange"],
        "output": {"activation": "sigmoid", "temperature": round(temperature, 4)},
        "operatingPoints": points,
        "defaultOperatingPoint": "balanced",
        "figures": {
            "auc": round(figures["auc"], 4),
            "aucCi95": [round(v, 4) for v in figures["aucCi95"]],
            "accuracy": round(figures["accuracy"], 4),
            "ece": round(figures["ece"], 4),
        },
        "quality": {key: robustness[key] for key in ("maxDefocusUm", "minBrightness", "maxBrightness")},
    }
