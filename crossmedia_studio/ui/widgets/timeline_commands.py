"""What keys, menus and buttons do on the timeline: each command is one edit of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import TICKS_PER_SECOND, frame_index, frame_start, frame_ticks
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import (
    AddClips,
    AddTrack,
    Compound,
    Edit,
    MoveClips,
    RemoveClips,
    RemoveTransition,
    SetMarkers,
    SetTransition,
    SplitClip,
    TrimClip,
)
from crossmedia_studio.project.model import Clip, Marker, Project, Track, TrackKind, Transition, new_id
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.view_state import ViewState

DISSOLVE = TICKS_PER_SECOND
CAPTION = 3 * TICKS_PER_SECOND
_LEAST_CAPTION = TICKS_PER_SECOND
"""A caption is made shorter to fit into a gap, but not shorter than this."""


class Do(Protocol):
    """Do an edit; False, with the reason shown to the artist, if it was refused."""

    def __call__(self, edit: Edit, merge: str = "") -> bool: ...


class Commands:
    """Works on the selection and the play head of ``view``; refusals go the way of ``do``."""

    def __init__(self, session: Session, view: ViewState, do: Do, say: Callable[[str], object]) -> None:
        """``say`` shows a sentence when a command finds nothing to do."""
        self._session, self._view, self._do, self._say = session, view, do, say
        self._copied: tuple[tuple[str, Clip], ...] = ()
        self.transition: tuple[str, str, str] | None = None
        """The selected transition: track, left clip, right clip."""

    @property
    def project(self) -> Project:
        return self._session.project

    # ── clips ──

    def selected(self) -> tuple[tuple[Track, Clip], ...]:
        """The selected clips that are still there, in the order of tracks and time."""
        ids = self._view.selection
        return tuple((t, c) for t in self.project.tracks for c in t.clips if c.id in ids) if ids else ()

    def split(self) -> None:
        """Cut what is selected under the play head, or everything under it."""
        at = self._view.playhead
        under = [(t, c) for t, c in timeline.clips_at(self.project, at) if c.start < at and not t.locked]
        chosen = [c for _, c in under if c.id in self._view.selection] or [c for _, c in under]
        if not chosen:
            self._say(tr("Nothing to split: move the playhead over a clip"))
            return
        self._all(tr("Split"), [SplitClip(c.id, at) for c in chosen])

    def delete(self, ripple: bool = False) -> None:
        """Remove the selected clips, or the selected transition; ``ripple`` closes the gaps."""
        if self.transition is not None:
            track, left, right = self.transition
            self.transition = None
            if any((t.left, t.right) == (left, right) for t in timeline.track(self.project, track).transitions):
                self._do(RemoveTransition(track, left, right))
                return
        ids = tuple(c.id for _, c in self.selected())
        if not ids:
            self._say(tr("Select a clip first"))
        elif self._do(RemoveClips(ids, ripple)):
            self._view.select(frozenset())

    def ripple_delete(self) -> None:
        self.delete(ripple=True)

    def duplicate(self) -> None:
        """Lay a copy of the selected clips right behind them."""
        self._lay_copies(self.selected(), max((c.end for _, c in self.selected()), default=0))

    def copy(self) -> None:
        chosen = self.selected()
        if chosen:
            self._copied = tuple((t.id, c) for t, c in chosen)
        else:
            self._say(tr("Select a clip first"))

    def cut(self) -> None:
        self.copy()
        if self.selected():
            self.delete()

    def paste(self) -> None:
        """Lay what was copied at the play head."""
        known, items = {t.id: t for t in self.project.tracks}, self.project.items
        there = [(known[t], c) for t, c in self._copied if t in known and (not c.media or c.media in items)]
        if there:
            self._lay_copies(there, self._view.playhead)
        else:
            self._say(tr("Copy a clip first"))

    def _lay_copies(self, clips: Iterable[tuple[Track, Clip]], at: int) -> None:
        """Copies that keep their distances, the first at ``at`` or where all of them are free."""
        clips = tuple(clips)
        if not clips:
            self._say(tr("Select a clip first"))
            return
        by = at - min(c.start for _, c in clips)
        for _ in range(len(clips) + 1):
            push = max(timeline.free_start(t, c.start + by, c.length) - c.start - by for t, c in clips)
            if push <= 0:
                break
            by += push
        copies = tuple((t.id, replace(c, id=new_id(), start=c.start + by)) for t, c in clips)
        if self._do(AddClips(copies)):
            self._view.select(frozenset(c.id for _, c in copies))

    def nudge(self, frames: int) -> None:
        """Move the selected clips by whole frames."""
        by = round(frames * frame_ticks(self.project.fps))
        moves = tuple((c.id, t.id, c.start + by) for t, c in self.selected())
        if moves and min(start for _, _, start in moves) >= 0:
            self._do(MoveClips(moves), merge="nudge:" + ",".join(sorted(self._view.selection)))

    def trim_to_playhead(self, left: bool) -> None:
        """Cut off what lies before (``left``) or after the play head of the clips under it."""
        at = self._view.playhead
        under = [(t, c) for t, c in timeline.clips_at(self.project, at) if c.start < at and not t.locked]
        chosen = [c for _, c in under if c.id in self._view.selection] or [c for _, c in under]
        edits = [TrimClip(c.id, at, c.end - at) if left else TrimClip(c.id, c.start, at - c.start) for c in chosen]
        if edits:
            self._all(tr("Trim to the playhead"), edits)

    def dissolve(self) -> None:
        """Blend the selected pair of clips, or the two at the cut nearest to the play head."""
        kinds = (TrackKind.VIDEO, TrackKind.AUDIO)
        cut = nearest_cut(self.project, self._view.playhead, self._view.selection, kinds)
        if cut is None:
            self._say(tr("A dissolve needs two clips that touch"))
            return
        track, left, right = cut
        self.dissolve_at(track.id, left.id, right.id)

    def dissolve_at(self, track: str, left: str, right: str, length: int = DISSOLVE) -> None:
        self._do(SetTransition(track, Transition(left, right, length)))

    def add_caption(self) -> None:
        """A text clip at the play head on the first text track (made if there is none)."""
        track = next((t for t in self.project.tracks if t.kind is TrackKind.TEXT and not t.locked), None)
        edits: list[Edit] = []
        if track is None:
            track = new_track(self.project, TrackKind.TEXT)
            edits.append(AddTrack(track))
        length = CAPTION
        start = timeline.free_start(track, self._view.playhead, _LEAST_CAPTION)
        following = next((c.start for c in track.clips if c.start >= start), start + length)
        length = min(length, following - start)
        clip = Clip(new_id(), start, length, text=tr("Your words"))
        if self._all(tr("Add a caption"), [*edits, AddClips(((track.id, clip),))]):
            self._view.select(frozenset((clip.id,)))

    def add_track(self, kind: TrackKind) -> None:
        self._do(AddTrack(new_track(self.project, kind)))

    def select_all(self) -> None:
        self._view.select(frozenset(c.id for t in self.project.tracks if not t.locked for c in t.clips))

    def select_next(self, step: int) -> None:
        """Tab through the clips of a track, then of the next: for work without a mouse."""
        everything = [c.id for t in self.project.tracks for c in t.clips]
        if not everything:
            return
        current = [i for i, clip_id in enumerate(everything) if clip_id in self._view.selection]
        index = (current[-1 if step > 0 else 0] + step) % len(everything) if current else 0
        self._view.select(frozenset((everything[index],)))
        self._view.set_playhead(timeline.clip(self.project, everything[index])[1].start)

    # ── time ──

    def add_marker(self) -> None:
        """A marker at the play head; on one that is there it is taken away."""
        at = self._view.playhead
        markers = self.project.markers
        if any(m.time == at for m in markers):
            self._do(SetMarkers(tuple(m for m in markers if m.time != at)))
        else:
            self._do(SetMarkers((*markers, Marker(at, tr("Marker {number}", number=len(markers) + 1)))))

    def mark_in(self) -> None:
        end = self._view.range[1]
        at = self._view.playhead
        self._view.set_range(at, end if end > at else max(self.project.length, at))

    def mark_out(self) -> None:
        start, _ = self._view.range
        at = self._view.playhead
        self._view.set_range(start if start < at else 0, at)

    def mark_clear(self) -> None:
        self._view.set_range(0, 0)

    def to_cut(self, step: int) -> None:
        """Move the play head to the next edge or marker (or the one before)."""
        here = self._view.playhead
        points = timeline.snap_points(self.project)
        later = [p for p in points if p > here] if step > 0 else [p for p in points if p < here]
        if later:
            self._view.set_playhead(min(later) if step > 0 else max(later))

    def step(self, frames: int) -> None:
        fps = self.project.fps
        self._view.set_playhead(frame_start(max(0, frame_index(self._view.playhead, fps) + frames), fps))

    def _all(self, text: str, edits: Sequence[Edit]) -> bool:
        return self._do(edits[0] if len(edits) == 1 else Compound(text, tuple(edits)))


def nearest_cut(
    project: Project, at: int, selection: frozenset[str], kinds: Sequence[TrackKind]
) -> tuple[Track, Clip, Clip] | None:
    """The two touching clips that are selected, else a cut of a selected clip, else any cut: the nearest to ``at`` on
    open tracks of ``kinds``."""
    cuts = [
        (abs(a.end - at), t, a, b)
        for t in project.tracks
        if t.kind in kinds and not t.locked
        for a, b in pairwise(t.clips)
        if a.end == b.start
    ]
    chosen = [cut for cut in cuts if cut[2].id in selection and cut[3].id in selection]
    chosen = chosen or [cut for cut in cuts if cut[2].id in selection or cut[3].id in selection] or cuts
    return min(chosen, key=lambda cut: cut[0])[1:] if chosen else None


def new_track(project: Project, kind: TrackKind) -> Track:
    """An empty track with the next name of its kind: V3, A3, T2."""
    letter = {TrackKind.VIDEO: "V", TrackKind.AUDIO: "A", TrackKind.TEXT: "T"}[kind]
    names = {t.name for t in project.tracks}
    number = sum(t.kind is kind for t in project.tracks) + 1
    while f"{letter}{number}" in names:
        number += 1
    return Track(new_id(), kind, f"{letter}{number}")
