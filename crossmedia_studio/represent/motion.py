"""The motion of a clip as a field of paths: what moves where round its loop, found by making its still into its frames.

Used by recipe ``motion``, its exam, and what brings pictures to life. A field is as :mod:`nets.motion` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.progress import Step, no_step, part

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.motion import Book

VERSION = 2
"""Rises when the same clips would be seen to move otherwise."""
PHASES = 16
"""Of a loop that are looked at, phase 0 first."""
SIDE = 16
"""Of a field."""
_LEVELS = (2, 4, 8, 16)
_ROUNDS = 70
_RATE, _FINER = 0.018, 0.6
"""Step of the coarsest level; each finer one takes this share of the one before: large motion is found first."""
_SMOOTH = 1.2
_LEAST = 0.003
_AT_ONCE = 16
_NEAR, _FAR = 8, 40
"""Clips among which a new motion is chosen, without variety and how many more with."""


@dataclass(frozen=True)
class Fields:
    """``paths``: float32 (n, 2 · harmonics, 2, 16, 16); ``explained``: the share of the change against the frozen still
    that they explain, 0–1: (n,)."""

    paths: np.ndarray
    explained: np.ndarray


def fields(clips: np.ndarray, harmonics: int, step: Step = no_step) -> Fields:
    """The motion of ``clips``, uint8 premultiplied RGBA (n, 16 phases, 64, 64, 4): the field that minimises the error
    of the warped still against the frames at three scales, smooth, and found from coarse to fine (Anandan 1989)."""
    import torch

    found, explained = [], []
    for start in range(0, len(clips), _AT_ONCE):
        some = torch.from_numpy(np.array(clips[start : start + _AT_ONCE])).permute(0, 1, 4, 2, 3).float() / 255.0
        inner = part(step, start / len(clips), (start + len(some)) / len(clips))
        paths, share = _fitted(some, harmonics, inner)
        found.append(paths.numpy())
        explained.append(share.numpy())
    return Fields(np.concatenate(found), np.concatenate(explained))


def invented(book: Book, look: torch.Tensor, chance: torch.Generator, variety: float) -> torch.Tensor:
    """A code (code,) for a still of this ``look`` (4 w,): between those of two clips whose stills look like it.

    ``variety`` 0 … 1 chooses among more of them and adds noise.
    """
    import torch

    likeness = book.looks @ look  # (m,)
    near = likeness.topk(min(_NEAR + round(variety * _FAR), len(likeness))).indices
    one, other = near[torch.randint(len(near), (2,), generator=chance)]
    share = 0.5 * variety * torch.rand((), generator=chance)
    noise = torch.randn(book.codes.shape[1], generator=chance)
    return torch.lerp(book.codes[one], book.codes[other], share) + 0.25 * variety * noise


def _fitted(clip: torch.Tensor, harmonics: int, step: Step) -> tuple[torch.Tensor, torch.Tensor]:
    """Clips (n, 16, 4, 64, 64) in 0–1 → paths (n, 2 k, 2, 16, 16) and what they explain (n,)."""
    import torch

    from crossmedia_studio.nets.motion import enlarged, reach, warped, waves

    n = len(clip)
    levels = [torch.zeros(n, 2 * harmonics, 2, side, side, requires_grad=True) for side in _LEVELS]
    rates = [_RATE * _FINER**depth for depth in range(len(levels))]
    groups = [{"params": [level], "lr": rate} for level, rate in zip(levels, rates, strict=True)]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.95))
    wave = waves(torch.arange(1, PHASES) / PHASES, harmonics)  # (15, 2 k)
    goals, stills = _scales(clip[:, 1:]), _scales(clip[:, :1])
    frozen = [_error(still, goal) for still, goal in zip(stills, goals, strict=True)]
    paths = enlarged(levels[0].detach(), SIDE, SIDE)
    for round_ in range(_ROUNDS):
        step(round_, _ROUNDS)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * (1 - round_ / _ROUNDS) ** 0.5
        paths = torch.stack([enlarged(level, SIDE, SIDE) for level in levels]).sum(dim=0)
        some = slice(round_ % 2, None, 2)
        reached = reach(paths, wave[some])  # (n, 7 or 8, 2, 16, 16)
        scales = (1, 2) if round_ < _ROUNDS // 3 else (0, 1, 2)
        shares = [_error(warped(stills[s][:, 0], reached), goals[s][:, some]) / (frozen[s] + _LEAST) for s in scales]
        missed = torch.stack(shares).mean(dim=0)  # (n,)
        steps = [reached.diff(dim=axis).square().mean(dim=(1, 2, 3, 4)) for axis in (3, 4)]
        bends = torch.stack(steps).sum(dim=0) * (SIDE / 2) ** 2
        loss = (missed + _SMOOTH * (bends + 1e-8).sqrt()).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        share = 1 - _error(warped(clip[:, 0], reach(paths, wave)), clip[:, 1:]) / frozen[0].clamp(min=1e-6)
    moves = share > 0  # else it is no motion that changes there: better none than a wrong one
    return paths.detach() * moves[:, None, None, None, None], share.clamp(min=0.0)


def _scales(frames: torch.Tensor) -> list[torch.Tensor]:
    """(n, p, 4, h, w) at its size, a half and a quarter of it."""
    from torch.nn import functional

    found = [frames]
    for _ in range(2):
        found.append(functional.avg_pool2d(found[-1].flatten(0, 1), 2).unflatten(0, frames.shape[:2]))
    return found


def _error(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of each clip: (n,)."""
    return (one - other).abs().mean(dim=(1, 2, 3, 4))
