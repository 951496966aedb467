"""The actions of the table as QActions, and the one place where the window catches what went wrong.

Panes and the window ``bind`` work to an action; an action without work stays disabled, so no menu entry is dead.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.action_table import ACTIONS
from crossmedia_studio.ui.icons import icon

log = logging.getLogger(__name__)


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
