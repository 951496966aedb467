"""Pictures and peaks for clips, made on the media lane: what is in sight first, what left it not at all."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND, seconds
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.widgets.waveform_shape import Peaks

SIZE = 192
"""Longest side of a clip's picture in pixels."""
PER_SECOND = 200
_KEPT = 600
_AT_ONCE = 2

Key = tuple[str, int]
"""Media id and time in ticks; time -1 stands for peaks."""


class ClipArt(QObject):
    """Ask :meth:`picture` and :meth:`peaks` while painting; ``ready`` says that painting again would show more."""

    ready = Signal()

    def __init__(self, jobs: Jobs, store: MediaStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asks, self._store = Asks(jobs), store
        self._pictures: OrderedDict[Key, QPixmap] = OrderedDict()
        self._peaks: dict[str, Peaks] = {}
        self._missing: set[str] = set()
        self._failed: set[Key] = set()
        self._wanted: OrderedDict[Key, MediaItem] = OrderedDict()
        self._running: set[Key] = set()
        self.asked = 0
        """How often something was asked for that is still to be made."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(30)
        self._soon.timeout.connect(self.ready)

    def begin(self) -> None:
        """A new painting starts: what is not asked for again is not needed any more."""
        self._wanted.clear()

    def end(self) -> None:
        """Painting is done: start the work for what is still wanted."""
        while self._wanted and len(self._running) < _AT_ONCE:
            key = next((k for k in self._wanted if k[1] < 0), next(iter(self._wanted)))  # waveforms are quick
            self._start(key, self._wanted.pop(key))

    def close(self) -> None:
        """The timeline goes: what still arrives is let go."""
        self._asks.close()
        self._soon.stop()
        self._wanted.clear()

    def missing(self, item: MediaItem) -> bool:
        """Whether the item's file is gone from the store (known once it was asked for)."""
        return item.id in self._missing

    def picture(self, item: MediaItem, time: int, tile: float) -> QPixmap | None:
        """The item's frame near ``time`` (ticks) for tiles that last ``tile`` seconds, or the nearest one at hand."""
        if item.kind is Kind.VIDEO:
            step = 2.0 ** max(-3, math.ceil(math.log2(max(tile, 0.01))))
            time = int(seconds(time) // step * step * TICKS_PER_SECOND)
            time = min(max(0, time), max(0, item.length - 1))
        else:
            time = 0
        key = (item.id, time)
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        self._want(key, item)
        return self._pictures.get((item.id, 0))

    def peaks(self, item: MediaItem) -> Peaks | None:
        """The item's waveform once it is known."""
        found = self._peaks.get(item.id)
        if found is None:
            self._want((item.id, -1), item)
        return found

    def _want(self, key: Key, item: MediaItem) -> None:
        if key not in self._running and key not in self._failed and item.id not in self._missing:
            self._wanted[key] = item
        if key not in self._failed:
            self.asked += 1

    def _start(self, key: Key, item: MediaItem) -> None:
        try:
            path = self._store.path(item.id, item.suffix)
        except StudioError:
            self._missing.add(item.id)
            self._soon.start()
            return
        self._running.add(key)
        request: m.Request
        request = m.Peaks(path, PER_SECOND) if key[1] < 0 else m.Thumbnail(path, item.kind, SIZE, key[1])
        self._asks.submit(request, lambda result: self._done(key, result), lambda failed: self._done(key, None))

    def _done(self, key: Key, result: Any) -> None:
        self._running.discard(key)
        if result is None:
            self._failed.add(key)
        elif key[1] < 0:
            self._peaks[key[0]] = Peaks(result, PER_SECOND)
        else:
            self._pictures[key] = pixmap(result)
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        if not self._soon.isActive():
            self._soon.start()
        self.end()


def pixmap(pixels: np.ndarray) -> QPixmap:
    """uint8 (h, w, 4) RGBA, straight alpha, as a pixmap."""
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    return QPixmap.fromImage(QImage(data.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy())
