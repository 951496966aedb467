"""Understood meanings, cached on disk by content: reading a film twice is work nobody asked for."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crossmedia_studio import __version__
from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.engine.messages import SourceFile
from crossmedia_studio.media import files
from crossmedia_studio.media.store import content_id
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.meaning import from_json, to_json

_READERS = ("labels", "whisper-base", "captioner")
"""The catalogue entries that deepen understanding: installing one makes meanings be read anew."""


class Meanings:
    """Meanings as JSON, by content id, engine version and the understanding models installed."""

    def __init__(self, folder: Path, models: Models) -> None:
        self._folder = folder
        self._models = models

    def of_text(self, text: str, step: Step) -> str:
        """The meaning of a prompt or a text."""
        from crossmedia_studio.understand.text import understand_text

        return to_json(understand_text(text, self._models, step))

    def of_file(self, source: SourceFile, step: Step) -> str:
        """The meaning handed in with ``source``, else the cached one, else read now."""
        if source.meaning:
            return source.meaning
        from crossmedia_studio.understand.read import understand

        step(0, 1, tr("Looking at {name}", name=source.name or source.path.name))
        kept = self._folder / f"{self.identity(source)}-{self._readers()}.json"
        try:
            text = kept.read_text(encoding="utf-8")
            from_json(text)
            return text
        except (OSError, StudioError):
            text = to_json(understand(files.read(source.path), self._models, step))
        write_bytes(kept, text.encode())
        return text

    @staticmethod
    def identity(source: SourceFile) -> str:
        """The SHA-256 of the source's bytes."""
        return source.id or content_id(source.path)

    def _readers(self) -> str:
        names = [__version__, *(name for name in _READERS if self._models.installed(name))]
        return hashlib.sha256("/".join(names).encode()).hexdigest()[:8]
