"""Where things lie on the timeline: ticks ⇄ pixels, rows of tracks, which clips are in sight, what is under the
pointer. Holds no widget, so it can be tested by numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from crossmedia_studio.core.timing import TICKS_PER_SECOND, ticks
from crossmedia_studio.project.model import Clip, Project, Track, TrackKind
from crossmedia_studio.project.timeline import Crossing, crossings

HEIGHTS = {TrackKind.VIDEO: 48, TrackKind.AUDIO: 40, TrackKind.TEXT: 26}
MINIMUM_HEIGHT = 24
MAXIMUM_HEIGHT = 240
GAP = 2
EDGE = 7
"""Pixels on both sides of a clip's edge that trim it."""
FADE_REACH = 8
MINIMUM_SCALE = 0.001
MAXIMUM_SCALE = 3000.0


class Part(Enum):
    """What of a clip (or of a row) is under the pointer."""

    BODY = auto()
    LEFT = auto()
    RIGHT = auto()
    FADE_IN = auto()
    FADE_OUT = auto()
    TRANSITION_LEFT = auto()
    TRANSITION = auto()
    TRANSITION_RIGHT = auto()


@dataclass(frozen=True)
class Row:
    """A track as it lies in the view: ``top`` in pixels of the content, before scrolling."""

    track: Track
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(frozen=True)
class Hit:
    """What is under the pointer: a part of ``clip``, or of ``crossing``, on ``row``."""

    row: Row
    part: Part
    clip: Clip | None = None
    crossing: Crossing | None = None


class Times:
    """A track's crossings, and starts and ends of its clips as arrays, so that 10,000 of them are searched at once."""

    def __init__(self, track: Track) -> None:
        count = len(track.clips)
        self.track = track
        self.starts = np.fromiter((c.start for c in track.clips), np.int64, count)
        self.ends = np.fromiter((c.start + c.length for c in track.clips), np.int64, count)
        self.crossings = crossings(track)


class Layout:
    """``scale`` in pixels a second; ``left`` and ``top`` in pixels are how far the view is scrolled."""

    def __init__(self) -> None:
        self.scale = 60.0
        self.left = 0
        self.top = 0
        self.heights: dict[str, int] = {}
        self.rows: tuple[Row, ...] = ()
        self.project: Project | None = None
        self._times: dict[str, Times] = {}

    # ── ticks and pixels ──

    def x(self, time: int) -> float:
        """The view's x of ``time``."""
        return time * self.scale / TICKS_PER_SECOND - self.left

    def time(self, x: float) -> int:
        """The time at the view's ``x``, not below 0."""
        return max(0, round((x + self.left) * TICKS_PER_SECOND / self.scale))

    def width(self, length: int) -> float:
        """How many pixels ``length`` ticks are."""
        return length * self.scale / TICKS_PER_SECOND

    def ticks(self, pixels: float) -> int:
        """How many ticks ``pixels`` are."""
        return ticks(pixels / self.scale)

    # ── rows ──

    def show(self, project: Project) -> None:
        """Lay out ``project``; what did not change is kept by identity."""
        self.project = project
        known = {track.id for track in project.tracks}
        self._times = {key: value for key, value in self._times.items() if key in known}
        top, rows = 0, []
        for track in display_order(project.tracks):
            height = self.heights.get(track.id, HEIGHTS[track.kind])
            rows.append(Row(track, top, height))
            top += height + GAP
        self.rows = tuple(rows)

    def set_height(self, track_id: str, height: int) -> None:
        """Make a row higher or lower."""
        self.heights[track_id] = min(max(height, MINIMUM_HEIGHT), MAXIMUM_HEIGHT)
        if self.project is not None:
            self.show(self.project)

    @property
    def content_height(self) -> int:
        return self.rows[-1].bottom if self.rows else 0

    def row_at(self, y: float) -> Row | None:
        """The row at the view's ``y``; the gap below a row belongs to it."""
        for row in self.rows:
            if row.top <= y + self.top < row.bottom + GAP:
                return row
        return None

    def row_of(self, track_id: str) -> Row | None:
        for row in self.rows:
            if row.track.id == track_id:
                return row
        return None

    def y(self, row: Row) -> int:
        """The view's y of ``row``'s top."""
        return row.top - self.top

    # ── clips ──

    def times(self, track: Track) -> Times:
        """The track's times, made once for each version of it."""
        found = self._times.get(track.id)
        if found is None or found.track is not track:
            found = self._times[track.id] = Times(track)
        return found

    def in_sight(self, track: Track, start: int, end: int) -> tuple[int, int]:
        """Indices (first, past the last) of the clips that touch ``start`` … ``end``."""
        times = self.times(track)
        first = int(np.searchsorted(times.ends, start, side="right"))
        last = int(np.searchsorted(times.starts, end, side="left"))
        return first, max(first, last)

    def clip_at(self, track: Track, time: int) -> Clip | None:
        first, last = self.in_sight(track, time, time + 1)
        return track.clips[first] if last > first else None

    def hit(self, x: float, y: float) -> Hit | None:
        """What is under the pointer; a row without a clip there gives None."""
        row = self.row_at(y)
        if row is None:
            return None
        if y - self.y(row) < crossing_height(row):
            crossing = self._crossing_at(row, x)
            if crossing is not None:
                return crossing
        clip, part = self._clip_part(row.track, x)
        if clip is None:
            return None
        width = self.width(clip.length)
        if y - self.y(row) < 2 * FADE_REACH and width > 6 * FADE_REACH:
            fade = self._fade_at(clip, x)
            if fade is not None:
                return Hit(row, fade, clip)
        return Hit(row, part, clip)

    def _fade_at(self, clip: Clip, x: float) -> Part | None:
        in_x, out_x = self.fade_handles(clip)
        if abs(x - in_x) < FADE_REACH:
            return Part.FADE_IN
        if abs(x - out_x) < FADE_REACH:
            return Part.FADE_OUT
        return None

    def fade_handles(self, clip: Clip) -> tuple[float, float]:
        """The view's x of both fade handles; they keep clear of the trimming edges."""
        inset = EDGE + FADE_REACH
        return (
            max(self.x(clip.start + clip.fade_in), self.x(clip.start) + inset),
            min(self.x(clip.end - clip.fade_out), self.x(clip.end) - inset),
        )

    def _clip_part(self, track: Track, x: float) -> tuple[Clip | None, Part]:
        """The clip whose body or edge lies at ``x``; at a cut the edge on the pointer's side wins."""
        inside = self.clip_at(track, self.time(x)) if x + self.left >= 0 else None
        if inside is not None:
            left, right = self.x(inside.start), self.x(inside.end)
            reach = min(EDGE, (right - left) / 4)
            if x - left < reach:
                return inside, Part.LEFT
            if right - x <= reach:
                return inside, Part.RIGHT
            return inside, Part.BODY
        reach = EDGE / 2
        first, last = self.in_sight(track, self.time(x - reach), self.time(x + reach) + 1)
        if last > first:
            near = track.clips[first]
            return near, Part.RIGHT if near.end <= self.time(x) else Part.LEFT
        return None, Part.BODY

    def _crossing_at(self, row: Row, x: float) -> Hit | None:
        for crossing in self.times(row.track).crossings:
            left, right = self.x(crossing.start), self.x(crossing.end)
            if not left - 3 <= x <= right + 3 or right - left < 10:
                continue
            reach = min(EDGE, (right - left) / 3)
            if x < left + reach:
                return Hit(row, Part.TRANSITION_LEFT, crossing=crossing)
            if x > right - reach:
                return Hit(row, Part.TRANSITION_RIGHT, crossing=crossing)
            return Hit(row, Part.TRANSITION, crossing=crossing)
        return None

    def inside(self, left: float, top: float, right: float, bottom: float) -> frozenset[str]:
        """Ids of the clips that a rubber band touches."""
        found: set[str] = set()
        for row in self.rows:
            if row.bottom < top + self.top or row.top > bottom + self.top:
                continue
            first, last = self.in_sight(row.track, self.time(left), self.time(right))
            found.update(c.id for c in row.track.clips[first:last])
        return frozenset(found)


def crossing_height(row: Row) -> float:
    """How far down a row its transitions reach; below, the edges of their clips can still be trimmed."""
    return max(0.66 * row.height, min(20.0, row.height))


def display_order(tracks: tuple[Track, ...]) -> list[Track]:
    """From top to bottom: captions, then pictures with the covering track first, then sound."""
    captions = [t for t in tracks if t.kind is TrackKind.TEXT]
    pictures = [t for t in tracks if t.kind is TrackKind.VIDEO]
    return [*reversed(captions), *reversed(pictures), *(t for t in tracks if t.kind is TrackKind.AUDIO)]


def runs(
    times: Times, first: int, last: int, layout: Layout, widest: float, mask: np.ndarray | None = None
) -> list[tuple[float, float]]:
    """Clips ``first`` … ``last`` narrower than ``widest`` pixels, merged to (left, right) where no gap shows;
    ``mask`` (bool, one a clip) leaves some out."""
    unit = layout.scale / TICKS_PER_SECOND
    left = times.starts[first:last] * unit - layout.left
    right = times.ends[first:last] * unit - layout.left
    thin = np.round(right) - np.round(left) < widest
    if mask is not None:
        thin &= mask
    left, right = np.floor(left[thin]), np.ceil(right[thin])
    if not len(left):
        return []
    breaks = np.flatnonzero(left[1:] > right[:-1]) + 1
    begin = np.concatenate([[0], breaks])
    end = np.concatenate([breaks, [len(left)]]) - 1
    return [(float(a), float(b)) for a, b in zip(left[begin], right[end], strict=True)]
