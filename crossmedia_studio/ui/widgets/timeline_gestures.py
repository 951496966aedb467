"""The drags of the timeline. Each turns a pointer's time and track into one edit, and shows beforehand what it does.

A gesture applies its edit to the document it began with, so what is drawn while dragging is what will be kept; a
refusal shows as a sentence and leaves everything as it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import frame_index, frame_start, frame_ticks, timecode
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import AddClips, Compound, Edit, MoveClips, SetClip, SetTransition, TrimClip
from crossmedia_studio.project.model import Clip, Project, Track, TrackKind, new_id
from crossmedia_studio.project.timeline import Crossing
from crossmedia_studio.ui.widgets.timeline_layout import Part, display_order
from crossmedia_studio.ui.widgets.timeline_snap import Snap

Ghost = tuple[str, int, int, str]
"""Where a carried clip would land: track id, start, length, a word."""


class Gesture(ABC):
    """``update`` with every move of the pointer; then read what to draw, and ``edit`` at the end."""

    def __init__(self, project: Project, snap: Snap | None) -> None:
        self.before = project
        self.preview = project
        """The document as it would be."""
        self.edit: Edit | None = None
        self.refusal = ""
        self.line: int | None = None
        """The time of the snap line."""
        self.ghosts: tuple[Ghost, ...] = ()
        self.note = ""
        self.sight: int | None = None
        """The time whose frame the artist wants to see while dragging; None: that of the play head."""
        self._snap = snap

    @abstractmethod
    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        """The pointer is at ``time`` over ``track``; ``snapping`` off lets it go anywhere on a whole frame."""

    def _attract(self, times: Iterable[int], snapping: bool) -> int:
        """The shift to the nearest snap point, or to whole frames."""
        times = tuple(times)
        found = self._snap.nearest(times) if snapping and self._snap else None
        self.line = found.line if found else None
        if found:
            return found.shift
        return self._whole(times[0]) - times[0] if times else 0

    def _whole(self, time: int) -> int:
        """``time`` on the nearest whole frame."""
        fps = self.before.fps
        return frame_start(frame_index(time + int(frame_ticks(fps) / 2), fps), fps)

    def _try(self, edit: Edit | None) -> None:
        self.edit, self.refusal, self.preview = edit, "", self.before
        if edit is None:
            return
        try:
            self.preview = edit.apply(self.before)
        except ProjectError as error:
            self.refusal = error.sentence

    def _signed(self, length: int) -> str:
        return ("−" if length < 0 else "+") + timecode(abs(length), self.before.fps)


class Carry(Gesture):
    """Move clips in time and across tracks of their kind; with ``copy`` (Alt) copies are laid down instead."""

    def __init__(
        self, project: Project, ids: frozenset[str], grabbed: str, pressed: int, snap: Snap, *, copy: bool = False
    ) -> None:
        super().__init__(project, snap)
        self.copy = copy
        self._pressed = pressed
        self._home, self._grabbed = timeline.clip(project, grabbed)
        self._carried = tuple((t, c) for t in project.tracks for c in t.clips if c.id in ids)
        self._edges = self._group_edges()
        self._copies = {c.id: new_id() for _, c in self._carried}
        ordered = display_order(project.tracks)
        self._order = {kind: [t.id for t in ordered if t.kind is kind] for kind in TrackKind}

    @property
    def ids(self) -> frozenset[str]:
        """What is selected once the gesture ends."""
        if self.copy:
            return frozenset(self._copies.values())
        return frozenset(c.id for _, c in self._carried)

    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        by = max(time - self._pressed, -min(c.start for _, c in self._carried))
        by += self._attract((edge + by for edge in self._edges), snapping)
        by = max(by, -min(c.start for _, c in self._carried))
        rows = self._rows(track)
        places = [(c, self._moved_track(t, rows), c.start + by) for t, c in self._carried]
        self.note = f"{timecode(self._grabbed.start + by, self.before.fps)}   {self._signed(by)}"
        self._lay(places, moved=bool(by or rows))

    def _lay(self, places: list[tuple[Clip, str, int]], moved: bool) -> None:
        if not moved:
            self._try(None)
            self.ghosts = ()
            return
        if self.copy:
            self._try(AddClips(tuple((t, replace(c, id=self._copies[c.id], start=start)) for c, t, start in places)))
        else:
            self._try(MoveClips(tuple((c.id, t, start) for c, t, start in places)))
        self.ghosts = tuple((t, start, c.length, "") for c, t, start in places) if self.refusal else ()

    def _group_edges(self) -> tuple[int, ...]:
        """The edges that snap: of the clip in hand, and the outer ones of what comes along."""
        starts = [c.start for _, c in self._carried]
        ends = [c.end for _, c in self._carried]
        return tuple(dict.fromkeys((self._grabbed.start, self._grabbed.end, min(starts), max(ends))))

    def _rows(self, track: Track | None) -> int:
        """How many tracks of its kind the clip in hand went down."""
        order = self._order[self._home.kind]
        if track is None or track.id not in order:
            return 0
        return order.index(track.id) - order.index(self._home.id)

    def _moved_track(self, track: Track, rows: int) -> str:
        if track.kind is not self._home.kind:
            return track.id
        order = self._order[track.kind]
        return order[min(max(order.index(track.id) + rows, 0), len(order) - 1)]


class Trim(Gesture):
    """Drag a clip's edge: as far as the next clip, and as far as a film or sound has something to give."""

    def __init__(self, project: Project, clip: Clip, part: Part, snap: Snap) -> None:
        super().__init__(project, snap)
        self._clip = clip
        self._left = part is Part.LEFT
        self._track = timeline.clip(project, clip.id)[0]
        self._media = _media_length(project, clip)
        index = self._track.clips.index(clip)
        self._from = self._track.clips[index - 1].end if index else 0
        following = self._track.clips[index + 1 : index + 2]
        self._until = following[0].start if following else None

    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        clip, least = self._clip, int(frame_ticks(self.before.fps))
        time += self._attract((time,), snapping)
        if self._left:
            earliest = max(self._from, clip.start - clip.offset) if self._media else self._from
            start = min(max(time, earliest), clip.end - least)
            length = clip.end - start
        else:
            start = clip.start
            latest = clip.start + self._media - clip.offset if self._media else time
            latest = latest if self._until is None else min(latest, self._until)
            length = max(min(time, latest) - start, least)
        edge = start if self._left else start + length
        self.sight = start if self._left else edge - least
        if self.line is not None and edge != self.line:
            self.line = None
        changed = (start, length) != (clip.start, clip.length)
        self._try(TrimClip(clip.id, start, length) if changed else None)
        self.ghosts = ((self._track.id, start, length, ""),) if self.refusal else ()
        self.note = f"{timecode(length, self.before.fps)}   {self._signed(length - clip.length)}"


class Roll(Gesture):
    """Drag a cut (Ctrl): one clip gives what the other takes, and all that follows stays where it is."""

    def __init__(self, project: Project, track: Track, left: Clip, right: Clip, snap: Snap) -> None:
        super().__init__(project, snap)
        self._track, self._left, self._right = track, left, right
        left_media, right_media = _media_length(project, left), _media_length(project, right)
        least = int(frame_ticks(project.fps))
        self._first = max(left.start + least, right.start - right.offset if right_media else 0)
        self._last = right.end - least
        if left_media:
            self._last = min(self._last, left.start + left_media - left.offset)

    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        left, right = self._left, self._right
        time += self._attract((time,), snapping)
        cut = min(max(time, self._first), self._last)
        if self.line is not None and cut != self.line:
            self.line = None
        if cut == right.start:
            self._try(None)
        else:
            grown = TrimClip(left.id, left.start, cut - left.start)
            shrunk = TrimClip(right.id, cut, right.end - cut)
            edits: list[Edit] = [shrunk, grown] if cut > right.start else [grown, shrunk]
            kept = (t for t in self._track.transitions if (t.left, t.right) == (left.id, right.id))
            edits += [SetTransition(self._track.id, transition) for transition in kept]
            self._try(Compound(tr("Move the cut"), tuple(edits)))
        self.sight = cut
        self.note = f"{timecode(cut, self.before.fps)}   {self._signed(cut - right.start)}"


class Fade(Gesture):
    """Drag the round handle at a clip's upper corner."""

    def __init__(self, project: Project, clip: Clip, part: Part) -> None:
        super().__init__(project, None)
        self._clip = clip
        self._into = part is Part.FADE_IN

    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        clip = self._clip
        time = self._whole(time)
        if self._into:
            length = min(max(time - clip.start, 0), clip.length - clip.fade_out)
            self._try(SetClip(clip.id, fade_in=length) if length != clip.fade_in else None)
            self.note = tr("Fade in {time}", time=timecode(length, self.before.fps))
        else:
            length = min(max(clip.end - time, 0), clip.length - clip.fade_in)
            self._try(SetClip(clip.id, fade_out=length) if length != clip.fade_out else None)
            self.note = tr("Fade out {time}", time=timecode(length, self.before.fps))


class Stretch(Gesture):
    """Drag the edge of a transition: it grows on both sides of its cut."""

    def __init__(self, project: Project, track: Track, crossing: Crossing) -> None:
        super().__init__(project, None)
        self._track = track.id
        self._crossing = crossing

    def update(self, time: int, track: Track | None, snapping: bool) -> None:
        crossing, least = self._crossing, int(frame_ticks(self.before.fps))
        longest = min(crossing.left.length, crossing.right.length)
        length = min(max(2 * abs(self._whole(time) - crossing.left.end), 2 * least), longest)
        changed = replace(crossing.transition, length=length)
        self._try(SetTransition(self._track, changed) if length != crossing.transition.length else None)
        self.note = timecode(length, self.before.fps)


def _media_length(project: Project, clip: Clip) -> int:
    """How long the clip's medium is; 0 for pictures and words, which last as long as they are asked to."""
    item = project.items.get(clip.media)
    return item.length if item else 0
