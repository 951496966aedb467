"""Ducking: how far other tracks make way for speech, computed from what the speech tracks really say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crossmedia_studio.core.timing import sample_index
from crossmedia_studio.fuse.curves import amplitude
from crossmedia_studio.fuse.voices import Voice, voices
from crossmedia_studio.project.model import Project, Track

PER_SECOND = 100
"""Values of the envelope a second."""
FLOOR = 10 ** (-45 / 20)
"""RMS below which a frame of a speech track counts as a pause."""
_JOIN, _ATTACK, _HOLD, _RELEASE = 1.2, 0.25, 0.3, 0.7
"""Seconds: pauses up to this stay ducked; down before the first word; after the last word; up again."""


def levels(samples: np.ndarray, rate: int) -> np.ndarray:
    """RMS over each hundredth of a second of float32 (n, channels)."""
    hop = rate // PER_SECOND
    count = -(-len(samples) // hop)
    power = np.zeros(count * hop, np.float32)
    power[: len(samples)] = np.square(samples).mean(axis=1)
    return np.sqrt(power.reshape(count, hop).mean(axis=1))


def envelope(project: Project, rate: int, level_of: Callable[[Voice], np.ndarray]) -> np.ndarray:
    """How far tracks duck, 0–1, ``PER_SECOND`` values a second from time 0.

    ``level_of`` gives the ``levels`` of a voice's whole media (empty if it cannot be read).
    """
    hop = rate // PER_SECOND
    length = sample_index(project.length, rate)
    speaking = np.zeros(length // hop + round((_HOLD + _RELEASE) * PER_SECOND) + 2, bool)
    for track in project.tracks:
        if track.speech and not track.muted:
            _mark(speaking, track, rate, length, level_of)
    return _smooth(speaking)


def _mark(speaking: np.ndarray, track: Track, rate: int, length: int, level_of: Callable[[Voice], np.ndarray]) -> None:
    hop = rate // PER_SECOND
    for voice in voices(track, rate, 0, length):
        level = level_of(voice)
        voice = voice.within(len(level) * hop, rate)
        frames = np.arange(-(-max(voice.first, 0) // hop), -(-voice.last // hop))
        if not len(frames):
            continue
        heard = level[np.minimum((frames * hop - voice.origin) // hop, len(level) - 1)]
        heard = heard * _gain_at(voice, frames * hop, rate) * amplitude(track.gain)
        frames = frames[heard > FLOOR]
        speaking[frames[frames < len(speaking)]] = True


def _gain_at(voice: Voice, at: np.ndarray, rate: int) -> np.ndarray | float:
    """The clip's gain at some samples; fades do not matter here."""
    if not voice.clip.gain.keys:
        return amplitude(voice.clip.gain.value)
    gain = voice.gain(int(at[0]), int(at[-1]) + 1, rate)
    return gain[at - at[0]] if isinstance(gain, np.ndarray) else gain


def _smooth(speaking: np.ndarray) -> np.ndarray:
    if not speaking.any():
        return np.zeros(len(speaking))
    index = np.arange(len(speaking))
    never = 10 * len(speaking)
    since = index - np.maximum.accumulate(np.where(speaking, index, -never))
    until = np.minimum.accumulate(np.where(speaking, index, never)[::-1])[::-1] - index
    joined = since + until <= _JOIN * PER_SECOND
    down = 1 - until / (_ATTACK * PER_SECOND)
    up = 1 - (since - _HOLD * PER_SECOND) / (_RELEASE * PER_SECOND)
    share = np.maximum(down, up).clip(0.0, 1.0)
    return np.where(joined, 1.0, share * share * (3 - 2 * share))
