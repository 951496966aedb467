"""Questions to a document: what lies where, what a curve says, where there is room. Pure functions; times in ticks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project.model import Clip, Curve, Ease, Project, Track, Transition

by_start = attrgetter("start")
by_time = attrgetter("time")


def clip(project: Project, clip_id: str) -> tuple[Track, Clip]:
    """A clip and the track it lies on. Raises ProjectError for an unknown id."""
    for track in project.tracks:
        for candidate in track.clips:
            if candidate.id == clip_id:
                return track, candidate
    raise ProjectError(tr("The clip is no longer on the timeline"))


def track(project: Project, track_id: str) -> Track:
    """A track by its id. Raises ProjectError for an unknown id."""
    for candidate in project.tracks:
        if candidate.id == track_id:
            return candidate
    raise ProjectError(tr("The track is no longer on the timeline"))


def clip_at(track: Track, time: int) -> Clip | None:
    """The clip on ``track`` that covers ``time``; its start belongs to it, its end does not."""
    index = bisect_right(track.clips, time, key=by_start) - 1
    if index >= 0 and time < track.clips[index].end:
        return track.clips[index]
    return None


def clips_at(project: Project, time: int) -> tuple[tuple[Track, Clip], ...]:
    """Every clip that covers ``time``, from the bottom track to the top."""
    found = ((track, clip_at(track, time)) for track in project.tracks)
    return tuple((track, clip) for track, clip in found if clip is not None)


def clips_between(track: Track, start: int, end: int) -> tuple[Clip, ...]:
    """The clips on ``track`` that reach into ``start`` ≤ t < ``end``."""
    first = max(bisect_right(track.clips, start, key=by_start) - 1, 0)
    if first < len(track.clips) and track.clips[first].end <= start:
        first += 1
    return track.clips[first : bisect_left(track.clips, end, key=by_start)]


@dataclass(frozen=True)
class Crossing:
    """A transition as it lies on the timeline: from ``start`` to ``end``, from clip ``left`` to clip ``right``."""

    transition: Transition
    left: Clip
    right: Clip

    @property
    def start(self) -> int:
        return self.left.end - self.transition.length // 2

    @property
    def end(self) -> int:
        return self.start + self.transition.length

    def progress(self, time: int) -> float:
        """0 at the start of the transition (all ``left``), 1 at its end (all ``right``)."""
        return min(max((time - self.start) / self.transition.length, 0.0), 1.0)


def crossings(track: Track) -> tuple[Crossing, ...]:
    """Every transition of ``track`` with its two clips, in the order of time."""
    if not track.transitions:
        return ()
    clips = {c.id: c for c in track.clips}
    found = (Crossing(t, clips[t.left], clips[t.right]) for t in track.transitions)
    return tuple(sorted(found, key=attrgetter("start")))


def crossing_at(track: Track, time: int) -> Crossing | None:
    """The transition that runs on ``track`` at ``time``, if any. No longer than either clip, it lies by a cut of the
    clip that covers ``time``."""
    if not track.transitions:
        return None
    index = bisect_right(track.clips, time, key=by_start) - 1
    if index < 0:
        return None
    for left in (index - 1, index):
        if not 0 <= left < len(track.clips) - 1:
            continue
        a, b = track.clips[left], track.clips[left + 1]
        for transition in track.transitions:
            if transition.left == a.id and transition.right == b.id:
                crossing = Crossing(transition, a, b)
                if crossing.start <= time < crossing.end:
                    return crossing
    return None


def neighbours(track: Track, clip_id: str) -> tuple[Clip | None, Clip | None]:
    """The clips that touch ``clip_id`` on its left and right, without a gap."""
    for i, each in enumerate(track.clips):
        if each.id == clip_id:
            before = track.clips[i - 1] if i else None
            after = track.clips[i + 1] if i + 1 < len(track.clips) else None
            return (
                before if before and before.end == each.start else None,
                after if after and after.start == each.end else None,
            )
    raise ProjectError(tr("The clip is no longer on the timeline"))


def is_free(track: Track, start: int, length: int) -> bool:
    """Whether nothing lies on ``track`` from ``start`` for ``length``."""
    return start >= 0 and not clips_between(track, start, start + length)


def free_start(track: Track, start: int, length: int) -> int:
    """The earliest time from ``start`` on at which ``length`` ticks are free on ``track``."""
    start = max(start, 0)
    for each in track.clips[max(bisect_right(track.clips, start, key=by_start) - 1, 0) :]:
        if each.start >= start + length:
            break
        start = max(start, each.end)
    return start


def snap_points(project: Project) -> tuple[int, ...]:
    """Times that a drag snaps to, sorted: zero, the ends of clips, markers."""
    points = {0, *(marker.time for marker in project.markers)}
    for each in project.tracks:
        for part in each.clips:
            points.add(part.start)
            points.add(part.end)
    return tuple(sorted(points))


def uses(project: Project, media_id: str) -> tuple[tuple[Track, Clip], ...]:
    """The clips that show a library item."""
    return tuple((t, c) for t in project.tracks for c in t.clips if c.media == media_id)


def value_at(curve: Curve, clip_time: int) -> float:
    """The value of ``curve`` at ``clip_time``: that of the first and last keyframe outside them."""
    keys = curve.keys
    if not keys:
        return curve.value
    index = bisect_right(keys, clip_time, key=by_time) - 1
    if index < 0:
        return keys[0].value
    key = keys[index]
    if index + 1 == len(keys) or key.ease is Ease.HOLD:
        return key.value
    following = keys[index + 1]
    u = (clip_time - key.time) / (following.time - key.time)
    if key.ease is Ease.SMOOTH:
        u = u * u * (3.0 - 2.0 * u)
    return key.value + (following.value - key.value) * u


def shifted(curve: Curve, by: int) -> Curve:
    """``curve`` with every keyframe moved by ``by`` ticks."""
    if not curve.keys or not by:
        return curve
    return replace(curve, keys=tuple(replace(key, time=key.time + by) for key in curve.keys))


def within(curve: Curve, start: int, end: int) -> Curve:
    """``curve`` without the keyframes that have no say from ``start`` to ``end``: the nearest one outside on either
    side stays, so that every value between is exactly as before."""
    first = max(bisect_right(curve.keys, start, key=by_time) - 1, 0)
    last = bisect_left(curve.keys, end, key=by_time) + 1
    kept = curve.keys[first:last]
    return curve if kept == curve.keys else replace(curve, keys=kept)
