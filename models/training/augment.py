"""Augmentation of batches of H&E patches, vectorised in torch; every random draw comes from one generator.

Stain, brightness, white balance and mixing of stains between patches are all affine in optical density,
OD = -ln(sRGB value), so they are composed into one 3 x 3 matrix and one offset a patch and applied in a single pass.
Stain axes: Ruifrok & Johnston, Anal Quant Cytol Histol 2001; jitter along them: Tellez et al., Med Image Anal 2019;
matching of mean and spread between images: Reinhard et al. 2001, here in optical density.
"""
import io
from dataclasses import dataclass
from typing import Tuple

import numpy
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

# Rows: haematoxylin, eosin, residual; unit vectors in RGB optical density.
STAINS = torch.tensor([[0.650, 0.704, 0.286], [0.072, 0.990, 0.105], [0.268, 0.570, 0.776]])
STAINS = STAINS / STAINS.norm(dim=1, keepdim=True)
FLOOR = 4 / 255


@dataclass(frozen=True)
class AugmentConfig:
    """Strengths. Shares are fractions of the batch, 0..1; the rest is left as it is."""

    stain: float = 0.3  # half-width of the factor on each stain
    stain_shift: float = 0.04  # half-width of the shift of each stain, OD
    strength: float = 0.35  # half-width of the log of a factor on the whole optical density
    mix: float = 0.35  # share that takes over another patch's mean and spread
    mix_per_group: bool = False  # accept `groups` and mix across them only
    brightness: float = 0.22  # half-width of the log gain of all channels
    white_balance: float = 0.10  # half-width of the log gain of each channel
    warp: float = 0.6  # share that is scaled and turned
    scale: Tuple[float, float] = (0.78, 1.28)
    rotation: float = 180.0  # degrees
    blur: float = 0.25  # share
    blur_px: float = 2.4  # largest Gaussian sigma
    noise: float = 0.3  # share
    noise_sigma: float = 0.045
    jpeg: float = 0.12  # share
    jpeg_quality: Tuple[int, int] = (35, 85)

    @staticmethod
    def from_dict(values: dict) -> "AugmentConfig":
        return AugmentConfig(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def optical_density(images: Tensor) -> Tensor:
    return -torch.log(images.clamp(min=FLOOR))


def dihedral(images: Tensor, k: int) -> Tensor:
    """One of the 8 symmetries of the square, k = 0..7."""
    if k & 4:
        images = images.transpose(2, 3)
    dims = [d for bit, d in ((1, 2), (2, 3)) if k & bit]
    return images.flip(dims) if dims else images


def _uniform(n: Tuple[int, ...], half: float, generator: torch.Generator, device: torch.device) -> Tensor:
    return (torch.rand(n, generator=generator) * 2 - 1).mul_(half).to(device)


def _chosen(n: int, share: float, generator: torch.Generator) -> Tensor:
    return torch.randperm(n, generator=generator)[: int(round(n * share))]


def colour(images: Tensor, config: AugmentConfig, generator: torch.Generator, groups: Tensor = None) -> Tensor:
    """Stain, strength, stain mixing, brightness and white balance. images: RGB 0..1 [n, 3, h, w]."""
    n, device = len(images), images.device
    density = optical_density(images)
    flat = density.flatten(2)
    stains = STAINS.to(device)
    factors = torch.exp(_uniform((n, 3), config.stain, generator, device))
    factors = factors * torch.exp(_uniform((n, 1), config.strength, generator, device))
    # Row-vector density = amounts @ stains, so scaling amounts is inverse(stains) @ diag @ stains.
    matrix = torch.linalg.inv(stains) @ (factors[:, :, None] * stains)
    offset = _uniform((n, 3), config.stain_shift, generator, device) @ stains
    offset = offset - _uniform((n, 1), config.brightness, generator, device)
    offset = offset - _uniform((n, 3), config.white_balance, generator, device)

    if config.mix > 0:
        partner = torch.randperm(n, generator=generator)
        if config.mix_per_group and groups is not None:
            partner = _partners_elsewhere(groups.cpu(), generator)
        take = torch.zeros(n, 1)
        take[_chosen(n, config.mix, generator)] = 1
        amount = (take * torch.rand(n, 1, generator=generator)).to(device)
        sample = flat[:, :, ::5]
        mean, spread = sample.mean(2), sample.std(2).clamp(min=0.02)
        partner = partner.to(device)
        gain = torch.lerp(torch.ones_like(spread), (spread[partner] / spread).clamp(0.5, 2), amount)
        target = torch.lerp(mean, mean[partner], amount)
        offset = offset + torch.einsum("nc,ncd->nd", target - mean * gain, matrix)
        matrix = gain[:, :, None] * matrix
    out = torch.baddbmm(offset[:, :, None], matrix.transpose(1, 2), flat)
    return torch.exp(-out).clamp_(0, 1).view_as(images)


def _partners_elsewhere(groups: Tensor, generator: torch.Generator) -> Tensor:
    """For each patch one of another group, or itself where there is none."""
    different = (groups[:, None] != groups[None, :]).float()
    alone = different.sum(1) == 0
    different[alone] += torch.eye(len(groups))[alone]
    return torch.multinomial(different, 1, generator=generator)[:, 0]


def warp(images: Tensor, scale: Tensor, degrees: Tensor) -> Tensor:
    """Magnifies by scale [n] and turns by degrees [n] about the centre, borders reflected."""
    radians = torch.deg2rad(degrees)
    cos, sin, zero = torch.cos(radians) / scale, torch.sin(radians) / scale, torch.zeros_like(scale)
    theta = torch.stack([torch.stack([cos, -sin, zero], 1), torch.stack([sin, cos, zero], 1)], 1)
    grid = functional.affine_grid(theta.to(images), list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def blur(images: Tensor, sigma: float) -> Tensor:
    """Gaussian, sigma in px, borders reflected."""
    radius = max(1, int(round(3 * sigma)))
    taps = torch.exp(-0.5 * (torch.arange(-radius, radius + 1).float() / sigma) ** 2)
    taps = (taps / taps.sum()).to(images)
    kernel = taps.view(1, 1, -1, 1).repeat(3, 1, 1, 1)
    padded = functional.pad(images, (radius,) * 4, mode="reflect")
    return functional.conv2d(functional.conv2d(padded, kernel, groups=3), kernel.transpose(2, 3), groups=3)


def jpeg(images: Tensor, quality: int) -> Tensor:
    """Through a JPEG encoder and back. images: RGB 0..1 [n, 3, h, w]."""
    pixels = (images * 255 + 0.5).clamp(0, 255).byte().permute(0, 2, 3, 1).cpu().numpy()
    decoded = []
    for image in pixels:
        stream = io.BytesIO()
        Image.fromarray(image).save(stream, "JPEG", quality=int(quality))
        decoded.append(numpy.asarray(Image.open(stream)))
    return torch.from_numpy(numpy.stack(decoded)).to(images.device).permute(0, 3, 1, 2).float() / 255


def turned(images: Tensor, generator: torch.Generator) -> Tensor:
    """Each eighth of the batch by another symmetry of the square: float 0..1 of uint8 or 0..1 images [n, 3, h, h]."""
    if images.dtype == torch.uint8:
        images = images.float().div_(255)
    out = torch.empty_like(images)
    for k, part in enumerate(torch.randperm(len(images), generator=generator).chunk(8)):
        out[part] = dihedral(images[part], k)
    return out


def augment(images: Tensor, config: AugmentConfig, generator: torch.Generator, groups: Tensor = None) -> Tensor:
    """images: RGB as uint8 or 0..1 [n, 3, h, w], square -> float 0..1 of the same shape.

    generator is a CPU generator. groups [n] (optional, integer) names each patch's laboratory for stain mixing.
    """
    n = len(images)
    images = turned(images, generator)

    chosen = _chosen(n, config.warp, generator)
    if len(chosen):
        low, high = numpy.log(config.scale)
        scale = torch.exp(low + (high - low) * torch.rand(len(chosen), generator=generator))
        degrees = _uniform((len(chosen),), config.rotation, generator, torch.device("cpu"))
        images[chosen] = warp(images[chosen], scale.to(images), degrees.to(images))

    images = colour(images, config, generator, groups)

    for part in _chosen(n, config.blur, generator).chunk(4):
        if len(part):
            sigma = 0.3 + (config.blur_px - 0.3) * float(torch.rand(1, generator=generator))
            images[part] = blur(images[part], sigma)
    chosen = _chosen(n, config.noise, generator)
    if len(chosen):
        sigma = torch.rand(len(chosen), 1, 1, 1, generator=generator) * config.noise_sigma
        noise = torch.randn(images[chosen].shape, generator=generator) * sigma
        images[chosen] = (images[chosen] + noise.to(images)).clamp_(0, 1)
    for part in _chosen(n, config.jpeg, generator).chunk(4):
        if len(part):
            low, high = config.jpeg_quality
            images[part] = jpeg(images[part], int(torch.randint(low, high + 1, (1,), generator=generator)))
    return images
