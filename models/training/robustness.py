"""How much a model loses when the picture is not as it should be: the changes that a microscope and a camera make."""
from typing import Callable, Dict

import numpy
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from augment import blur, jpeg, optical_density, warp


def _scaled(factor: float) -> Callable[[Tensor], Tensor]:
    return lambda x: warp(x, torch.full((len(x),), factor), torch.zeros(len(x)))


def _gain(*channels: float) -> Callable[[Tensor], Tensor]:
    return lambda x: (x * torch.tensor(channels).view(1, 3, 1, 1)).clamp(0, 1)


def _noise(sigma: float) -> Callable[[Tensor], Tensor]:
    def change(x: Tensor) -> Tensor:
        generator = torch.Generator().manual_seed(0)
        return (x + sigma * torch.randn(x.shape, generator=generator)).clamp(0, 1)

    return change


def _stain(factor: float) -> Callable[[Tensor], Tensor]:
    return lambda x: torch.exp(-factor * optical_density(x))


def coarse(um_per_px: float, coarser: float) -> Callable[[Tensor], Tensor]:
    """The picture as px of `coarser` um would have taken it, brought back to um_per_px as the app does: bilinear."""

    def change(x: Tensor) -> Tensor:
        size = [max(1, round(side * um_per_px / coarser)) for side in x.shape[2:]]
        small = interpolate(x, size=size, mode="bilinear", align_corners=False, antialias=True)
        return interpolate(small, size=list(x.shape[2:]), mode="bilinear", align_corners=False).clamp(0, 1)

    return change


def required(um_per_px: float) -> Dict[str, Callable[[Tensor], Tensor]]:
    """The changes under which AUC may fall by at most 0.03."""
    changes = {
        "scale 0.8": _scaled(0.8),
        "scale 1.25": _scaled(1.25),
        "defocus blur, sigma 2 um": lambda x: blur(x, 2.0 / um_per_px),
        "brightness 0.8": _gain(0.8, 0.8, 0.8),
        "brightness 1.2": _gain(1.2, 1.2, 1.2),
        "JPEG quality 50": lambda x: jpeg(x, 50),
        "camera noise 3%": _noise(0.03),
        "stain strength 0.7": _stain(0.7),
        "stain strength 1.3": _stain(1.3),
    }
    for i, name in enumerate(("red", "green", "blue")):
        for gain in (0.9, 1.1):
            channels = [1.0, 1.0, 1.0]
            channels[i] = gain
            changes[f"white balance {name} {gain}"] = _gain(*channels)
    return changes


# Coarser px than the model's, um. They end where a 4x begins (NA 0.1 resolves px of 1.375 um): no model has seen one.
COARSER_UM = (1.1, 1.2, 1.3, 1.36)
SCALES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6)
BLURS_UM = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
BRIGHTNESSES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4)


def _tolerated(values, falls, allowed: float):
    """The connected run of values around the best one whose fall is allowed."""
    falls = numpy.asarray(falls)
    best = int(falls.argmin())
    low = high = best
    while low > 0 and falls[low - 1] <= allowed:
        low -= 1
    while high + 1 < len(values) and falls[high + 1] <= allowed:
        high += 1
    return values[low], values[high]


def most_blur(falls, allowed: float) -> float:
    """Blur, um (sigma), at which the fall reaches what is allowed: linear between the blurs measured."""
    before, least = 0.0, 0.0
    for blur_um, fall in zip(BLURS_UM, falls):
        if fall > allowed:
            return round(before + (blur_um - before) * max(0.0, allowed - least) / (fall - least), 2)
        before, least = blur_um, fall
    return BLURS_UM[-1]


def examine(auc_of: Callable[[Callable[[Tensor], Tensor]], float], um_per_px: float, allowed: float = 0.03) -> dict:
    """auc_of(change) -> AUC on the changed pictures. Returns the table and the tolerated ranges.

    A picture whose true um/px is 1 / f of the assumed one looks scaled by f: so wrong may um/px be. The app knows
    um/px and brings coarser pictures to the model's: they lose detail alone, and are tolerated as far as that costs no
    more than allowed.
    """
    reference = auc_of(lambda x: x)
    table = {name: auc_of(change) for name, change in required(um_per_px).items()}
    scales = [reference - auc_of(_scaled(f)) for f in SCALES]
    blurs = [reference - auc_of(lambda x, s=s: blur(x, s / um_per_px)) for s in BLURS_UM]
    lights = [reference - auc_of(_gain(b, b, b)) for b in BRIGHTNESSES]
    low, high = _tolerated(SCALES, scales, allowed)
    coarser = {um: reference - auc_of(coarse(um_per_px, um)) for um in COARSER_UM if um > um_per_px}
    borne = [um for um in coarser if max(fall for at, fall in coarser.items() if at <= um) <= allowed]
    dark, bright = _tolerated(BRIGHTNESSES, lights, allowed)
    return {
        "auc": reference,
        "table": table,
        "largestFall": max(reference - value for value in table.values()),
        "scales": dict(zip(map(str, SCALES), scales)),
        "blursUm": dict(zip(map(str, BLURS_UM), blurs)),
        "brightness": dict(zip(map(str, BRIGHTNESSES), lights)),
        "coarserUm": {str(um): fall for um, fall in coarser.items()},
        "scaleErrorRange": [round(um_per_px / high, 3), round(um_per_px / low, 3)],
        "umPerPxRange": [round(um_per_px / high, 3), max([round(um_per_px / low, 3), *borne])],
        "maxDefocusUm": most_blur(blurs, allowed),
        "minBrightness": dark,
        "maxBrightness": bright,
    }
