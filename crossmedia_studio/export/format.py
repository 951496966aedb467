"""What an export format is; the table lies in ``formats``, one file an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Protocol

from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.reel import Reel


class Format(Protocol):
    """Stateless. Writes the temporary file it is handed; ``exporter`` puts it in place or removes it."""

    name: ClassVar[str]
    """What command lines spell: lower case."""
    title: ClassVar[str]
    """Marked for translation."""
    suffix: ClassVar[str]
    Options: ClassVar[type]
    """A frozen dataclass of ``core.params.option`` fields."""

    def write(self, reel: Reel, options: Any, path: Path, step: Step) -> None:
        """Write all of ``reel`` to ``path``, calling ``step`` at every frame or second of sound.

        Raises a StudioError for a document that has nothing for this format; what encoders raise
        (``OSError``, ``av.FFmpegError``, ``soundfile.SoundFileError``) may pass.
        """
