"""When to believe a caption: how likely its words were, and whether the picture is of a sort that was learned from.

The first is calibrated on held-out pictures (logistic regression after Platt 1999); the second is a distance in the
feature space of the classifier: within the principal components of what was learned, and beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_COMPONENTS = 48
_QUANTILE = 0.99
_LEAST = 30
"""Captions that a calibration needs."""


@dataclass(frozen=True, eq=False)
class Familiar:
    """``mean`` (d,) and ``axes`` (k, d), each divided by its deviation; ``within`` and ``beside`` are what the first
    99 of 100 held-out pictures stay below."""

    mean: np.ndarray
    axes: np.ndarray
    deviations: np.ndarray
    within: float
    beside: float

    def novelty(self, seen: np.ndarray) -> np.ndarray:
        """How far pooled features (n, d) lie from what was learned: up to 1 is familiar."""
        inner, outer = _distances(seen, self.mean, self.axes, self.deviations)
        return np.asarray(np.maximum(inner / self.within, outer / self.beside))


def familiar(learned: np.ndarray, held_out: np.ndarray) -> Familiar:
    """From pooled features (n, d) of what was learned, and of pictures kept aside (or the same)."""
    mean = learned.mean(axis=0)
    _, values, axes = np.linalg.svd(learned - mean, full_matrices=False)
    count = max(min(_COMPONENTS, len(learned) // 2, len(values)), 1)
    axes = axes[:count].astype(np.float32)
    deviations = np.maximum(values[:count] / np.sqrt(len(learned)), 1e-3).astype(np.float32)
    inner, outer = _distances(held_out, mean, axes, deviations)
    within, beside = (max(float(np.quantile(one, _QUANTILE)), 1e-3) for one in (inner, outer))
    return Familiar(mean.astype(np.float32), axes, deviations, within, beside)


def _distances(
    seen: np.ndarray, mean: np.ndarray, axes: np.ndarray, deviations: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Root mean squares: of the components in their deviations, and of what the components leave over."""
    away = seen - mean  # (n, d)
    parts = away @ axes.T  # (n, k)
    left = away - parts @ axes
    return np.sqrt(np.square(parts / deviations).mean(axis=1)), np.sqrt(np.square(left).mean(axis=1))


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
