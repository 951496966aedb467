"""Edits of clips: laid down, moved, removed, and their settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import placing
from crossmedia_studio.project.edits.base import Changes, Edit, changed, pairs
from crossmedia_studio.project.model import Clip, Project, Transition

_SETTINGS = frozenset(
    {"media", "text", "name", "transform", "style", "blend", "gain", "fade_in", "fade_out", "effects"}
)


@dataclass(frozen=True)
class AddClip:
    """Lay a clip on a track where it is free."""

    track_id: str
    clip: Clip

    @property
    def text(self) -> str:
        return tr("Add clip")

    def apply(self, project: Project) -> Project:
        return AddClips(((self.track_id, self.clip),)).apply(project)


@dataclass(frozen=True)
class AddClips:
    """Lay several clips, each on its track (pairs of track id and clip): all of them or none."""

    clips: tuple[tuple[str, Clip], ...]

    @property
    def text(self) -> str:
        return tr("Add clip") if len(self.clips) == 1 else tr("Add {count} clips", count=len(self.clips))

    def apply(self, project: Project) -> Project:
        known = {clip.id for track in project.tracks for clip in track.clips}
        rows: dict[str, list[Clip]] = defaultdict(list)
        for track_id, clip in self.clips:
            if clip.id in known:
                raise ProjectError(tr("This clip is on the timeline already"))
            known.add(clip.id)
            rows[track_id].append(clip)
        for track_id, clips in rows.items():
            track = placing.open_track(project, track_id)
            project = placing.with_track(project, placing.laid(project, track, clips))
        return project


@dataclass(frozen=True)
class MoveClips:
    """Move clips, each to a track and a start (clip id, track id, ticks): all of them or none.

    Clips that still touch afterwards keep the transition between them; other transitions of moved clips go.
    """

    moves: tuple[tuple[str, str, int], ...]

    @property
    def text(self) -> str:
        return tr("Move clip") if len(self.moves) == 1 else tr("Move {count} clips", count=len(self.moves))

    def apply(self, project: Project) -> Project:
        places = {clip_id: (track_id, start) for clip_id, track_id, start in self.moves}
        arriving: dict[str, list[Clip]] = defaultdict(list)
        carried: dict[str, list[Transition]] = defaultdict(list)
        cleared = project
        still = True
        for track in project.tracks:
            leaving = [clip for clip in track.clips if clip.id in places]
            if not leaving:
                continue
            placing.open_track(project, track.id)
            for clip in leaving:
                target, start = places[clip.id]
                still = still and (target, start) == (track.id, clip.start)
                arriving[target].append(clip if clip.start == start else replace(clip, start=start))
            away = {clip.id for clip in leaving if places[clip.id][0] != track.id}
            staying = []
            for transition in track.transitions:
                ends = (transition.left, transition.right)
                if not away.isdisjoint(ends):
                    targets = {places[end][0] if end in places else track.id for end in ends}
                    if len(targets) == 1:
                        carried[targets.pop()].append(transition)
                else:
                    staying.append(transition)
            cleared = placing.with_track(cleared, replace(placing.taken_out(track, places), transitions=tuple(staying)))
        if sum(map(len, arriving.values())) != len(places):
            raise ProjectError(tr("The clip is no longer on the timeline"))
        if still:
            return project
        for track_id, clips in arriving.items():
            track = placing.laid(cleared, placing.open_track(cleared, track_id), clips)
            track = placing.with_transitions(placing.settled(track, places), carried[track_id])
            cleared = placing.with_track(cleared, track)
        return cleared

    def join(self, earlier: Edit) -> Edit | None:
        if isinstance(earlier, MoveClips) and {m[0] for m in earlier.moves} <= {m[0] for m in self.moves}:
            return self
        return None


@dataclass(frozen=True)
class RemoveClips:
    """Remove clips; with ``ripple`` the later clips of their tracks close up the gaps they leave."""

    ids: tuple[str, ...]
    ripple: bool = False

    @property
    def text(self) -> str:
        return tr("Remove clip") if len(self.ids) == 1 else tr("Remove {count} clips", count=len(self.ids))

    def apply(self, project: Project) -> Project:
        gone = set(self.ids)
        found = 0
        for track in project.tracks:
            leaving = [clip for clip in track.clips if clip.id in gone]
            if not leaving:
                continue
            found += len(leaving)
            placing.open_track(project, track.id)
            rest = placing.taken_out(track, gone)
            if self.ripple:
                rest = replace(rest, clips=_closed(track.clips, gone))
            project = placing.with_track(project, placing.settled(rest, gone))
        if found != len(gone):
            raise ProjectError(tr("The clip is no longer on the timeline"))
        return project


def _closed(clips: tuple[Clip, ...], gone: set[str]) -> tuple[Clip, ...]:
    row, by = [], 0
    for clip in clips:
        if clip.id in gone:
            by += clip.length
        else:
            row.append(replace(clip, start=clip.start - by) if by else clip)
    return tuple(row)


@dataclass(frozen=True, init=False)
class SetClip:
    """Replace settings of a clip: ``SetClip(id, gain=Curve(-6.0))`` or ``SetClip(id, (("gain", Curve(-6.0)),))``.

    Settings: media, text, name, transform, style, blend, gain, fade_in, fade_out, effects. Fades are cut to the
    length of the clip. Where a clip lies is for MoveClips and TrimClip.
    """

    clip_id: str
    changes: Changes

    def __init__(
        self, clip_id: str, changes: Iterable[tuple[str, Any]] | Mapping[str, Any] = (), **fields: Any
    ) -> None:
        object.__setattr__(self, "clip_id", clip_id)
        object.__setattr__(self, "changes", pairs(changes, fields))

    @property
    def text(self) -> str:
        name = _NAMES.get(self.changes[0][0]) if len(self.changes) == 1 else None
        return name() if name else tr("Change clip")

    def apply(self, project: Project) -> Project:
        track, old = placing.open_clip(project, self.clip_id)
        new = changed(old, self.changes, _SETTINGS)
        return project if new is old else placing.with_track(project, placing.exchanged(project, track, new))

    def join(self, earlier: Edit) -> Edit | None:
        if isinstance(earlier, SetClip) and earlier.clip_id == self.clip_id:
            return SetClip(self.clip_id, {**dict(earlier.changes), **dict(self.changes)})
        return None


_NAMES = {
    "media": lambda: tr("Exchange the medium"),
    "text": lambda: tr("Change words"),
    "name": lambda: tr("Rename clip"),
    "transform": lambda: tr("Place picture"),
    "style": lambda: tr("Change lettering"),
    "blend": lambda: tr("Change blending"),
    "gain": lambda: tr("Change loudness"),
    "fade_in": lambda: tr("Change fade-in"),
    "fade_out": lambda: tr("Change fade-out"),
    "effects": lambda: tr("Change effects"),
}
