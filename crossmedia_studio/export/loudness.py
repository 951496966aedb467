"""Integrated loudness of sound that comes in pieces (ITU-R BS.1770-5), with pyloudnorm's weighting filters."""

from __future__ import annotations

import math

import numpy as np


class Loudness:
    """``add`` stereo sound at ``rate`` piece by piece, then read ``lufs``."""

    def __init__(self, rate: int) -> None:
        from pyloudnorm import IIRfilter

        shelf = IIRfilter(4.0, 1 / math.sqrt(2), 1500.0, rate, "high_shelf")
        high_pass = IIRfilter(0.0, 0.5, 38.0, rate, "high_pass")
        self._sections = np.array([[*stage.b, *stage.a] for stage in (shelf, high_pass)])
        self._state = np.zeros((2, 2, 2))
        self._hop = rate // 10
        self._rest = np.zeros((0, 2))
        self._energies: list[np.ndarray] = []

    def add(self, samples: np.ndarray) -> None:
        """float32 (n, 2), directly after what came before."""
        from scipy.signal import sosfilt

        if not len(samples):
            return
        weighted, self._state = sosfilt(self._sections, samples.astype(np.float64), axis=0, zi=self._state)
        weighted = np.concatenate([self._rest, weighted])
        count = len(weighted) // self._hop
        self._rest = weighted[count * self._hop :]
        power = np.square(weighted[: count * self._hop]).sum(axis=1)
        self._energies.append(power.reshape(count, self._hop).mean(axis=1))

    @property
    def lufs(self) -> float:
        """Gated loudness; −inf for silence and for less than 400 ms."""
        energies = np.concatenate(self._energies) if self._energies else np.zeros(0)
        if len(energies) < 4:
            return -math.inf
        blocks = np.convolve(energies, np.full(4, 0.25), mode="valid")
        blocks = blocks[blocks > _power(-70.0)]
        if not len(blocks):
            return -math.inf
        blocks = blocks[blocks > blocks.mean() / 10.0]
        return float(-0.691 + 10 * np.log10(blocks.mean()))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
