"""A small concert room: convolution with a synthetic impulse response (after Moorer 1979: echoes, then noise)."""

from __future__ import annotations

import itertools
from functools import lru_cache

import numpy as np


@lru_cache(maxsize=4)
def impulse(rate: int, seconds: float = 1.8, seed: int = 7) -> np.ndarray:
    """A stereo impulse response, float64 (frames, 2), of unit energy; high tones die sooner than low ones."""
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(seed)
    count = int(seconds * rate)
    time = np.arange(count) / rate
    tail = np.zeros((count, 2))
    edges = (120, 500, 2000, 6000, 0.42 * rate)
    for i, (low, high) in enumerate(itertools.pairwise(edges)):
        band = butter(2, (low, high), "bandpass", fs=rate, output="sos")
        decay = seconds * (1.0, 0.9, 0.6, 0.35)[i]
        tail += sosfilt(band, rng.standard_normal((count, 2)), axis=0) * 10 ** (-3 * time / decay)[:, None]
    onset = int(0.022 * rate)
    tail[:onset] = 0
    tail[onset:] *= (1 - np.exp(-(time[: count - onset]) / 0.012))[:, None]
    tail /= np.sqrt((tail**2).sum(axis=0) + 1e-12)
    for delay, left, right in ((0.011, 0.22, 0.1), (0.017, 0.08, 0.2), (0.023, 0.14, 0.12), (0.031, 0.09, 0.13)):
        at = int(delay * rate)
        tail[at] += (left, right)
    return tail


def room(dry: np.ndarray, rate: int, seconds: float = 1.8) -> np.ndarray:
    """The room's answer to ``dry`` (frames, 2), cut to the same length."""
    from scipy.signal import oaconvolve

    return oaconvolve(dry, impulse(rate, seconds), axes=0)[: len(dry)]
