"""Edits of tracks: added, removed, reordered, and their settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, placing, timeline
from crossmedia_studio.project.edits.base import Changes, Edit, changed, pairs
from crossmedia_studio.project.model import Project, Track

_SETTINGS = frozenset({"name", "gain", "muted", "hidden", "locked", "speech", "duck"})


@dataclass(frozen=True)
class AddTrack:
    """Add a track at ``index`` from the bottom; without one, on top."""

    track: Track
    index: int | None = None

    @property
    def text(self) -> str:
        return tr("Add track {name}", name=self.track.name)

    def apply(self, project: Project) -> Project:
        check.types(self.track)
        check.track(project, self.track)
        known = {clip.id for track in project.tracks for clip in track.clips}
        if any(track.id == self.track.id for track in project.tracks) or any(c.id in known for c in self.track.clips):
            raise ProjectError(tr("This track is on the timeline already"))
        index = len(project.tracks) if self.index is None else min(max(self.index, 0), len(project.tracks))
        return replace(project, tracks=(*project.tracks[:index], self.track, *project.tracks[index:]))


@dataclass(frozen=True)
class RemoveTrack:
    """Remove a track with everything on it."""

    track_id: str

    @property
    def text(self) -> str:
        return tr("Remove track")

    def apply(self, project: Project) -> Project:
        gone = placing.open_track(project, self.track_id)
        return replace(project, tracks=tuple(track for track in project.tracks if track is not gone))


@dataclass(frozen=True)
class MoveTrack:
    """Move a track to ``index`` from the bottom."""

    track_id: str
    index: int

    @property
    def text(self) -> str:
        return tr("Move track")

    def apply(self, project: Project) -> Project:
        moved = timeline.track(project, self.track_id)
        rest = [track for track in project.tracks if track is not moved]
        rest.insert(min(max(self.index, 0), len(rest)), moved)
        return project if tuple(rest) == project.tracks else replace(project, tracks=tuple(rest))

    def join(self, earlier: Edit) -> Edit | None:
        return self if isinstance(earlier, MoveTrack) and earlier.track_id == self.track_id else None


@dataclass(frozen=True, init=False)
class SetTrack:
    """Replace settings of a track: ``SetTrack(id, muted=True)`` or ``SetTrack(id, (("muted", True),))``.

    Settings: name, gain and duck (dB), muted, hidden, locked, speech.
    """

    track_id: str
    changes: Changes

    def __init__(
        self, track_id: str, changes: Iterable[tuple[str, Any]] | Mapping[str, Any] = (), **fields: Any
    ) -> None:
        object.__setattr__(self, "track_id", track_id)
        object.__setattr__(self, "changes", pairs(changes, fields))

    @property
    def text(self) -> str:
        return tr("Change track")

    def apply(self, project: Project) -> Project:
        old = timeline.track(project, self.track_id)
        new = changed(old, self.changes, _SETTINGS)
        return project if new is old else placing.with_track(project, new)

    def join(self, earlier: Edit) -> Edit | None:
        if isinstance(earlier, SetTrack) and earlier.track_id == self.track_id:
            return SetTrack(self.track_id, {**dict(earlier.changes), **dict(self.changes)})
        return None
