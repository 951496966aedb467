"""Frames and sound of the document for the window: one renderer and mixer a project folder, kept warm."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from crossmedia_studio.engine.library import media_folder
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project


class Previews:
    """Only the latest project's decoders are kept open."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def frame(self, project: Project, folder: Path, time: int, size: tuple[int, int]) -> np.ndarray:
        """uint8 (h, w, 4), RGBA premultiplied; the very frame an export would hold."""
        self._open(folder)
        image = self._renderer.frame(project, time, size)
        view = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
        return view[:, : image.width()].copy()

    def sound(self, project: Project, folder: Path, start: int, end: int) -> np.ndarray:
        """float32 (n, 2) at the project's rate."""
        self._open(folder)
        return self._mixer.sound(project, start, end)

    def close(self) -> None:
        if self._folder is not None:
            self._renderer.close()
            self._folder = None

    def _open(self, folder: Path) -> None:
        if folder == self._folder:
            return
        from crossmedia_studio.fuse.mix import Mixer
        from crossmedia_studio.fuse.render import Renderer

        self.close()
        store = MediaStore(media_folder(folder))
        self._renderer, self._mixer, self._folder = Renderer(store), Mixer(store), folder
