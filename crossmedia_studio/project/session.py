"""The one way to change a document: edits are done, undone and redone, and everyone is told once."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.events import Event
from crossmedia_studio.project.edits.base import Edit, Joins
from crossmedia_studio.project.model import Project

DEPTH = 1000
"""How many steps can be undone. A step in a track of 10,000 clips holds 80 KB."""


@dataclass(frozen=True)
class _Step:
    before: Project
    """What Undo goes back to."""
    base: Project
    """What ``edit``, the last of its drag, was applied to."""
    after: Project
    edit: Edit
    merge: str


class Session:
    """The document being worked on, with its history. History lives in memory only.

    ``changed(before, after)`` is emitted once for each edit, undo and redo, after the session itself is up to date.
    """

    def __init__(self, project: Project, *, saved: bool = True) -> None:
        """``saved``: whether ``project`` equals what was last saved explicitly."""
        self.project = project
        self.changed: Event[Project, Project] = Event()
        self._saved: Project | None = project if saved else None
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []

    def do(self, edit: Edit, merge: str = "") -> None:
        """Apply ``edit``. Raises ProjectError, with everything as it was, if it is refused.

        Edits with the same ``merge`` key (such as "drag:ID") that follow each other make one step to undo. Those
        that know how to join, such as the moves of one drag, start again from the document before the drag, so that
        what the drag only passed over is left alone.
        """
        last = self._undo[-1] if merge and self._undo and self._undo[-1].merge == merge and not self._redo else None
        if last is None:
            after = edit.apply(self.project)
            if after is self.project:
                return
            step = _Step(self.project, self.project, after, edit, merge)
        else:
            joined = edit.join(last.edit) if isinstance(edit, Joins) else None
            base = last.base if joined else self.project
            after = (joined or edit).apply(base)
            if after is self.project:
                return
            self._undo.pop()
            step = _Step(last.before, base, after, joined or edit, merge)
        if step.before is not after:  # a drag that came back to where it began leaves no step
            self._undo.append(step)
            del self._undo[:-DEPTH]
        self._redo.clear()
        self._show(after)

    def undo(self) -> None:
        """Go back one step; nothing happens at the beginning."""
        if self._undo:
            step = self._undo.pop()
            self._redo.append(step)
            self._show(step.before)

    def redo(self) -> None:
        """Go forward one step; nothing happens at the end."""
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step)
            self._show(step.after)

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def undo_text(self) -> str:
        """What Undo would take back, translated; empty at the beginning."""
        return self._undo[-1].edit.text if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What Redo would do again, translated; empty at the end."""
        return self._redo[-1].edit.text if self._redo else ""

    @property
    def dirty(self) -> bool:
        """Whether the document differs from what was last saved explicitly."""
        return self.project is not self._saved

    def mark_saved(self) -> None:
        """The document as it is now was saved."""
        self._saved = self.project

    def _show(self, after: Project) -> None:
        before, self.project = self.project, after
        self.changed.emit(before, after)
