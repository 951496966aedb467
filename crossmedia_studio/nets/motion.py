"""Motion of a still picture: a still and a code → how each of its points travels round a loop. For recipe ``motion``.

What is predicted is motion, not pixels, so that the picture stays as sharp as it is. As in Generative Image Dynamics
(Li et al. 2023) the path of a point is a few harmonics of one loop, here on a coarse map, so that what lies together
stays together. The code is that of a conditional variational autoencoder (Sohn et al. 2015): an encoder reads it from
the motion of a clip; where there is none it lies between those of clips whose stills look alike (the book).

A field of paths is (n, 2 · harmonics, 2, h, w): cosines, then sines, of x and y, in halves of the picture's side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

UNIT = 0.03
"""What the network calls one, in halves of the side: about how far things go."""


@dataclass(frozen=True)
class MotionConfig:
    """``size``: pixels a side of the still; ``side``: of the field, an eighth. ``code`` numbers choose a motion."""

    size: int = 128
    harmonics: int = 4
    code: int = 16
    width: int = 32

    @property
    def side(self) -> int:
        return self.size // 8


class Block(nn.Module):
    """Two convolutions added to their input; the code scales and shifts in between (FiLM, Perez et al. 2018)."""

    def __init__(self, width: int, code: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.between = nn.GroupNorm(8, width)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.film = nn.Linear(code, 2 * width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
        scale, shift = self.film(code)[:, :, None, None].chunk(2, dim=1)  # (n, width, 1, 1) each
        y = self.first(functional.silu(self.norm(x)))  # (n, width, h, w)
        y = self.between(y) * (1 + scale) + shift
        return x + self.second(functional.silu(y))


class Encoder(nn.Module):
    """The motion of a clip and its still → mean and log-variance of the code."""

    def __init__(self, config: MotionConfig) -> None:
        super().__init__()
        w = config.width
        layers: list[nn.Module] = [nn.Conv2d(4 * config.harmonics + 4, 2 * w, 3, padding=1), nn.SiLU()]
        for inside, outside in ((2 * w, 2 * w), (2 * w, 3 * w)):
            layers += [nn.Conv2d(inside, outside, 4, stride=2, padding=1), nn.GroupNorm(8, outside), nn.SiLU()]
        self.layers = nn.Sequential(*layers)
        self.last = nn.Linear(3 * w * (config.side // 4) ** 2, 2 * config.code)

    def forward(self, still: torch.Tensor, paths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Stills (n, 4, size, size), premultiplied 0–1, and paths (n, 2 k, 2, side, side) → two of (n, code)."""
        small = functional.avg_pool2d(still, 8) * 2 - 1  # (n, 4, side, side)
        seen = torch.cat([small, paths.flatten(1, 2) / UNIT], dim=1)  # (n, 4 + 4 k, side, side)
        mean, log_variance = self.last(self.layers(seen).flatten(1)).chunk(2, dim=1)
        return mean, log_variance.clamp(-8, 4)


class Mover(nn.Module):
    """A still and a code → the field of its motion: a small U-Net (Ronneberger et al. 2015), coarse at the end."""

    def __init__(self, config: MotionConfig) -> None:
        super().__init__()
        self.config = config
        w, code = config.width, 2 * config.width
        self.code = nn.Sequential(nn.Linear(config.code, code), nn.SiLU(), nn.Linear(code, code), nn.SiLU())
        self.enter = nn.Conv2d(6, w // 2, 5, stride=2, padding=2)
        self.near = nn.Conv2d(w // 2, w, 4, stride=2, padding=1)
        self.shapes = Block(w, code)
        widths = (2 * w, 3 * w, 4 * w)
        self.down = nn.ModuleList(
            [nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in zip((w, *widths), widths, strict=False)]
        )
        self.inner = nn.ModuleList([Block(width, code) for width in widths])
        self.whole = nn.Linear(4 * w, 4 * w)
        self.middle = Block(4 * w, code)
        self.up = nn.ModuleList([nn.Conv2d(4 * w, 3 * w, 3, padding=1), nn.Conv2d(3 * w, 2 * w, 3, padding=1)])
        self.outer = nn.ModuleList([Block(3 * w, code), Block(2 * w, code)])
        self.last = nn.Conv2d(2 * w, 4 * config.harmonics, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        if self.last.bias is not None:
            nn.init.zeros_(self.last.bias)

    def forward(self, still: torch.Tensor, code: torch.Tensor) -> torch.Tensor:
        """Stills (n, 4, size, size), premultiplied 0–1, codes (n, code) → paths (n, 2 k, 2, side, side), float32."""
        film = self.code(code)  # (n, 2 w)
        kept = self._kept(still, film)
        x = kept[-1]
        seen = self.whole(x.mean(dim=(2, 3)))  # (n, 4 w)
        x = self.middle(x + seen[:, :, None, None], film)
        for reduce, block, before in zip(self.up, self.outer, kept[-2::-1], strict=True):
            x = functional.interpolate(reduce(x), scale_factor=2, mode="bilinear")  # twice the side
            x = block(x + before, film)
        paths = self.last(functional.silu(x)).float() * UNIT  # (n, 4 k, side, side)
        return paths.unflatten(1, (2 * self.config.harmonics, 2))

    def looks(self, still: torch.Tensor) -> torch.Tensor:
        """What the network makes of stills (n, 4, size, size) before it knows the motion: (n, 4 w), of length 1."""
        film = self.code(still.new_zeros(len(still), self.config.code))
        return functional.normalize(self._kept(still, film)[-1].mean(dim=(2, 3)).float(), dim=1)

    def _kept(self, still: torch.Tensor, film: torch.Tensor) -> list[torch.Tensor]:
        """(n, 2 w, side, side), (n, 3 w, side/2, side/2) and (n, 4 w, side/4, side/4)."""
        n, _, height, width = still.shape
        where = places(height, width, still.device).expand(n, -1, -1, -1)  # (n, 2, size, size)
        x = functional.silu(self.enter(torch.cat([still * 2 - 1, where], dim=1)))  # (n, w/2, size/2, size/2)
        x = self.shapes(self.near(x), film)  # (n, w, size/4, size/4)
        kept = []
        for shrink, block in zip(self.down, self.inner, strict=True):
            x = block(shrink(x), film)
            kept.append(x)
        return kept


@dataclass(frozen=True)
class Book:
    """What was learned from: ``codes`` (m, code) of the clips and the ``looks`` (m, 4 w) of their stills."""

    codes: torch.Tensor
    looks: torch.Tensor


def places(height: int, width: int, device: torch.device | str = "cpu") -> torch.Tensor:
    """Where the middles of pixels lie, x and y in −1 … 1: (1, 2, height, width)."""
    lines = [(torch.arange(n, device=device, dtype=torch.float32) + 0.5) * (2 / n) - 1 for n in (height, width)]
    y, x = torch.meshgrid(*lines, indexing="ij")
    return torch.stack([x, y])[None]


def waves(phases: torch.Tensor, harmonics: int) -> torch.Tensor:
    """Phases (p,) in turns → what each harmonic is then: (p, 2 · harmonics). Nothing at phase 0, the same a turn on."""
    angle = phases[:, None] * torch.arange(1, harmonics + 1, device=phases.device) * (2 * math.pi)  # (p, harmonics)
    return torch.cat([angle.cos() - 1, angle.sin()], dim=1)


def reach(paths: torch.Tensor, wave: torch.Tensor) -> torch.Tensor:
    """How far each point reaches back for its colour: paths (n, 2 k, 2, h, w), wave (p, 2 k) → (n, p, 2, h, w)."""
    return torch.einsum("nkihw,pk->npihw", paths, wave)


def enlarged(field: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """A field (n, m, 2, h, w) at another size: (n, m, 2, height, width), without a step."""
    flat = functional.interpolate(field.flatten(1, 2), (height, width), mode="bicubic", align_corners=False)
    return flat.unflatten(1, field.shape[1:3])


def warped(still: torch.Tensor, reached: torch.Tensor, padding: str = "zeros") -> torch.Tensor:
    """Stills (n, c, h, w) seen through ``reached`` (n, p, 2, u, v), enlarged to them if smaller: (n, p, c, h, w)."""
    n, p = reached.shape[:2]
    height, width = still.shape[-2:]
    if reached.shape[-2:] != (height, width):
        reached = functional.interpolate(reached.flatten(0, 1), (height, width), mode="bilinear").unflatten(0, (n, p))
    grid = (places(height, width, still.device)[:, None] + reached).flatten(0, 1).permute(0, 2, 3, 1)  # (n p, h, w, 2)
    source = still[:, None].expand(-1, p, -1, -1, -1).flatten(0, 1)  # (n · p, c, h, w)
    seen = functional.grid_sample(source, grid, mode="bilinear", padding_mode=padding, align_corners=False)
    return seen.unflatten(0, (n, p))  # (n, p, c, h, w)
