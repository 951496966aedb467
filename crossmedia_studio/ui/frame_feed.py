"""Frames for playback, one at a time: the newest wish waits, so a slow machine shows fewer of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from crossmedia_studio.core.timing import frame_index
from crossmedia_studio.engine.messages import Failed, PreviewFrame
from crossmedia_studio.project.model import Project
from crossmedia_studio.ui.asks import Asks


class FrameFeed:
    """``shown`` gets each QImage and how many frames were left out since the one before (while ``counting``)."""

    def __init__(
        self, asks: Asks, folder: Path, shown: Callable[[QImage, int], object], say: Callable[[str], object]
    ) -> None:
        """``say`` takes a sentence about a frame that could not be made."""
        self._asks, self._folder, self._shown, self._say = asks, folder, shown, say
        self._running: int | None = None
        self._waiting: tuple[Project, int] | None = None
        self._last = -1
        self.size = (640, 360)
        self.asked = -1
        """Index of the frame asked for last."""

    @property
    def busy(self) -> bool:
        return self._running is not None

    def begin(self) -> None:
        """Playing begins: the next frame has none before it."""
        self._last = -1

    def ask(self, project: Project, time: int) -> None:
        """The frame of ``project`` at ``time`` in :attr:`size`."""
        if self._running is not None:
            self._waiting = (project, time)
            return
        index = frame_index(time, project.fps)
        self.asked, self._waiting = index, None
        self._running = self._asks.submit(
            PreviewFrame(project, self._folder, time, self.size),
            lambda pixels: self._on_frame(pixels, index),
            self._on_failed,
            lane="preview",
            replace="frame",
        )

    def _on_frame(self, pixels: np.ndarray, index: int) -> None:
        self._running = None
        missed = max(0, index - self._last - 1) if self._last >= 0 else 0
        self._last = index
        self._shown(image_of(pixels), missed)
        self._next()

    def _on_failed(self, failed: Failed) -> None:
        self._running = None
        self._say(failed.what)
        self._next()

    def _next(self) -> None:
        if self._waiting is not None and self._running is None:
            self.ask(*self._waiting)


def image_of(pixels: np.ndarray) -> QImage:
    """uint8 (h, w, 4) RGBA premultiplied as a QImage of its own, in the format that is drawn fastest."""
    height, width = pixels.shape[:2]
    raw = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
