"""Edits of the document as a whole: its settings, its markers, several edits in one, going back to a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check
from crossmedia_studio.project.edits.base import Changes, Edit, changed, pairs
from crossmedia_studio.project.model import Marker, Project
from crossmedia_studio.project.timeline import by_time

_SETTINGS = frozenset({"name", "width", "height", "fps", "rate", "background", "language", "notes"})


@dataclass(frozen=True, init=False)
class SetProject:
    """Replace settings of the project: ``SetProject(width=1920, height=1080)`` or ``SetProject((("rate", 48000),))``.

    Settings: name, width, height, fps, rate, background, language, notes.
    """

    changes: Changes

    def __init__(self, changes: Iterable[tuple[str, Any]] | Mapping[str, Any] = (), **fields: Any) -> None:
        object.__setattr__(self, "changes", pairs(changes, fields))

    @property
    def text(self) -> str:
        return tr("Change project settings")

    def apply(self, project: Project) -> Project:
        new = _set(project, self.changes)
        if new is not project:
            check.settings(new)
        return new

    def join(self, earlier: Edit) -> Edit | None:
        if isinstance(earlier, SetProject):
            return SetProject({**dict(earlier.changes), **dict(self.changes)})
        return None


def _set(project: Project, changes: Changes) -> Project:
    # Types are checked on the settings alone: encoding every clip to rename a project would be slow.
    bare = replace(project, tracks=(), media=(), markers=())
    new = changed(bare, changes, _SETTINGS)
    return project if new is bare else replace(project, **dict(changes))


@dataclass(frozen=True)
class SetMarkers:
    """Give the project its markers; they are kept in the order of time."""

    markers: tuple[Marker, ...]

    @property
    def text(self) -> str:
        return tr("Change markers")

    def apply(self, project: Project) -> Project:
        for marker in self.markers:
            check.types(marker)
        check.markers(self.markers)
        markers = tuple(sorted(self.markers, key=by_time))
        return project if markers == project.markers else replace(project, markers=markers)

    def join(self, earlier: Edit) -> Edit | None:
        return self if isinstance(earlier, SetMarkers) else None


@dataclass(frozen=True)
class Compound:
    """Several edits as one step, under one name: all of them or none."""

    text: str
    edits: tuple[Edit, ...]

    def apply(self, project: Project) -> Project:
        for edit in self.edits:
            project = edit.apply(project)
        return project


@dataclass(frozen=True)
class Replace:
    """Put another state of the document in place of this one: an earlier version, or a film made anew."""

    project: Project
    text: str

    def apply(self, project: Project) -> Project:
        check.types(self.project)
        check.project(self.project)
        return project if self.project == project else self.project
