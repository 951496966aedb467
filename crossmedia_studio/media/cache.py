"""A folder of derived files that may be deleted at any time: peaks and thumbnails, within a budget of bytes."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.folders import cache_folder

log = logging.getLogger(__name__)


class DiskCache:
    """Small files by key; the ones not used for longest go first when ``budget`` bytes are passed.

    Nothing here may fail its caller: an unwritable folder only means that the work is done again.
    """

    def __init__(self, name: str, budget: int) -> None:
        self._name, self._budget = name, budget
        self._written = 0

    @property
    def folder(self) -> Path:
        return cache_folder() / self._name

    def get(self, key: str) -> bytes | None:
        """The bytes kept under ``key``, or None."""
        path = self.folder / key
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``."""
        try:
            write_bytes(self.folder / key, data)
        except StorageError as error:
            log.info("nothing is cached: %s", error)
            return
        self._written += len(data)
        if self._written > self._budget // 16:  # the folder is counted now and then, not each time
            self._written = 0
            self._trim()

    def _trim(self) -> None:
        entries = []
        for path in self.folder.glob("*"):
            try:
                facts = path.stat()
            except OSError:
                continue
            entries.append((facts.st_mtime_ns, facts.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= self._budget:
                return
            try:
                path.unlink()
            except OSError:
                continue
            total -= size


def file_key(path: Path, *details: object) -> str:
    """A key that changes when the file does: its path, size and time of change, and what was asked of it."""
    facts = Path(path).stat()
    parts = [str(Path(path).absolute()), facts.st_size, facts.st_mtime_ns, *details]
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()
