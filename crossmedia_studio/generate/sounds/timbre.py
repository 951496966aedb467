"""A rhythm in another timbre: every hit of one sound played by another, as loud and as bright as the hit was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.audio import SOUNDS
from crossmedia_studio.understand.rhythm import HOP, LEAD, RATE, onset_strength
from crossmedia_studio.understand.spectrum import power

_STRONG = 1.2
_APART = 0.06
"""Seconds between two hits, at least."""
_HEARD = 0.12
_MOST_TILT = 6.0
"""Decibels an octave by which a hit is brightened or darkened, at most."""
_MIDDLE = 1000.0


@dataclass(frozen=True)
class Hit:
    """``at`` in seconds, ``level`` in dB below the loudest, ``bright`` in octaves above the rhythm's middle."""

    at: float
    level: float
    bright: float


def hits(rhythm: Audio) -> list[Hit]:
    """The onsets of a sound. Raises MediaError where none is heard."""
    samples = resample(Audio(rhythm.samples.mean(axis=1, dtype=np.float32)[:, None], rhythm.rate), RATE).samples[:, 0]
    padded = np.concatenate([np.zeros(RATE // 4, np.float32), samples, np.zeros(RATE // 2, np.float32)])
    strength = onset_strength(padded)
    peak = (strength[1:-1] > strength[:-2]) & (strength[1:-1] >= strength[2:]) & (strength[1:-1] > _STRONG)
    found: list[tuple[float, float]] = []
    for frame in np.flatnonzero(peak) + 1:
        at = float(frame * HOP / RATE + LEAD - 0.25)
        if found and at - found[-1][0] < _APART:
            if strength[frame] > found[-1][1]:
                found[-1] = (at, float(strength[frame]))
        else:
            found.append((at, float(strength[frame])))
    if not found:
        raise MediaError(tr("There is no rhythm in this sound"), do=tr("Choose a sound with clear beats"))
    spectra = power(padded, 1024, HOP)
    pitches = np.log2(np.maximum(np.arange(spectra.shape[1]) * RATE / 1024, 40.0))
    levels, bright = [], []
    for at, _ in found:
        start = max(round((at + 0.25) * RATE / HOP) - 1, 0)
        heard = spectra[start : start + max(round(_HEARD * RATE / HOP), 1)].mean(axis=0) + 1e-12
        levels.append(10.0 * np.log10(heard.sum()))
        bright.append(float((np.sqrt(heard) * pitches).sum() / np.sqrt(heard).sum()))
    middle, top = float(np.median(bright)), max(levels)
    return [Hit(max(at, 0.0), float(level - top), one - middle)
            for (at, _), level, one in zip(found, levels, bright, strict=True)]  # fmt: skip


def played(rhythm: Sequence[Hit], voices: Sequence[np.ndarray], seconds: float) -> np.ndarray:
    """Every hit played by one of ``voices``, log-mels (bands, frames) in turn: a log-mel of ``seconds``.

    Powers add up where one rings into the next.
    """
    frames = max(round(seconds * SOUNDS.rate / SOUNDS.hop), 16)
    sums = np.full((SOUNDS.bands, frames), SOUNDS.floor, np.float64)
    filters = SOUNDS.filters()
    middles = (filters @ np.linspace(0.0, SOUNDS.rate / 2, filters.shape[1])) / filters.sum(axis=1)
    octaves = np.clip(np.log2(np.maximum(middles, 40.0) / _MIDDLE), -3.0, 3.0)
    for number, hit in enumerate(rhythm):
        voice = voices[number % len(voices)]
        tilt = np.clip(2.5 * hit.bright, -_MOST_TILT, _MOST_TILT) * octaves
        at = round(hit.at * SOUNDS.rate / SOUNDS.hop)
        kept = voice[:, : max(frames - at, 0)]
        gain = (hit.level + tilt)[:, None] * (np.log(10.0) / 10.0)
        sums[:, at : at + kept.shape[1]] += np.exp(kept + gain)
    return np.log(sums).astype(np.float32)
