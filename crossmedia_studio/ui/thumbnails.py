"""Pixmaps of library items, made on the media lane and kept while the project is open."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.jobs import Jobs

SIZE = 320
_KEPT = 600


class Thumbnails(QObject):
    """``ready`` carries the media id of a pixmap that has just been made."""

    ready = Signal(str)

    def __init__(self, jobs: Jobs, store: MediaStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._store = store
        self._made: OrderedDict[tuple[str, int], QPixmap] = OrderedDict()
        self._asked: set[tuple[str, int]] = set()

    def get(self, item: MediaItem, time: int = 0) -> QPixmap | None:
        """The picture of ``item`` at ``time`` (ticks; films), or None until ``ready`` says it is there.

        Longest side 320 px. An item whose picture cannot be made stays None.
        """
        key = (item.id, time)
        if item.kind is Kind.TEXT:
            key = (f"{item.id}.{theme.name()}", 0)
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found
        if key not in self._asked:
            self._asked.add(key)
            try:
                path = self._store.path(item.id, item.suffix)
            except MediaError:
                return None
            if item.kind is Kind.TEXT:
                self._made[key] = page(_beginning(path))
                return self._made[key]
            self._jobs.submit(
                m.Thumbnail(path, item.kind, SIZE, time),
                lane="media",
                done=lambda pixels: self._keep(key, pixels),
                failed=lambda failed: None,
            )
        return None

    def _keep(self, key: tuple[str, int], pixels: np.ndarray) -> None:
        self._made[key] = pixmap(pixels)
        while len(self._made) > _KEPT:
            old, _ = self._made.popitem(last=False)
            self._asked.discard(old)
        self.ready.emit(key[0])


def page(text: str) -> QPixmap:
    """The beginning of a text as a small page in the colours of the theme."""
    result = QPixmap(SIZE, SIZE * 5 // 8)
    result.fill(theme.colour("field"))
    painter = QPainter(result)
    font = theme.font("title")
    font.setPixelSize(32)
    painter.setFont(font)
    painter.setPen(theme.colour("second"))
    painter.drawText(result.rect().adjusted(20, 16, -20, 0), int(Qt.TextFlag.TextWordWrap), text)
    painter.end()
    return result


def tinted(shape: QPixmap, ink: QColor) -> QPixmap:
    """``shape`` in another colour; its transparency stays."""
    result = QPixmap(shape)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(result.rect(), ink)
    painter.end()
    return result


def _beginning(path: Path) -> str:
    """The first few lines; a text that is not plain UTF-8 shows what can be read of it."""
    try:
        with path.open("rb") as stream:
            return stream.read(480).decode("utf-8", "ignore").lstrip("\ufeff")
    except OSError:
        return ""


def pixmap(pixels: np.ndarray) -> QPixmap:
    """A pixmap of uint8 (h, w, 4) RGBA, straight alpha."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(image.copy())
