"""Pictures varied while they are learned from. All chance comes from the generator passed in.

Batches are (n, c, h, w): RGB (3) or premultiplied RGBA (4) from −1 to 1, or latents of any other number of channels.
Colours of RGBA change under its opacity, never beyond it; what is moved in from outside is nothing: transparent for
RGBA, middle grey for RGB, zero for latents.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

Random = torch.Generator

POLICY = "color,translation,cutout"


def diff_augment(batch: Tensor, policy: str, generator: Random) -> Tensor:
    """DiffAugment (Zhao et al. 2020, arXiv:2006.10738): differentiable, each picture in its own way.

    ``policy`` names steps of "color", "translation" and "cutout" between commas; empty does nothing. Latents have no
    colour: they are moved and cut out. Apply it alike to real and made pictures. Raises ValueError for another name.
    """
    for name in filter(None, (part.strip() for part in policy.split(","))):
        if name not in _STEPS:
            raise ValueError(f"there is no augmentation called {name}")
        for step in _STEPS[name]:
            batch = step(batch, generator)
    return batch


def brightness(batch: Tensor, generator: Random) -> Tensor:
    """Plus an even chance of −0.5 … 0.5 on the scale of −1 to 1."""
    return _coloured(batch, lambda colour, opacity: colour + _even(batch, generator, -0.25, 0.25) * opacity)


def saturation(batch: Tensor, generator: Random) -> Tensor:
    """0 … 2 times as far from grey."""
    amount = _even(batch, generator, 0.0, 2.0)

    def change(colour: Tensor, opacity: Tensor) -> Tensor:
        grey = colour.mean(dim=1, keepdim=True)  # (n, 1, h, w)
        return (colour - grey) * amount + grey

    return _coloured(batch, change)


def contrast(batch: Tensor, generator: Random) -> Tensor:
    """0.5 … 1.5 times as far from the picture's own mean."""
    amount = _even(batch, generator, 0.5, 1.5)

    def change(colour: Tensor, opacity: Tensor) -> Tensor:
        drawn = (3.0 * opacity.sum(dim=(1, 2, 3), keepdim=True)).clamp_min(1e-6)  # (n, 1, 1, 1)
        mean = colour.sum(dim=(1, 2, 3), keepdim=True) / drawn * opacity
        return (colour - mean) * amount + mean

    return _coloured(batch, change)


def translation(batch: Tensor, generator: Random, ratio: float = 0.125) -> Tensor:
    """Up to ``ratio`` of its sides moved in both directions, by whole pixels."""
    n, _, height, width = batch.shape
    down, across = int(height * ratio + 0.5), int(width * ratio + 0.5)
    y = torch.randint(-down, down + 1, (n, 1, 1), generator=generator, device=generator.device).to(batch.device)
    x = torch.randint(-across, across + 1, (n, 1, 1), generator=generator, device=generator.device).to(batch.device)
    # one ring of nothing around the picture; indices beyond it stay on the ring
    rows = (torch.arange(height, device=batch.device)[None, :, None] + y + 1).clamp(0, height + 1)  # (n, h, 1)
    columns = (torch.arange(width, device=batch.device)[None, None, :] + x + 1).clamp(0, width + 1)  # (n, 1, w)
    ringed = functional.pad(batch, (1, 1, 1, 1), value=_nothing(batch)).permute(0, 2, 3, 1)  # (n, h+2, w+2, c)
    which = torch.arange(n, device=batch.device)[:, None, None]
    return ringed[which, rows, columns].permute(0, 3, 1, 2).contiguous()  # (n, c, h, w)


def cutout(batch: Tensor, generator: Random, ratio: float = 0.5) -> Tensor:
    """A rectangle of ``ratio`` of each side becomes nothing; part of it may lie outside."""
    n, _, height, width = batch.shape
    tall, wide = int(height * ratio + 0.5), int(width * ratio + 0.5)
    y = torch.randint(0, height + (1 - tall % 2), (n, 1, 1), generator=generator, device=generator.device)
    x = torch.randint(0, width + (1 - wide % 2), (n, 1, 1), generator=generator, device=generator.device)
    top, left = y.to(batch.device) - tall // 2, x.to(batch.device) - wide // 2
    rows = torch.arange(height, device=batch.device)[None, :, None]
    columns = torch.arange(width, device=batch.device)[None, None, :]
    cut = (rows >= top) & (rows < top + tall) & (columns >= left) & (columns < left + wide)  # (n, h, w)
    return torch.where(cut[:, None], torch.full_like(batch, _nothing(batch)), batch)


def flip(batch: Tensor, generator: Random, share: float = 0.5) -> Tensor:
    """``share`` of the pictures mirrored left to right."""
    mirrored = torch.rand((len(batch), 1, 1, 1), generator=generator, device=generator.device).to(batch.device) < share
    return torch.where(mirrored, batch.flip(3), batch)


def zoom_crop(batch: Tensor, size: int, generator: Random, least: float = 0.8) -> Tensor:
    """A square piece of each picture, of ``least`` … 1 of its shorter side, resampled to ``size`` × ``size``."""
    n, channels, height, width = batch.shape
    share = _even(batch, generator, least, 1.0).view(n)
    short = min(height, width)
    scale = torch.stack([share * short / width, share * short / height], dim=1)  # (n, 2): x, y
    chance = torch.rand((n, 2), generator=generator, device=generator.device).to(batch)
    shift = (chance * 2.0 - 1.0) * (1.0 - scale)
    theta = torch.zeros(n, 2, 3, device=batch.device, dtype=batch.dtype)
    theta[:, 0, 0], theta[:, 1, 1], theta[:, :, 2] = scale[:, 0], scale[:, 1], shift
    grid = functional.affine_grid(theta, [n, channels, size, size], align_corners=False)  # (n, size, size, 2)
    return functional.grid_sample(batch, grid, mode="bilinear", padding_mode="border", align_corners=False)


def colour_jitter(
    batch: Tensor,
    generator: Random,
    light: float = 0.1,
    strength: float = 0.2,
    vividness: float = 0.2,
    hue: float = 0.0,
) -> Tensor:
    """Gentle changes for data: ``light`` added (of 0–1), contrast and saturation times 1 ± ``strength``, ``vividness``,
    and colours turned by up to ``hue`` of the circle around grey. Stays within the values there are."""
    if batch.shape[1] not in (3, 4):
        return batch
    added = _even(batch, generator, -light, light)
    times = _even(batch, generator, 1.0 - strength, 1.0 + strength)
    vivid = _even(batch, generator, 1.0 - vividness, 1.0 + vividness)
    angle = _even(batch, generator, -hue, hue) * (2.0 * torch.pi)

    def change(colour: Tensor, opacity: Tensor) -> Tensor:
        colour = (colour - 0.5 * opacity) * times + (0.5 + added) * opacity
        grey = colour.mean(dim=1, keepdim=True)  # (n, 1, h, w)
        away = (colour - grey) * vivid
        if hue:
            # Rodrigues' turn around the grey axis: the cross product with (1, 1, 1) / √3
            across = (away.roll(1, dims=1) - away.roll(-1, dims=1)) / 3.0**0.5
            away = away * angle.cos() + across * angle.sin()
        return torch.minimum((grey + away).clamp_min(0.0), opacity)

    return _coloured(batch, change)


def _coloured(batch: Tensor, change: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """``change(colour, opacity)`` on 0–1: (n, 3, h, w) and (n, 1, h, w). Latents come back as they are."""
    channels = batch.shape[1]
    if channels not in (3, 4):
        return batch
    values = (batch + 1.0) / 2.0
    opacity = values[:, 3:] if channels == 4 else torch.ones_like(values[:, :1])
    colour = change(values[:, :3], opacity) * 2.0 - 1.0
    return torch.cat([colour, batch[:, 3:]], dim=1)


def _even(batch: Tensor, generator: Random, low: float, high: float) -> Tensor:
    """An even chance from ``low`` to ``high`` for each picture: (n, 1, 1, 1)."""
    chance = torch.rand((len(batch), 1, 1, 1), generator=generator, device=generator.device)
    return chance.to(batch) * (high - low) + low


def _nothing(batch: Tensor) -> float:
    return -1.0 if batch.shape[1] == 4 else 0.0


_STEPS: dict[str, tuple[Callable[[Tensor, Random], Tensor], ...]] = {
    "color": (brightness, saturation, contrast),
    "translation": (translation,),
    "cutout": (cutout,),
}
