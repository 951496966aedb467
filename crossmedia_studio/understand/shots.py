"""Shots of a film: where it cuts, how much moves, which frame tells most.

A cut is a jump in hue, saturation and value as in PySceneDetect's ContentDetector, that also stands out from what the
frames around it change, so that a fast pan is not cut to pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.timing import seconds as in_seconds
from crossmedia_studio.understand.meaning import Shot

WIDTH = 96
"""Frames are looked through at this width."""
_THRESHOLD = 22.0
_RATIO = 2.5
_AROUND = 3
_SHORTEST = 0.4
_GRID = 8


@dataclass(frozen=True)
class Glance:
    """What is kept of one frame: its time in ticks, change since the one before, motion, sharpness, a tiny copy."""

    time: int
    change: float
    motion: float
    sharpness: float
    tiny: np.ndarray
    """float32 (≤ 8, ≤ 8, 3), RGB 0–255."""


class Glancer:
    """Feed it small frames (h, w, 4) in order; it makes glances."""

    def __init__(self) -> None:
        self._hsv: np.ndarray | None = None
        self._grey: np.ndarray | None = None

    def look(self, time: int, pixels: np.ndarray) -> Glance:
        """The glance at the next frame."""
        rgb = pixels[..., :3].astype(np.float32)
        hsv, grey = _hsv(rgb), rgb @ np.array([0.299, 0.587, 0.114], np.float32)
        change = motion = 0.0
        if self._hsv is not None and self._grey is not None and self._hsv.shape == hsv.shape:
            apart = np.abs(hsv - self._hsv)
            apart[..., 0] = np.minimum(apart[..., 0], 180.0 - apart[..., 0])  # hue is a circle
            apart[..., 0] *= np.minimum(hsv[..., 1], self._hsv[..., 1]) / 255.0  # and means nothing in grey
            change = float(apart.mean(axis=(0, 1)).sum()) / 2.0
            motion = float(np.abs(grey - self._grey).mean())
        self._hsv, self._grey = hsv, grey
        sharpness = float(np.abs(np.diff(grey, axis=1)).mean()) if grey.shape[1] > 1 else 0.0
        return Glance(time, change, motion, sharpness, _tiny(rgb))


def find_shots(glances: list[Glance], duration: float) -> tuple[Shot, ...]:
    """Shots that cover ``duration`` seconds without gap or overlap; none for no frames."""
    if not glances:
        return ()
    starts = [0, *_cuts(glances)]
    ends = [*starts[1:], len(glances)]
    times = [in_seconds(glance.time) for glance in glances]
    shots = []
    for first, last in zip(starts, ends, strict=True):
        inside = glances[first:last]
        moved = [glance.motion for glance in inside[1:]]
        motion = min(float(np.mean(moved)) / 18.0, 1.0) if moved else 0.0
        end = times[last] if last < len(times) else max(duration, times[-1])
        start = times[first] if first else 0.0
        key = times[first + _key(inside)]
        shots.append(Shot(round(start, 3), round(end, 3), round(key, 3), round(motion, 3)))
    return tuple(shots)


def _cuts(glances: list[Glance]) -> list[int]:
    change = np.array([glance.change for glance in glances])
    cuts: list[int] = []
    for i in np.flatnonzero(change >= _THRESHOLD):
        around = np.concatenate([change[max(i - _AROUND, 1) : i], change[i + 1 : i + 1 + _AROUND]])
        if len(around) and change[i] < _RATIO * float(np.median(around)):
            continue
        since = glances[cuts[-1]].time if cuts else glances[0].time
        if in_seconds(glances[i].time - since) >= _SHORTEST:
            cuts.append(int(i))
    return cuts


def _key(inside: list[Glance]) -> int:
    """The frame most like its whole shot and sharp, not at its very ends, where a dissolve may still run."""
    margin = len(inside) // 8
    middle = inside[margin : len(inside) - margin] or inside
    mean = np.mean([glance.tiny for glance in middle], axis=0)
    away = np.array([float(np.abs(glance.tiny - mean).mean()) for glance in middle])
    sharp = np.array([glance.sharpness for glance in middle])
    score = sharp / max(float(sharp.max()), 1e-6) - away / max(float(away.max()), 8.0)
    return margin * (len(middle) < len(inside)) + int(score.argmax())


def _hsv(rgb: np.ndarray) -> np.ndarray:
    """(h, w, 3): hue 0–180, saturation and value 0–255, as OpenCV scales them."""
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    spread = high - low
    safe = np.where(spread > 0, spread, 1.0)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(
        high == red,
        (green - blue) / safe,
        np.where(high == green, 2.0 + (blue - red) / safe, 4.0 + (red - green) / safe),
    )
    hue = np.where(spread > 0, (hue * 30.0) % 180.0, 0.0)
    return np.stack([hue, np.where(high > 0, spread / np.maximum(high, 1.0) * 255.0, 0.0), high], axis=-1)


def _tiny(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    rows = [band.mean(axis=0) for band in np.array_split(rgb, min(_GRID, height), axis=0)]
    cells = [band.mean(axis=1) for band in np.array_split(np.stack(rows), min(_GRID, width), axis=1)]
    return np.stack(cells, axis=1)


def mean_motion(shots: Iterable[Shot]) -> float:
    """Motion 0–1 of a whole film, each shot by its length."""
    weights = [(max(shot.end - shot.start, 0.0), shot.motion) for shot in shots]
    total = sum(length for length, _ in weights)
    return sum(length * motion for length, motion in weights) / total if total else 0.0
