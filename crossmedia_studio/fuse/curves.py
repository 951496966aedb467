"""Curves over many times at once, as sound needs them; agrees with ``project.timeline.value_at``."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.project.model import Curve, Ease


def values(curve: Curve, times: np.ndarray) -> np.ndarray:
    """float64 values at ``times`` (ticks of clip time, float64 or int64)."""
    keys = curve.keys
    if not keys:
        return np.full(len(times), curve.value)
    at = np.array([key.time for key in keys], np.float64)
    value = np.array([key.value for key in keys], np.float64)
    index = np.clip(np.searchsorted(at, times, side="right") - 1, 0, len(keys) - 1)
    following = np.minimum(index + 1, len(keys) - 1)
    span = np.maximum(at[following] - at[index], 1.0)
    share = np.clip((times - at[index]) / span, 0.0, 1.0)
    holds = np.array([key.ease is Ease.HOLD for key in keys])[index]
    smooth = np.array([key.ease is Ease.SMOOTH for key in keys])[index]
    share = np.where(holds, 0.0, np.where(smooth, share * share * (3 - 2 * share), share))
    return value[index] + (value[following] - value[index]) * share


def amplitude(decibels: float) -> float:
    """dB as a factor."""
    return float(10.0 ** (decibels / 20.0))


def amplitudes(decibels: np.ndarray) -> np.ndarray:
    """Each of ``decibels`` as a factor."""
    return np.asarray(10.0 ** (decibels / 20.0))
