"""Every action of the window in one table, and the one place where the window catches what went wrong.

Panes and the window ``bind`` work to an action; an action without work stays disabled, so no menu entry is dead.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.ui.icons import icon

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Spec:
    """``menu`` empty: reachable by shortcut and search only. ``text`` and ``tip`` are marked."""

    name: str
    menu: str
    text: str
    tip: str
    shortcut: str = ""
    icon: str = ""
    group: int = 0
    """Within a menu a line is drawn between groups."""


FILE, EDIT, CLIP, PLAY, VIEW, MAKE, HELP = (
    mark("File"), mark("Edit"), mark("Clip"), mark("Play"), mark("View"), mark("Make"), mark("Help"),
)  # fmt: skip
MENUS = (FILE, EDIT, CLIP, MAKE, PLAY, VIEW, HELP)

ACTIONS: tuple[Spec, ...] = (
    Spec("file.new", FILE, mark("New project…"), mark("Start an empty project"), "Ctrl+N", "file-plus"),
    Spec("file.open", FILE, mark("Open project…"), mark("Open a project folder"), "Ctrl+O", "folder-open"),
    Spec("file.save", FILE, mark("Save a version"), mark("Keep this state as a version to go back to"), "Ctrl+S", "floppy-disk", 1),
    Spec("file.versions", FILE, mark("Versions…"), mark("Go back to an earlier saved version"), "", "clock-counter-clockwise", 1),
    Spec("file.import", FILE, mark("Import media…"), mark("Bring pictures, sounds, films and texts into the library"), "Ctrl+I", "download-simple", 2),
    Spec("file.export", FILE, mark("Export…"), mark("Write the timeline to a file"), "Ctrl+E", "export", 2),
    Spec("file.settings", FILE, mark("Settings…"), mark("Language, look, memory and folders"), "Ctrl+,", "gear-six", 3),
    Spec("file.quit", FILE, mark("Quit"), mark("Close the studio; everything is kept"), "Ctrl+Q", "sign-out", 4),
    Spec("edit.undo", EDIT, mark("Undo"), mark("Take back the last change"), "Ctrl+Z", "arrow-u-up-left"),
    Spec("edit.redo", EDIT, mark("Redo"), mark("Do the change again"), "Ctrl+Shift+Z", "arrow-u-up-right"),
    Spec("edit.cut", EDIT, mark("Cut"), mark("Cut the selected clips"), "Ctrl+X", "scissors", 1),
    Spec("edit.copy", EDIT, mark("Copy"), mark("Copy the selected clips"), "Ctrl+C", "copy", 1),
    Spec("edit.paste", EDIT, mark("Paste"), mark("Paste clips at the playhead"), "Ctrl+V", "clipboard", 1),
    Spec("clip.duplicate", EDIT, mark("Duplicate"), mark("Put a copy after each selected clip"), "Ctrl+D", "copy-simple", 1),
    Spec("clip.delete", EDIT, mark("Delete"), mark("Remove the selected clips"), "Del", "trash", 1),
    Spec("clip.ripple_delete", EDIT, mark("Delete and close the gap"), mark("Remove the selected clips and move what follows"), "Shift+Del", "", 1),
    Spec("clip.select_all", EDIT, mark("Select all clips"), mark("Select every clip on the timeline"), "Ctrl+A", "selection-all", 2),
    Spec("edit.search", EDIT, mark("Search actions…"), mark("Find any action by its name"), "Ctrl+K", "magnifying-glass", 3),
    Spec("clip.split", CLIP, mark("Split at playhead"), mark("Cut the clips under the playhead in two"), "S", "scissors"),
    Spec("clip.dissolve", CLIP, mark("Dissolve at the cut"), mark("Blend the two clips at the cut nearest to the playhead"), "Ctrl+T", "intersect"),
    Spec("clip.text", CLIP, mark("Add a caption"), mark("Put a text clip at the playhead"), "T", "text-t", 1),
    Spec("clip.marker", CLIP, mark("Add a marker"), mark("Mark this moment"), "M", "flag", 1),
    Spec("make.generate", MAKE, mark("Generate"), mark("Make what the prompt asks for"), "Ctrl+Return", "sparkle"),
    Spec("make.film", MAKE, mark("Film from text…"), mark("Pictures, narration, music and captions from a text"), "Ctrl+Shift+F", "film-strip", 1),
    Spec("make.models", MAKE, mark("Models…"), mark("See, install and remove models"), "Ctrl+Shift+M", "cube", 1),
    Spec("play.toggle", PLAY, mark("Play or pause"), mark("Play the timeline from the playhead"), "Space", "play"),
    Spec("play.back", PLAY, mark("Play backwards"), mark("Play backwards; again for faster"), "J", "rewind"),
    Spec("play.pause", PLAY, mark("Pause"), mark("Stop playing"), "K", "pause"),
    Spec("play.forward", PLAY, mark("Play forwards"), mark("Play forwards; again for faster"), "L", "fast-forward"),
    Spec("play.start", PLAY, mark("To the start"), mark("Move the playhead to the start"), "Home", "skip-back", 1),
    Spec("play.end", PLAY, mark("To the end"), mark("Move the playhead to the end"), "End", "skip-forward", 1),
    Spec("play.previous_frame", PLAY, mark("One frame back"), mark("Move the playhead one frame back"), "Left", "caret-left", 1),
    Spec("play.next_frame", PLAY, mark("One frame on"), mark("Move the playhead one frame on"), "Right", "caret-right", 1),
    Spec("play.previous_cut", PLAY, mark("To the cut before"), mark("Move the playhead to the cut before it"), "Up", "", 1),
    Spec("play.next_cut", PLAY, mark("To the next cut"), mark("Move the playhead to the next cut"), "Down", "", 1),
    Spec("play.mark_in", PLAY, mark("Set in point"), mark("The range starts here"), "I", "", 2),
    Spec("play.mark_out", PLAY, mark("Set out point"), mark("The range ends here"), "O", "", 2),
    Spec("play.mark_clear", PLAY, mark("Clear in and out"), mark("Forget the range"), "Alt+X", "", 2),
    Spec("timeline.zoom_in", VIEW, mark("Zoom in"), mark("See less time in more detail"), "Ctrl+=", "magnifying-glass-plus"),
    Spec("timeline.zoom_out", VIEW, mark("Zoom out"), mark("See more time"), "Ctrl+-", "magnifying-glass-minus"),
    Spec("timeline.fit", VIEW, mark("Fit the timeline"), mark("See the whole timeline"), "Shift+Z", "arrows-out-line-horizontal"),
    Spec("view.split", VIEW, mark("Side by side"), mark("Show two work panes beside each other"), "Ctrl+\\", "columns", 1),
    Spec("view.reset", VIEW, mark("Reset this workspace"), mark("Put every pane back where it was"), "", "layout", 2),
    Spec("view.full", VIEW, mark("Full screen"), mark("Fill the screen with the studio"), "F11", "arrows-out", 2),
    Spec("help.about", HELP, mark("About and credits"), mark("Who and what made this studio"), "", "info"),
)  # fmt: skip


class Actions(QObject):
    """``failed`` carries a StudioError for the error bar."""

    failed = Signal(object)

    def __init__(self, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._actions: dict[str, QAction] = {}
        self._work: dict[str, Callable[[], object]] = {}
        for spec in ACTIONS:
            action = QAction(tr(spec.text), self)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            if spec.shortcut:
                action.setShortcut(QKeySequence(spec.shortcut))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{tr(spec.tip)} ({keys})" if keys else tr(spec.tip))
            action.setStatusTip(tr(spec.tip))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setEnabled(False)
            action.setObjectName(spec.name)
            action.triggered.connect(self._triggered)
            self._actions[spec.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        """Every action in the order of the table."""
        return tuple(self._actions.values())

    def bind(self, name: str, work: Callable[[], object]) -> QAction:
        """Give the action ``name`` its work and enable it. Raises ``KeyError`` for an unknown name."""
        action = self._actions[name]
        self._work[name] = work
        action.setEnabled(True)
        return action

    def run(self, work: Callable[[], object]) -> object:
        """Do ``work``; whatever it raises becomes a word in the error bar."""
        try:
            return work()
        except StudioError as error:
            self.failed.emit(error)
        except Exception as error:
            log.exception("an action failed")
            self.failed.emit(unexpected(error))
        return None

    def _triggered(self) -> None:
        work = self._work.get(self.sender().objectName())
        if work is not None:
            self.run(work)


def unexpected(error: BaseException) -> StudioError:
    """An error nobody foresaw, in words; its traceback is kept as ``details``."""
    result = StudioError(
        tr("Something went wrong inside the studio"),
        why=f"{type(error).__name__}: {error}",
        do=tr("Your work is safe. Try again; if it fails again, report the details"),
    )
    result.details = "".join(traceback.format_exception(error))  # type: ignore[attr-defined]
    return result
