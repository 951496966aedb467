"""When to believe a caption: how likely its words were, and whether the picture is of a sort that was learned from.

The first is calibrated on held-out pictures (logistic regression after Platt 1999). The second is how much of what the
classifier sees lies outside the principal components of what was learned (as in Hoffmann 2007, "Kernel PCA for novelty
detection", with a linear kernel): photographs do not fit into the space of drawings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_COMPONENTS = 96
_QUANTILE = 0.97
_LEAST = 30
"""Captions or pictures that a calibration needs."""


@dataclass(frozen=True, eq=False)
class Familiar:
    """``mean`` (d,) and principal ``axes`` (k, d) of pooled features; ``limit``: the share of a picture's distance from
    the mean that lies outside the axes, 0–1, below which 97 of 100 held-out pictures stay."""

    mean: np.ndarray
    axes: np.ndarray
    limit: float

    def novelty(self, seen: np.ndarray) -> np.ndarray:
        """How far pooled features (n, d) lie from what was learned: up to 1 is familiar."""
        return np.asarray(_outside(seen, self.mean, self.axes) / self.limit)


def familiar(learned: np.ndarray, held_out: np.ndarray) -> Familiar:
    """From pooled features (n, d) of what was learned, and of pictures kept aside; without any all is familiar."""
    mean = learned.mean(axis=0)
    _, _, axes = np.linalg.svd(learned - mean, full_matrices=False)
    axes = axes[: max(min(_COMPONENTS, len(learned) // 2, learned.shape[1] // 4), 1)].astype(np.float32)
    limit = float(np.quantile(_outside(held_out, mean, axes), _QUANTILE)) if len(held_out) >= _LEAST else 1.0
    return Familiar(mean.astype(np.float32), axes, max(limit, 1e-3))


def _outside(seen: np.ndarray, mean: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """The length of what the axes leave over of (n, d), as a share of the whole: (n,)."""
    away = seen - mean  # (n, d)
    left = away - away @ axes.T @ axes
    return np.asarray(np.linalg.norm(left, axis=1) / np.maximum(np.linalg.norm(away, axis=1), 1e-9))


@dataclass(frozen=True)
class Calibration:
    """The chance that a caption is right: logistic in its mean and its lowest log-probability of a word."""

    constant: float = 1.0
    mean: float = 1.5
    lowest: float = 0.5

    def sure(self, scores: Sequence[float]) -> float:
        """From the log-probabilities of the words of a caption, 0–1."""
        if not scores:
            return 0.0
        z = self.constant + self.mean * float(np.mean(scores)) + self.lowest * min(scores)
        return float(1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0))))


def calibrated(scores: Sequence[Sequence[float]], right: Sequence[bool]) -> Calibration:
    """Fitted by Newton's method with a little ridge; the usual one where there is too little to fit."""
    good = int(np.sum(right))
    if len(scores) < _LEAST or not 3 <= good <= len(right) - 3:
        return Calibration()
    x = np.array([[1.0, float(np.mean(one)), min(one)] for one in scores])
    y = np.asarray(right, float)
    weights = np.zeros(3)
    ridge = np.diag([1e-3, 0.1, 0.1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - chance) - ridge @ weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + ridge
        move = np.linalg.solve(bend, slope)
        weights = weights + move
        if np.abs(move).max() < 1e-6:
            break
    return Calibration(*(float(value) for value in weights))


def of_table(raw: Mapping[str, object]) -> Calibration:
    """From a model's ``config.json``. Raises KeyError, TypeError, ValueError."""
    return Calibration(*(float(raw[name]) for name in ("constant", "mean", "lowest")))  # type: ignore[arg-type]
