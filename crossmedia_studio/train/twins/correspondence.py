"""What eye and ear share: four qualities of a picture and of a sound, and pairs in which they agree.

Bright goes with high (Marks 1974), spiky with harsh (Ramachandran & Hubbard 2001), large with low and long (Evans &
Treisman 2010), vivid with clear tones (Ward et al. 2006). Each quality is taken by its rank among its kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.audio import mono
from crossmedia_studio.understand import spectrum

QUALITIES = ("brightness", "roughness", "size", "vividness")
_WEIGHTS = np.array([1.0, 1.0, 0.5, 0.5])
_NAMED = 6.0
"""What a shared name is worth: more than any difference in qualities."""
_AT_ONCE = 1200
_RATE, _SIZE, _HOP = 22_050, 1024, 512


def of_picture(pixels: np.ndarray) -> np.ndarray:
    """uint8 premultiplied RGBA (h, w, 4) → its qualities, float64 (4,), each on a scale of its own."""
    values = pixels.astype(np.float64) / 255.0
    colour, opacity = values[..., :3], values[..., 3]
    drawn = max(float(opacity.sum()), 1.0)
    luma = colour @ np.array([0.2126, 0.7152, 0.0722])  # (h, w)
    down, right = np.abs(np.diff(luma, axis=0)).sum(), np.abs(np.diff(luma, axis=1)).sum()
    rim = np.abs(np.diff(opacity, axis=0)).sum() + np.abs(np.diff(opacity, axis=1)).sum()
    saturation = (colour.max(axis=2) - colour.min(axis=2)).sum() / drawn
    return np.array([luma.sum() / drawn, (down + right + rim) / drawn**0.75, drawn, saturation])


def of_sound(sound: Audio) -> np.ndarray:
    """The same four of a sound: float64 (4,)."""
    power = spectrum.power(mono(sound, _RATE), _SIZE, _HOP).astype(np.float64) + 1e-12  # (n, bins)
    loud = power.sum(axis=1)
    mean = power.sum(axis=0) / power.sum()
    hertz = np.linspace(0.0, _RATE / 2, len(mean))
    centre = float(np.log(hertz @ mean + 50.0))
    flat = float((np.exp(np.log(power).mean(axis=1)) / power.mean(axis=1) * loud).sum() / loud.sum())
    passed = np.cumsum(loud) / loud.sum()
    lasting = (np.searchsorted(passed, 0.95) - np.searchsorted(passed, 0.05)) * _HOP / _RATE
    return np.array([centre, flat, np.log(lasting + 0.05) - 0.5 * centre, float(np.log(mean.max() / np.median(mean)))])


def ranked(values: np.ndarray) -> np.ndarray:
    """(n, 4) → each column by rank, spread as N(0, 1)."""
    from scipy.special import ndtri

    order = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.asarray(ndtri((order + 0.5) / len(values)))


def pair(
    pictures: np.ndarray, names: Sequence[frozenset[str]], sounds: np.ndarray, called: Sequence[frozenset[str]],
    chance: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Which of the sounds (m, 4) goes with each of the pictures (n, 4): int64 (n,). Both ranked.

    Every sound is given to about as many pictures (an assignment of least cost; Kuhn 1955). What shares a name goes
    together first.
    """
    from scipy.optimize import linear_sum_assignment

    chosen = np.zeros(len(pictures), np.int64)
    order = chance.permutation(len(pictures))
    for start in range(0, len(order), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        cost = (np.square(pictures[some, None] - sounds[None]) * _WEIGHTS).sum(axis=2)  # (some, m)
        cost -= _NAMED * np.array([[bool(names[i] & one) for one in called] for i in some])
        copies = -(-len(some) // len(sounds))
        wide = np.tile(cost, copies) + 0.05 * np.repeat(np.arange(copies), len(sounds))
        rows, columns = linear_sum_assignment(wide)
        chosen[some[rows]] = columns % len(sounds)
    return chosen
