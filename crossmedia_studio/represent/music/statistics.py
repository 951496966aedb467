"""What a corpus of melodies is like in numbers: pitch classes, durations, intervals; and how far two corpora lie apart.

After Yang and Lerch 2020, "On the evaluation of generative models in music", with the divergence of Lin 1991.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece

_WIDEST = 12


def notes_of(piece: Piece) -> list[tuple[int, int]]:
    """(MIDI pitch with tonic C, steps) of the lead, notes held over a bar line whole."""
    found: list[tuple[int, int]] = []
    for bar in piece.bars:
        events = bar.events[0]
        for token, length in zip(events[::2], events[1::2], strict=True):
            steps = v.LENGTHS[length - v.DUR]
            if token == v.HOLD and found:
                found[-1] = (found[-1][0], found[-1][1] + steps)
            elif token >= v.NOTE:
                found.append((token - v.NOTE + v.LOWEST, steps))
    return found


def pitch_classes(piece: Piece) -> np.ndarray:
    """float64 (12,): steps that each degree above the tonic sounds."""
    found = np.zeros(12)
    for pitch, steps in notes_of(piece):
        found[pitch % 12] += steps
    return found


def durations(piece: Piece) -> np.ndarray:
    """float64 (classes,): how many notes have each length of the vocabulary, the next shorter one for others."""
    found = np.zeros(len(v.LENGTHS))
    edges = np.array(v.LENGTHS)
    for _, steps in notes_of(piece):
        found[max(int(np.searchsorted(edges, steps, side="right")) - 1, 0)] += 1
    return found


def intervals(piece: Piece) -> np.ndarray:
    """float64 (25,): how many steps of −12 … 12 semitones it takes, wider ones counted as an octave."""
    found = np.zeros(2 * _WIDEST + 1)
    pitches = [pitch for pitch, _ in notes_of(piece)]
    for before, after in pairwise(pitches):
        found[min(max(after - before, -_WIDEST), _WIDEST) + _WIDEST] += 1
    return found


def divergence(one: np.ndarray, other: np.ndarray) -> float:
    """Jensen–Shannon, base 2: 0 for the same distribution, 1 for distributions that share nothing."""
    p, q = one / max(one.sum(), 1e-12), other / max(other.sum(), 1e-12)
    middle = (p + q) / 2

    def kl(a: np.ndarray) -> float:
        inside = a > 0
        return float((a[inside] * np.log2(a[inside] / middle[inside])).sum())

    return (kl(p) + kl(q)) / 2


def apart(rows: np.ndarray, others: np.ndarray) -> float:
    """The divergence of two corpora whose pieces are rows of counts."""
    return divergence(rows.sum(0), others.sum(0))


def table(pieces: Sequence[Piece]) -> dict[str, np.ndarray]:
    """Rows of counts by name of the feature."""
    return {
        "pitch": np.stack([pitch_classes(piece) for piece in pieces]),
        "rhythm": np.stack([durations(piece) for piece in pieces]),
        "interval": np.stack([intervals(piece) for piece in pieces]),
    }
