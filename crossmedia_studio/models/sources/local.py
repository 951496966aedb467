"""Files the artist already has: anything in a folder with the pinned size and hash will do, whatever its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr

_MOST_FILES = 20_000


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Shelf:
    """The files in a folder (or one file), found by content."""

    def __init__(self, origin: Path) -> None:
        """Raises ModelError if there is nothing at ``origin``."""
        if not origin.exists():
            raise ModelError(tr("{name} does not exist", name=origin), do=tr("Choose another file or folder"))
        self._by_size: dict[int, list[Path]] = {}
        paths = [origin] if origin.is_file() else origin.rglob("*")
        for number, path in enumerate(paths):
            if number >= _MOST_FILES:
                raise ModelError(
                    tr("{name} holds too many files to look through", name=origin),
                    do=tr("Choose the folder that holds the model's files"),
                )
            if path.is_file():
                self._by_size.setdefault(path.stat().st_size, []).append(path)

    def find(self, digest: str, size: int) -> Path | None:
        """A file with this SHA-256 and size, if there is one."""
        return next((path for path in self._by_size.get(size, ()) if sha256(path) == digest), None)
