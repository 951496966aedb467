"""The scenes that recipe ``motion`` learns from: its clips moved, recoloured, laid on grounds and beside each other.

A field says where things go and not what they look like, so all of this is as true as the clips are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from crossmedia_studio.nets.motion import places
from crossmedia_studio.train.preprocess.pictures import varied_grounds

_GROUND, _PAIR, _RECOLOUR, _GREY = 0.4, 0.3, 0.3, 0.08
"""How often a scene has a ground, one with a ground two figures, and a figure other colours or none."""
_GROUNDS_AT_ONCE = 4
_ASIDE = 0.1
"""What motion counts where nothing is drawn."""


@dataclass(frozen=True)
class Scenes:
    """``stills`` (n, 4, size, size), premultiplied 0–1; ``paths`` (n, 2 k, 2, side, side) as they should be;
    ``weights`` (n, 1, side, side): where that counts."""

    stills: torch.Tensor
    paths: torch.Tensor
    weights: torch.Tensor


def plain(stills: torch.Tensor, paths: torch.Tensor) -> Scenes:
    """Clips as they are."""
    return Scenes(stills, paths, _ASIDE + (1 - _ASIDE) * near(stills[:, 3:], paths.shape[-1]))


def staged(stills: torch.Tensor, paths: torch.Tensor, generator: torch.Generator) -> Scenes:
    """As many scenes as clips: stills (n, 4, size, size), premultiplied 0–1, with paths (n, 2 k, 2, side, side)."""
    n, size, side = len(stills), stills.shape[-1], paths.shape[-1]
    coins = torch.rand((n, 3), generator=generator)
    grounded = coins[:, 0] < _GROUND
    paired = grounded & (coins[:, 1] < _PAIR)
    flipped = coins[:, 2] < 0.5
    signs = torch.where(flipped, -1.0, 1.0)
    stills = torch.where(flipped[:, None, None, None], stills.flip(-1), stills)
    mirror = torch.stack([signs, torch.ones(n)], dim=1)[:, None, :, None, None]  # (n, 1, 2, 1, 1)
    paths = torch.where(flipped[:, None, None, None, None], paths.flip(-1), paths) * mirror
    stills = torch.stack([_recoloured(still, generator) for still in stills])
    scale = 0.72 + 0.4 * torch.rand(n, generator=generator)
    scale = torch.where(paired, 0.38 + 0.2 * torch.rand(n, generator=generator), scale)
    room = (1.05 - scale).clamp(min=0.0)[:, None]
    shift = (torch.rand((n, 2), generator=generator) * 2 - 1) * room  # (n, 2)
    lane = torch.stack([torch.full((n,), -0.48), shift[:, 1]], dim=1)
    shift = torch.where(paired[:, None], lane, shift)
    stills, paths = _placed(stills, paths, scale, shift, size, side)
    mask = near(stills[:, 3:], side)
    if bool(paired.any()):
        other = torch.roll(torch.arange(n), 1)
        mirrored = shift * torch.tensor([-1.0, 1.0])
        right, right_paths = _placed(stills, paths, torch.ones(n), mirrored - shift, size, side)
        right, right_paths = right[other], right_paths[other]
        beside = (paired & paired[other])[:, None, None, None]
        theirs = near(right[:, 3:], side)
        both = right + stills * (1 - right[:, 3:])
        share = (theirs / (theirs + mask).clamp(min=1e-3))[:, :, None]  # (n, 1, 1, side, side)
        stills = torch.where(beside, both, stills)
        paths = torch.where(beside[..., None], paths * (1 - share) + right_paths * share, paths)
        mask = torch.where(beside, torch.maximum(mask, theirs), mask)
    grounds = (varied_grounds(_GROUNDS_AT_ONCE, size, generator) + 1) / 2  # (4, 3, size, size)
    chosen = grounds[torch.randint(_GROUNDS_AT_ONCE, (n,), generator=generator)]
    colour = stills[:, :3] + chosen * (1 - stills[:, 3:])
    laid = torch.cat([colour, torch.ones_like(stills[:, 3:])], dim=1)
    on = grounded[:, None, None, None]
    rest = paths * mask[:, :, None]  # what is far from the figures stays
    weights = torch.where(on, 0.4 + 0.6 * mask, _ASIDE + (1 - _ASIDE) * mask)
    return Scenes(torch.where(on, laid, stills), torch.where(on[..., None], rest, paths), weights)


def near(opacity: torch.Tensor, side: int) -> torch.Tensor:
    """How near a figure is, 1 on it, 0 away from it, softly: (n, 1, size, size) → (n, 1, side, side)."""
    share = functional.adaptive_avg_pool2d(opacity, side)  # (n, 1, side, side)
    wide = functional.max_pool2d((share * 2).clamp(max=1.0), 3, stride=1, padding=1)
    return functional.avg_pool2d(wide, 3, stride=1, padding=1, count_include_pad=False)


def _placed(
    stills: torch.Tensor, paths: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor, size: int, side: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Figures at ``scale`` (n,) around ``shift`` (n, 2) in halves of the side; their motion goes with them."""
    back = 1 / scale[:, None, None, None]
    grid = (places(size, size) - shift[:, :, None, None]) * back  # (n, 2, size, size)
    drawn = functional.grid_sample(stills, grid.permute(0, 2, 3, 1), mode="bilinear", align_corners=False)
    coarse = ((places(side, side) - shift[:, :, None, None]) * back).permute(0, 2, 3, 1)  # (n, side, side, 2)
    flat = functional.grid_sample(paths.flatten(1, 2), coarse, padding_mode="border", align_corners=False)
    return drawn, flat.unflatten(1, paths.shape[1:3]) * scale[:, None, None, None, None]


def _recoloured(still: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Other colours or greys by chance: (4, h, w)."""
    coin = float(torch.rand((), generator=generator))
    colour = still[:3]
    if coin < _GREY:
        colour = colour.mean(dim=0, keepdim=True).expand(3, -1, -1)
    elif coin < _GREY + _RECOLOUR:
        colour = colour[torch.randperm(3, generator=generator)]
    light = 0.8 + 0.2 * float(torch.rand((), generator=generator))
    return torch.cat([colour * light, still[3:]])
