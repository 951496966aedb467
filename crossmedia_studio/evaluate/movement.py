"""How a film moves: steadiness, how much of it moves, whether its loop closes, and how its motion differs from others'.

All is measured on small frames of luma, float32 (n, h, w), 0–1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

import numpy as np

from crossmedia_studio.evaluate.measure import Estimate, halves, spread_of_halves
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image, Video

FRAMES, WIDTH = 120, 128
"""What is looked at of a film: so many frames from its start, so many pixels across."""
STILL = 1.5 / 255.0
"""A point that never changes by more than this (a little above what coding does) is still."""
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_TIMES, _SIDE = 8, 12
_MOVES = 0.2 / 255.0


@dataclass(frozen=True, eq=False)
class Movement:
    """Of one film. ``jerk``: how much of its change is undone in the next frame, 0–1 and more: 0 is even motion, fades
    too. ``change``: mean difference of neighbouring frames 0–1. ``still``: the share of points that never change.
    ``seam``: the step from the last frame to the first against those between neighbours; nan for a still.
    ``pattern``: what changes where and when, (8 · 12 · 12,), of length 1, or all 0 for a still."""

    flicker: float
    jerk: float
    change: float
    still: float
    seam: float
    pattern: np.ndarray


def luma(film: Video) -> np.ndarray:
    """The first :data:`FRAMES` frames: float32 (n, h, w)."""
    seen = islice(video.frames(film.path, width=WIDTH), FRAMES)
    return np.stack([frame[..., :3].astype(np.float32) @ _LUMA for _, frame in seen]) / 255.0


def movement(frames: np.ndarray) -> Movement:
    """Of frames of luma (n, h, w), at least one."""
    light = frames.mean(axis=(1, 2))
    flicker = float(np.abs(np.diff(light, n=2)).mean()) if len(light) > 2 else 0.0
    steps = np.abs(np.diff(frames, axis=0))
    between = steps.mean(axis=(1, 2))  # (n − 1,)
    change = float(between.mean()) if len(between) else 0.0
    still = float((np.ptp(frames, axis=0) <= STILL).mean())
    jerk = seam = math.nan
    if change > _MOVES:
        if len(frames) > 2:
            bends = np.abs(np.diff(frames, n=2, axis=0)).mean()
            jerk = float(bends / (2 * change))
        seam = float(np.abs(frames[-1] - frames[0]).mean() / max(float(between.mean()), 1e-9))
    return Movement(flicker, jerk, change, still, seam, pattern(frames))


def pattern(frames: np.ndarray) -> np.ndarray:
    """What changes against the first frame, where and when: (8 · 12 · 12,), of length 1, or all 0 for a still."""
    import torch
    from torch.nn import functional

    chosen = frames[np.arange(1, _TIMES + 1) * len(frames) // (_TIMES + 1)] - frames[0]  # (8, h, w)
    small = functional.adaptive_avg_pool2d(torch.from_numpy(np.abs(chosen))[None], _SIDE)
    flat = small.numpy().ravel().astype(np.float64)
    length = float(np.linalg.norm(flat))
    return flat / length if length > 1e-3 else np.zeros_like(flat)


def variety(patterns: np.ndarray, seed: int) -> Estimate:
    """The mean distance 0–1 of different films' motion, 1 − cosine of their patterns (n, d), with its interval."""
    n = len(patterns)
    if n < 2:
        return Estimate(math.nan, math.nan, math.nan)
    apart = 1.0 - patterns @ patterns.T
    np.fill_diagonal(apart, 0.0)

    def among(chosen: np.ndarray) -> np.ndarray:
        count = chosen.sum(axis=1)
        return np.einsum("ri,ij,rj->r", chosen, apart, chosen) / np.maximum(count * (count - 1), 1)

    whole = float(among(np.ones((1, n)))[0])
    return spread_of_halves(whole, among(halves(n, 200, seed)), n)


def first_psnr(film: Video, source: Image) -> float:
    """How exactly the first frame is the picture it was made from, in dB; nan where their sizes or grounds differ.

    A film has half the colour of a picture, so the luma is compared.
    """
    first = video.frame_at(film.path, 0)
    if first.shape != source.pixels.shape or source.pixels[..., 3].min() < 255:
        return math.nan
    error = np.square((first[..., :3].astype(np.float32) - source.pixels[..., :3].astype(np.float32)) @ _LUMA).mean()
    return float(10 * np.log10(255.0**2 / max(float(error), 1e-4)))
