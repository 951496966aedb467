"""The scenes that recipe ``motion`` learns from: its clips moved, recoloured and laid on grounds.

A field says where things go and not what they look like, so all of this is as true as the clips are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from crossmedia_studio.nets.motion import near, places
from crossmedia_studio.train.preprocess.pictures import varied_grounds

_GROUND, _RECOLOUR, _GREY = 0.35, 0.3, 0.08
"""How often a scene has a ground, and a figure other colours or none."""
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


def mirrored(paths: torch.Tensor) -> torch.Tensor:
    """The motion of the mirrored picture: (n, 2 k, 2, h, w)."""
    return paths.flip(-1) * torch.tensor([-1.0, 1.0], device=paths.device)[:, None, None]


def staged(stills: torch.Tensor, paths: torch.Tensor, generator: torch.Generator) -> tuple[Scenes, torch.Tensor]:
    """As many scenes as clips: stills (n, 4, size, size), premultiplied 0–1, with paths (n, 2 k, 2, side, side).

    Also the paths of the clips themselves, mirrored where the scene is.
    """
    n, size, side = len(stills), stills.shape[-1], paths.shape[-1]
    coins = torch.rand((n, 2), generator=generator)
    grounded, flipped = coins[:, 0] < _GROUND, coins[:, 1] < 0.5
    stills = torch.where(flipped[:, None, None, None], stills.flip(-1), stills)
    paths = torch.where(flipped[:, None, None, None, None], mirrored(paths), paths)
    drawn = torch.stack([_recoloured(still, generator) for still in stills])
    least = torch.where(grounded, 0.55, 0.85)
    scale = least + (1.06 - least) * torch.rand(n, generator=generator)
    room = (1.04 - scale).clamp(min=0.0)[:, None]
    shift = (torch.rand((n, 2), generator=generator) * 2 - 1) * room  # (n, 2)
    drawn, there = _placed(drawn, paths, scale, shift, size, side)
    mask = near(drawn[:, 3:], side)
    grounds = (varied_grounds(_GROUNDS_AT_ONCE, size, generator) + 1) / 2  # (4, 3, size, size)
    chosen = grounds[torch.randint(_GROUNDS_AT_ONCE, (n,), generator=generator)]
    laid = torch.cat([drawn[:, :3] + chosen * (1 - drawn[:, 3:]), torch.ones_like(drawn[:, 3:])], dim=1)
    on = grounded[:, None, None, None]
    rest = there * mask[:, :, None]  # what is far from the figure stays
    weights = torch.where(on, 0.4 + 0.6 * mask, _ASIDE + (1 - _ASIDE) * mask)
    return Scenes(torch.where(on, laid, drawn), torch.where(on[..., None], rest, there), weights), paths


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
