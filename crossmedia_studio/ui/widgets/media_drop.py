"""Lets a pane take library items that are dropped onto it, whatever its inner widgets think of drops."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from crossmedia_studio.ui.dragging import media_ids


class MediaDrop(QObject):
    """``dropped`` gets the first library id of a drop onto one of ``widgets``."""

    def __init__(self, owner: QWidget, widgets: tuple[QWidget, ...], dropped: Callable[[str], object]) -> None:
        super().__init__(owner)
        self._dropped, self._widgets = dropped, widgets
        for widget in widgets:
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def release(self) -> None:
        """Stop listening before the pane goes: a dying widget must not call back."""
        for widget in self._widgets:
            widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        ids = media_ids(event.mimeData())
        if not ids:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._dropped(ids[0])
        return True
