"""How the inspector changes selected clips: one gesture, one step to undo."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import Compound, Edit, SetClip
from crossmedia_studio.project.model import Clip, Track
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.view_state import ViewState

Changes = dict[str, Any]


class ClipEdits:
    """Applies changes to every selected clip. A drag merges until it says that no more follows."""

    def __init__(self, session: Session, do: Callable[..., bool], view: ViewState) -> None:
        self._session, self._do, self._view = session, do, view
        self._gesture = itertools.count()
        self._merge = self._next()

    def selected(self) -> list[tuple[Track, Clip]]:
        """Selected clips with their tracks, in the order of time."""
        wanted = self._view.selection
        found = [(t, c) for t in self._session.project.tracks for c in t.clips if c.id in wanted]
        return sorted(found, key=lambda pair: pair[1].start)

    def clip_time(self, clip: Clip) -> int:
        """The playhead in the time of ``clip``, held within it."""
        return min(max(self._view.playhead - clip.start, 0), clip.length)

    def change(self, work: Callable[[Clip], Changes], *, what: str = "", more: bool = False) -> None:
        """Replace fields of each selected clip by what ``work`` gives for it."""
        edits: list[Edit] = [SetClip(clip.id, work(clip)) for _, clip in self.selected()]
        if len(edits) == 1:
            self._do(edits[0], merge=f"{self._merge}:{what}")
        elif edits:
            self._do(
                Compound(tr("Change {count} clips", count=len(edits)), tuple(edits)), merge=f"{self._merge}:{what}"
            )
        if not more:
            self._merge = self._next()

    def do(self, edit: Edit, *, what: str = "", more: bool = False) -> None:
        """Any other edit, merged in the same way."""
        self._do(edit, merge=f"{self._merge}:{what}")
        if not more:
            self._merge = self._next()

    def touching(self, clip: Clip) -> tuple[Clip | None, Clip | None]:
        """The clips that touch ``clip`` on its left and right."""
        track, _ = timeline.clip(self._session.project, clip.id)
        return timeline.neighbours(track, clip.id)

    def _next(self) -> str:
        return f"inspect:{id(self)}:{next(self._gesture)}"
