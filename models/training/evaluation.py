"""Figures of a binary classifier of patches: ROC, calibration, operating points, intervals by group."""
from typing import Callable, Dict, List, Tuple

import numpy


def auc(labels: numpy.ndarray, scores: numpy.ndarray) -> float:
    """Area under the ROC: the Mann-Whitney statistic, ties counted half."""
    labels = numpy.asarray(labels) > 0.5
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if positives == 0 or negatives == 0:
        raise ValueError("AUC needs at least one positive and one negative")
    _, inverse, counts = numpy.unique(scores, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def roc(labels, scores) -> Tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """(false positive rate, sensitivity, threshold), thresholds falling; a score >= threshold is positive."""
    labels, scores = numpy.asarray(labels) > 0.5, numpy.asarray(scores)
    order = numpy.argsort(-scores, kind="stable")
    labels, scores = labels[order], scores[order]
    last = numpy.r_[numpy.nonzero(numpy.diff(scores))[0], len(scores) - 1]
    hits, misses = numpy.cumsum(labels)[last], numpy.cumsum(~labels)[last]
    return (
        numpy.r_[0, misses / max(1, (~labels).sum())],
        numpy.r_[0, hits / max(1, labels.sum())],
        numpy.r_[numpy.inf, scores[last]],
    )


def expected_calibration_error(labels, probabilities, bins: int = 15) -> float:
    """Mean |accuracy - confidence| over equal-width bins of P(positive), weighted by count (Guo et al., ICML 2017)."""
    labels, probabilities = numpy.asarray(labels, float), numpy.asarray(probabilities, float)
    which = numpy.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            total += inside.mean() * abs(labels[inside].mean() - probabilities[inside].mean())
    return float(total)


def fit_temperature(labels, logits) -> float:
    """The temperature t that minimises the cross-entropy of sigmoid(logits / t); golden-section search on ln t."""
    labels, logits = numpy.asarray(labels, float), numpy.asarray(logits, float)

    def loss(log_t: float) -> float:
        z = logits / numpy.exp(log_t)
        return float(numpy.mean(numpy.logaddexp(0, z) - labels * z))

    low, high, ratio = numpy.log(0.1), numpy.log(10.0), (numpy.sqrt(5) - 1) / 2
    for _ in range(60):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return float(numpy.exp((low + high) / 2))


def at_threshold(labels, probabilities, threshold: float) -> Dict[str, float]:
    labels, called = numpy.asarray(labels) > 0.5, numpy.asarray(probabilities) >= threshold
    return {
        "sensitivity": float(called[labels].mean()),
        "specificity": float((~called[~labels]).mean()),
        "accuracy": float((called == labels).mean()),
    }


def operating_thresholds(labels, probabilities, target: float = 0.95) -> Dict[str, float]:
    """Thresholds: `balanced` (sensitivity and specificity alike), `sensitive` and `specific` (just reaching the target).

    Where the ROC curve crosses the falling diagonal is known from few patches; where accuracy is largest is not, as accuracy hardly
    changes around it.
    """
    fpr, tpr, thresholds = roc(labels, probabilities)
    top = numpy.clip(thresholds, 0, 1)
    return {
        "balanced": float(top[int(numpy.argmin(abs(tpr - (1 - fpr))))]),
        "sensitive": float(top[int(numpy.argmax(tpr >= target))]),
        "specific": float(top[int(len(fpr) - 1 - numpy.argmax((1 - fpr[::-1]) >= target))]),
    }


def bootstrap_by_group(
    statistic: Callable[[numpy.ndarray], float], groups, repeats: int = 1000, seed: int = 0
) -> Tuple[float, float]:
    """95% percentile interval of statistic(index), whole groups drawn with replacement."""
    random = numpy.random.RandomState(seed)
    groups = numpy.asarray(groups)
    order = numpy.argsort(groups, kind="stable")
    members: List[numpy.ndarray] = numpy.split(order, numpy.nonzero(numpy.diff(groups[order]))[0] + 1)
    values = []
    while len(values) < repeats:
        index = numpy.concatenate([members[i] for i in random.randint(0, len(members), len(members))])
        try:
            values.append(statistic(index))
        except ValueError:  # a draw without one of the classes
            continue
    low, high = numpy.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def calibration_bins(labels, probabilities, bins: int = 15) -> List[Dict[str, float]]:
    labels, probabilities = numpy.asarray(labels, float), numpy.asarray(probabilities, float)
    which = numpy.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        {
            "probability": float(probabilities[which == b].mean()),
            "observed": float(labels[which == b].mean()),
            "patches": int((which == b).sum()),
        }
        for b in range(bins)
        if (which == b).any()
    ]
