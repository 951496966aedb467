"""Work that is not in the library yet: a text being typed, a picture being painted. Kept beside the project, so that
neither a crash nor a change of window loses it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from PySide6.QtGui import QImage

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.files import atomic, write_bytes

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}")


class Unsaved:
    """One text and one picture a key (a media id, or ``new``), in ``project_folder / "unsaved"``."""

    def __init__(self, project_folder: Path) -> None:
        self._folder = project_folder / "unsaved"

    def text(self, key: str) -> str | None:
        """The unsaved text of ``key``, None if there is none."""
        try:
            return self._path(key, ".txt").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None

    def put_text(self, key: str, text: str) -> None:
        self._write(self._path(key, ".txt"), text.encode())

    def picture(self, key: str) -> QImage | None:
        """The unsaved picture of ``key``, None if there is none that can be read."""
        path = self._path(key, ".png")
        image = QImage(str(path)) if path.is_file() else QImage()
        return None if image.isNull() else image

    def put_picture(self, key: str, image: QImage) -> None:
        path = self._path(key, ".png")
        try:
            with atomic(path) as temporary:
                image.save(str(temporary), "PNG", 90)  # type: ignore[call-overload]
        except StudioError as error:
            log.warning("unsaved picture not kept: %s", error)

    def drop(self, key: str) -> None:
        """What was unsaved of ``key`` is saved now, or thrown away."""
        for suffix in (".txt", ".png"):
            self._path(key, suffix).unlink(missing_ok=True)

    def _path(self, key: str, suffix: str) -> Path:
        if not _NAME.fullmatch(key):
            raise ValueError(key)
        return self._folder / f"{key}{suffix}"

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_bytes(path, data)
        except StudioError as error:
            log.warning("unsaved work not kept: %s", error)
