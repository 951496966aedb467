"""Which stretch of which sound is heard where: clips with their cross-fades and edges, in samples."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.timing import TICKS_PER_SECOND, sample_index
from crossmedia_studio.fuse.curves import amplitude, amplitudes, values
from crossmedia_studio.project.model import Clip, Track
from crossmedia_studio.project.timeline import by_start, crossings

_EDGE = 0.005
"""Seconds over which a cut edge of a sound rises or falls, so that it does not click."""
_NATURAL_EDGE = 0.001
"""The same where the sound itself begins or ends, so that a drum keeps its attack."""


@dataclass(frozen=True)
class Ramp:
    """A gain that rises from 0 to 1 (or falls) between two samples. ``power``: equal-power instead of linear."""

    start: int
    end: int
    rising: bool
    shape: str

    def gain(self, first: int, last: int) -> np.ndarray | None:
        """Gains of samples ``first`` ≤ n < ``last``; None where all are 1."""
        if (self.rising and first >= self.end) or (not self.rising and last <= self.start):
            return None
        share = (np.arange(first, last) + 0.5 - self.start) / max(self.end - self.start, 1)
        share = share.clip(0.0, 1.0)
        if not self.rising:
            share = 1.0 - share
        if self.shape == "power":
            return np.sin(share * (np.pi / 2))
        if self.shape == "smooth":
            return np.sin(share * (np.pi / 2)) ** 2
        return share


@dataclass(frozen=True)
class Voice:
    """Samples ``first`` ≤ n < ``last`` of the timeline sound sample ``n - origin`` of the clip's media."""

    clip: Clip
    first: int
    last: int
    origin: int
    ramps: tuple[Ramp, ...]
    cut_in: bool
    cut_out: bool

    def within(self, length: int, rate: int) -> Voice:
        """Where the media really has sound, ``length`` samples in all; with edges that do not click."""
        first, last = max(self.first, self.origin), min(self.last, self.origin + length)
        ramps = list(self.ramps)
        if self.cut_in:
            seconds = _NATURAL_EDGE if first == self.origin else _EDGE
            ramps.append(Ramp(first, min(first + round(seconds * rate), last), True, "smooth"))
        if self.cut_out:
            seconds = _NATURAL_EDGE if last == self.origin + length else _EDGE
            ramps.append(Ramp(max(last - round(seconds * rate), first), last, False, "smooth"))
        return Voice(self.clip, first, last, self.origin, tuple(ramps), False, False)

    def gain(self, first: int, last: int, rate: int) -> np.ndarray | float:
        """Factor for samples ``first`` ≤ n < ``last``: the clip's gain curve and all ramps."""
        curve = self.clip.gain
        if curve.keys:
            times = np.arange(first, last) * (TICKS_PER_SECOND / rate) - self.clip.start
            factor: np.ndarray | float = amplitudes(values(curve, times))
        else:
            factor = amplitude(curve.value)
        for ramp in self.ramps:
            gains = ramp.gain(first, last)
            if gains is not None:
                factor = factor * gains
        return factor


def voices(track: Track, rate: int, start: int, end: int) -> list[Voice]:
    """The voices of ``track`` that may be heard between samples ``start`` and ``end``."""
    crosses = crossings(track)
    into = {cross.right.id: cross for cross in crosses}
    out_of = {cross.left.id: cross for cross in crosses}
    margin = max((cross.transition.length for cross in crosses), default=0) + TICKS_PER_SECOND // rate
    low = start * TICKS_PER_SECOND // rate - margin
    high = end * TICKS_PER_SECOND // rate + margin
    begin = max(bisect_right(track.clips, low, key=by_start) - 1, 0)
    found = []
    for index in range(begin, bisect_left(track.clips, high, key=by_start)):
        clip = track.clips[index]
        before = track.clips[index - 1] if index else None
        after = track.clips[index + 1] if index + 1 < len(track.clips) else None
        first, last = sample_index(clip.start, rate), sample_index(clip.end, rate)
        origin = first - sample_index(clip.offset, rate)
        ramps = []
        cross = into.get(clip.id)
        if cross is not None:
            first = sample_index(cross.start, rate)
            shape = "linear" if _continues(cross.left, clip) else "power"
            ramps.append(Ramp(first, sample_index(cross.end, rate), True, shape))
        elif clip.fade_in > 0:
            ramps.append(Ramp(first, sample_index(clip.start + clip.fade_in, rate), True, "smooth"))
        cut_in = cross is None and not (before is not None and _continues(before, clip))
        cross = out_of.get(clip.id)
        if cross is not None:
            last = sample_index(cross.end, rate)
            shape = "linear" if _continues(clip, cross.right) else "power"
            ramps.append(Ramp(sample_index(cross.start, rate), last, False, shape))
        elif clip.fade_out > 0:
            ramps.append(Ramp(sample_index(clip.end - clip.fade_out, rate), last, False, "smooth"))
        cut_out = cross is None and not (after is not None and _continues(clip, after))
        if first < end and last > start:
            found.append(Voice(clip, first, last, origin, tuple(ramps), cut_in, cut_out))
    return found


def _continues(left: Clip, right: Clip) -> bool:
    """Whether ``right`` goes on where ``left`` stops, as after a split: no edge is to be heard there."""
    return left.media == right.media and left.end == right.start and left.offset + left.length == right.offset
