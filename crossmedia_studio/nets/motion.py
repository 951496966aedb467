"""Motion of a still picture: a still and a code → how each of its points travels round a loop. For recipe ``motion``.

What is predicted is motion, not pixels, so that the picture stays as sharp as it is. As in Generative Image Dynamics
(Li et al. 2023) the path of a point is a few harmonics of one loop, here on a coarse map, so that what lies together
stays together. A code is the whitened principal components of the motion of a clip, so that any clip can be read; the
network fits the motion they give to the still: what moves, what rests, what moves otherwise. Where there is no clip
the code lies between those of clips whose stills look alike (the book), as in IC-GAN (Casanova et al. 2021).

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
_OPEN = 3.0
"""So much the components are trusted before anything is learned: the logistic of it."""
LOOKED_AT = 8
"""Phases of a loop at which motions are compared and measured."""


@dataclass(frozen=True)
class MotionConfig:
    """``size``: pixels a side of the still; ``side``: of the field, an eighth. ``code`` numbers choose a motion."""

    size: int = 128
    harmonics: int = 4
    code: int = 64
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


class Mover(nn.Module):
    """A still and a code → the field of its motion: a small U-Net (Ronneberger et al. 2015), coarse at the end, mends
    what the components say.

    ``basis`` (code, 2 k, 2, side, side): the components, each times its standard deviation ``spread`` (code,).
    """

    basis: torch.Tensor
    spread: torch.Tensor

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
        self.last = nn.Conv2d(2 * w, 4 * config.harmonics + 1, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        if self.last.bias is not None:
            nn.init.zeros_(self.last.bias)
        self.register_buffer("basis", torch.zeros(config.code, 2 * config.harmonics, 2, config.side, config.side))
        self.register_buffer("spread", torch.ones(config.code))

    def learn(self, paths: torch.Tensor, amounts: torch.Tensor) -> None:
        """Take the components of ``paths`` (m, 2 k, 2, side, side), as many as there are; ``amounts`` (m,) of motion
        let small motions count as much as large ones."""
        flat = paths.flatten(1)  # (m, d)
        even = flat / (amounts + UNIT / 2)[:, None]
        _, _, axes = torch.linalg.svd(even, full_matrices=False)  # (min(m, d), d)
        axes = axes[: self.config.code]
        spread = (flat @ axes.T).square().mean(dim=0).sqrt().clamp(min=1e-5)  # (c,)
        self.basis.zero_()
        self.basis[: len(axes)] = (axes * spread[:, None]).view(-1, *self.basis.shape[1:])
        self.spread.fill_(1.0)
        self.spread[: len(axes)] = spread

    def code_of(self, paths: torch.Tensor) -> torch.Tensor:
        """Fields (n, 2 k, 2, side, side) → codes (n, code), within ±5; what the components do not span is lost."""
        return (paths.flatten(1) @ self.basis.flatten(1).T / self.spread.square()).clamp(-5.0, 5.0)

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
        mended = self.last(functional.silu(x)).float()  # (n, 4 k + 1, side, side)
        base = torch.einsum("nc,ckihw->nkihw", code.float(), self.basis)
        gate = (mended[:, -1] + _OPEN).sigmoid()[:, None, None]  # (n, 1, 1, side, side)
        return base * gate + UNIT * mended[:, :-1].unflatten(1, base.shape[1:3])

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


def near(opacity: torch.Tensor, side: int) -> torch.Tensor:
    """How near a figure is, 1 on it, 0 away from it, softly: (n, 1, size, size) → (n, 1, side, side)."""
    share = functional.adaptive_avg_pool2d(opacity, side)  # (n, 1, side, side)
    wide = functional.max_pool2d((share * 2).clamp(max=1.0), 3, stride=1, padding=1)
    return functional.avg_pool2d(wide, 3, stride=1, padding=1, count_include_pad=False)


def amount(paths: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Root mean square of how far the points go over the loop, in halves of the side, where ``weights`` (n, 1, h, w)
    say that it counts: (n,)."""
    wave = waves(torch.arange(LOOKED_AT, device=paths.device) / LOOKED_AT, paths.shape[1] // 2)
    power = reach(paths, wave).square().sum(dim=2, keepdim=True) * weights[:, None]  # (n, 8, 1, h, w)
    return (power.mean(dim=(1, 2, 3, 4)) / weights.mean(dim=(1, 2, 3)).clamp(min=1e-6)).sqrt()


def steepest(paths: torch.Tensor) -> torch.Tensor:
    """How far neighbours part at most, for each unit between them, of each: (n,). From 1 on a picture folds."""
    wave = waves(torch.arange(LOOKED_AT, device=paths.device) / LOOKED_AT, paths.shape[1] // 2)
    far = reach(paths, wave)  # (n, 8, 2, h, w)
    steps = [far.diff(dim=axis).abs().amax(dim=(1, 2, 3, 4)) * (far.shape[axis] / 2) for axis in (3, 4)]
    return torch.stack(steps).amax(dim=0)
