"""Bars of a sound written anew: the music around a marked stretch is heard, and only that stretch changes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.music.interpret import LEAD_IN
from crossmedia_studio.generate.music.scoring import Setting
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.notation import GRID
from crossmedia_studio.represent.music.tokens import Piece

_AFTER = 2
"""Bars that are played after the last new one, so that it is not played as an ending."""
_RING = 3.0
_FADE = LEAD_IN
"""Seconds over which the sound and the new music dissolve into each other, before a bar begins."""
_MOST_GAIN = 8.0


def marked(begin: float, end: float, beats: np.ndarray, piece: Piece) -> range:
    """The bars of ``piece`` nearest to the stretch from ``begin`` to ``end`` seconds, one at least; ``beats`` as
    ``transcribe.Heard``. Raises MediaError where the stretch lies outside of the music."""
    bar = piece.metre.bar / GRID
    edges = beats[:: round(bar)]
    period = float(np.median(np.diff(beats))) * bar
    while len(edges) <= len(piece.bars):
        edges = np.append(edges, edges[-1] + period)
    edges = edges[: len(piece.bars) + 1]
    if begin >= edges[-1] or end <= edges[0]:
        raise MediaError(
            tr("There is no music in the marked stretch"),
            why=tr("music is heard from {start} to {end} s", start=f"{edges[0]:.1f}", end=f"{edges[-1]:.1f}"),
            do=tr("Mark a stretch of it"),
        )
    first, last = (int(np.abs(edges - moment).argmin()) for moment in (begin, end))
    if first < last:
        return range(first, last)
    middle = int(np.searchsorted(edges, (begin + end) / 2)) - 1
    only = min(max(middle, 0), len(piece.bars) - 1)
    return range(only, only + 1)


def moments(hole: range, beats: np.ndarray, piece: Piece) -> tuple[float, float]:
    """When the first bar of ``hole`` begins and the last one ends, in seconds of the sound."""
    bar = round(piece.metre.bar / GRID)
    period = float(np.median(np.diff(beats)))

    def moment(beat: int) -> float:
        return float(beats[beat] if beat < len(beats) else beats[-1] + (beat - len(beats) + 1) * period)

    return moment(hole.start * bar), moment(hole.stop * bar)


def stretch(piece: Piece, hole: range, setting: Setting, seconds: float) -> tuple[Piece, Setting]:
    """The bars of ``hole`` as a piece of their own that goes on for a little, and a setting in which the bars of the
    hole last ``seconds``."""
    after = piece.bars[hole.stop : hole.stop + _AFTER]
    bars = piece.bars[hole.start : hole.stop] + after + piece.bars[-1:] * (_AFTER - len(after))
    meter = piece.metre.bar / GRID
    spb = seconds / (len(hole) * meter)
    total = LEAD_IN + len(bars) * meter * spb * 1.25 + _RING
    return replace(piece, bars=bars), replace(setting, metre=piece.metre, spb=spb, seconds=total)


def laid(sound: Audio, made: Audio, start: float, end: float) -> Audio:
    """``sound`` with ``made``, which begins :data:`LEAD_IN` before its first beat, from ``start`` to ``end`` seconds.

    As loud as what was there; of the rate and channels of ``sound``, which stays as it is but for a dissolve of
    :data:`_FADE` seconds before each of the two moments.
    """
    rate, channels = sound.rate, sound.samples.shape[1]
    new = resample(made, rate).samples
    new = np.repeat(new.mean(axis=1, keepdims=True), channels, axis=1) if channels != new.shape[1] else new
    first, last = (round((moment - _FADE) * rate) for moment in (start, end))
    new = new[round((LEAD_IN - _FADE) * rate) :]
    fade = round(_FADE * rate)
    head = max(-first, 0)  # the music begins with the sound itself
    first, last = max(first, 0), min(last, len(sound.samples) - fade)
    length = min(last + fade - first, len(new) - head)
    if length <= 2 * fade:
        raise MediaError(tr("There is no music in the marked stretch"), do=tr("Mark a stretch of it"))
    new = new[head : head + length]
    old = sound.samples[first : first + length]
    share = np.ones((length, 1), np.float32)
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)[:, None]
    share[:fade], share[length - fade :] = ramp, ramp[::-1]
    was = _level(old) or _level(sound.samples)
    gain = min(was / max(_level(new), 1e-6), _MOST_GAIN) if was else 1.0
    loudest = max(float(np.abs(sound.samples).max(initial=0.0)), 0.98)
    gain = min(gain, loudest / max(float(np.abs(new).max(initial=0.0)), 1e-6))
    samples = sound.samples.copy()
    samples[first : first + length] = np.float32(gain) * share * new + (1.0 - share) * old
    return Audio(samples, rate)


def _level(samples: np.ndarray) -> float:
    """Root mean square."""
    return math.sqrt(float(np.square(samples, dtype=np.float64).mean())) if samples.size else 0.0
