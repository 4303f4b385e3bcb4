"""CARD.md of a model: the text in cards/ID.md with the figures of evaluation.json and manifest.json filled in, so that no
figure is typed by hand. In the text, {evaluation[auc]:.3f} and the like follow Python's format strings."""
import json
from pathlib import Path

from report import robustness_markdown

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def reached(figure: float, limit: float, at_most: bool = False) -> str:
    return "reached" if (figure <= limit if at_most else figure >= limit) else "**not reached**"


def points_markdown(manifest: dict) -> str:
    rows = [
        f"| {p['name']} | {p['threshold']:.3f} | {p['sensitivity']:.3f} | {p['specificity']:.3f} |"
        for p in manifest["operatingPoints"]
    ]
    return "\n".join(["| operating point | threshold | sensitivity | specificity |", "|---|---|---|---|", *rows])


def slices_markdown(slices: list) -> str:
    rows = [
        f"| {s['name']} | {s['patches']} | {s['sensitivity']:.3f} | {s['specificity']:.3f} | {s['auc']:.3f} |"
        for s in slices
    ]
    return "\n".join(["| patches | number | sensitivity | specificity | AUC |", "|---|---|---|---|---|", *rows])


def write_card(model_id: str, targets: list, **more: str) -> None:
    """targets: (what, figure, limit, at most?) rows of the table of targets."""
    folder = ROOT / "models" / model_id
    evaluation = json.loads((folder / "evaluation.json").read_text())
    manifest = json.loads((folder / "manifest.json").read_text())
    worst = max(evaluation["robustness"]["table"].items(), key=lambda item: -item[1])
    rows = [f"| {what} | {figure:.3f} | {reached(figure, limit, at_most)} |" for what, figure, limit, at_most in targets]
    rows.append(
        f"| AUC falls by at most 0.03 under every change below | {evaluation['robustness']['largestFall']:.3f}"
        f" ({worst[0]}) | {reached(evaluation['robustness']['largestFall'], 0.03, True)} |"
    )
    text = (HERE / "cards" / f"{model_id}.md").read_text()
    (folder / "CARD.md").write_text(
        text.format(
            evaluation=evaluation,
            manifest=manifest,
            gflop=manifest["flopsPerMm2"] / 1e9,
            field=manifest["receptiveFieldPx"] * manifest["umPerPx"],
            points=points_markdown(manifest),
            targets="\n".join(["| target | figure | |", "|---|---|---|", *rows]),
            robustness=robustness_markdown(evaluation["robustness"]),
            tolerated=evaluation["robustness"],
            **more,
        )
    )
