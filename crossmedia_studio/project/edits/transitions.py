"""Edits of transitions, which lie on the cut between two clips that touch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, placing
from crossmedia_studio.project.edits.base import Edit
from crossmedia_studio.project.model import Project, TrackKind, Transition


@dataclass(frozen=True)
class SetTransition:
    """Lay a transition on a cut, in place of the one there; it is cut to the length of the shorter clip."""

    track_id: str
    transition: Transition

    @property
    def text(self) -> str:
        return tr("Set transition")

    def apply(self, project: Project) -> Project:
        new = self.transition
        track = placing.open_track(project, self.track_id)
        if track.kind is TrackKind.TEXT:
            raise ProjectError(tr("Captions have no transitions"), do=tr("Give the caption a fade instead"))
        if new.length <= 0:
            raise ProjectError(tr("A transition cannot be empty"), do=tr("Choose a longer time"))
        check.types(new)
        longest = placing.cut_lengths(track).get((new.left, new.right))
        if longest is None:
            raise ProjectError(tr("A transition needs two clips that touch"), do=tr("Move the clips together first"))
        new = replace(new, length=min(new.length, longest))
        if new in track.transitions:
            return project
        others = tuple(t for t in track.transitions if (t.left, t.right) != (new.left, new.right))
        return placing.with_track(project, replace(track, transitions=(*others, new)))

    def join(self, earlier: Edit) -> Edit | None:
        if not isinstance(earlier, SetTransition) or earlier.track_id != self.track_id:
            return None
        a, b = earlier.transition, self.transition
        return self if (a.left, a.right) == (b.left, b.right) else None


@dataclass(frozen=True)
class RemoveTransition:
    """Take the transition between two clips away."""

    track_id: str
    left: str
    right: str

    @property
    def text(self) -> str:
        return tr("Remove transition")

    def apply(self, project: Project) -> Project:
        track = placing.open_track(project, self.track_id)
        kept = tuple(t for t in track.transitions if (t.left, t.right) != (self.left, self.right))
        if len(kept) == len(track.transitions):
            raise ProjectError(tr("There is no transition here any more"))
        return placing.with_track(project, replace(track, transitions=kept))
