"""Which words a picture speaks for, by detectors of single words: a hint for the network that makes the sentence.

Fang et al. 2015 "From Captions to Visual Concepts and Back" find words first and sentences after; here a ridge
regression from the pooled features to the words of captions, fitted in one go, leans on the beam search by how much
likelier a picture makes a word than it is anyway (Gülçehre et al. 2015 call this shallow fusion). What a network learns
in hours of seeing each name a few times, this knows from the first minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RIDGE = 0.03
"""Of the number of pictures."""
_FLOOR = 0.01
_LEAST = 2


@dataclass(frozen=True, eq=False)
class Hints:
    """``weights`` (k, d) and ``usual`` (k,), the share of pictures with it, of the words ``ids`` (k,); ``mean`` and
    ``deviation`` (d,) of the logarithms of features."""

    ids: np.ndarray
    weights: np.ndarray
    usual: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    def of(self, seen: np.ndarray, size: int) -> np.ndarray:
        """How much likelier each of ``size`` words is in a picture with pooled features (d,): logarithms (size,)."""
        z = (_scaled(seen) - self.mean) / self.deviation
        chance = np.clip(self.weights @ z + self.usual, 0.0, 1.0)
        found = np.zeros(size, np.float32)
        found[self.ids] = np.log((chance + _FLOOR) / (self.usual + _FLOOR))
        return found


def hints(learned: np.ndarray, said: Sequence[frozenset[int]]) -> Hints:
    """From pooled features (n, d) of pictures and the ids of the words said of each."""
    z = _scaled(learned)
    mean, deviation = z.mean(axis=0), z.std(axis=0) + 0.05
    z = (z - mean) / deviation
    counts: dict[int, int] = {}
    for words in said:
        for id in words:
            counts[id] = counts.get(id, 0) + 1
    ids = sorted(id for id, count in counts.items() if count >= min(_LEAST, len(learned) // 10 + 1))
    place = {id: column for column, id in enumerate(ids)}
    there = np.zeros((len(learned), len(ids)), np.float32)
    for row, words in zip(there, said, strict=True):
        row[[place[id] for id in words if id in place]] = 1.0
    usual = there.mean(axis=0)
    scatter = z.T @ z + _RIDGE * len(z) * np.eye(z.shape[1], dtype=np.float32)
    weights = np.linalg.solve(scatter, z.T @ (there - usual)).T  # (k, d)
    return Hints(np.array(ids, np.int64), weights.astype(np.float32), usual, mean, deviation)


def _scaled(features: np.ndarray) -> np.ndarray:
    return np.asarray(np.log1p(3.0 * features), np.float32)
