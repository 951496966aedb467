"""MediaStore: files kept under the SHA-256 of their bytes; the same bytes once, nothing ever overwritten."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Media, Video
from crossmedia_studio.media.opening import check_file

_CHUNK = 1 << 20
_ID = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
NATIVE = {Kind.TEXT: ".txt", Kind.IMAGE: ".png", Kind.AUDIO: ".wav", Kind.VIDEO: ".mp4"}
"""How media made here are kept."""


@dataclass(frozen=True)
class Stored:
    """A file in the store: ``id`` is its SHA-256, ``suffix`` starts with a dot or is empty."""

    id: str
    suffix: str
    path: Path


class MediaStore:
    """Files in ``folder/ab/abcdef….suffix``. Several processes may add at once; a crash leaves only ``*.part``."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def add_file(self, path: Path) -> Stored:
        """Copy ``path`` in, hashing as it is read. MediaError if unreadable, StorageError if the disk is full."""
        path = check_file(path)
        suffix = path.suffix.lower() if _SUFFIX.fullmatch(path.suffix.lower()) else ""
        temporary = self._temporary(suffix)
        try:
            digest = self._copy(path, temporary)
            return self._settle(temporary, digest, suffix)
        finally:
            temporary.unlink(missing_ok=True)

    def add(self, media: Media) -> Stored:
        """Keep a value: text as UTF-8, pictures as PNG, sound as 24-bit WAV, a film's file as it is."""
        if isinstance(media, Video):
            return self.add_file(media.path)
        suffix = NATIVE[media.kind]
        temporary = self._temporary(suffix)
        try:
            from crossmedia_studio.media import files  # codecs the window can open without

            files.write(media, temporary)
            return self._settle(temporary, content_id(temporary), suffix)
        finally:
            temporary.unlink(missing_ok=True)

    def path(self, id: str, suffix: str = "") -> Path:
        """Where the file lies. Raises :class:`MediaError` if it is not there."""
        found = self._find(id, suffix)
        if found is None:
            raise MediaError(
                tr("A piece of media is missing from this project"),
                why=tr("its file {name} is gone", name=f"{id[:12]}…{suffix}"),
                do=tr("Import it again"),
            )
        return found

    def has(self, id: str) -> bool:
        """Whether a file of that id is there."""
        return self._find(id, "") is not None

    def files(self) -> Iterator[Stored]:
        """Everything kept, in order of id."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            id = path.name.split(".")[0]
            if _ID.fullmatch(id):
                yield Stored(id, path.suffix, path)

    def _find(self, id: str, suffix: str) -> Path | None:
        if not _ID.fullmatch(id):
            return None
        shard = self.folder / id[:2]
        exact = shard / f"{id}{suffix}"
        if suffix and exact.is_file():
            return exact
        return next((p for p in sorted(shard.glob(f"{id}*")) if p.name.split(".")[0] == id and p.is_file()), None)

    def _temporary(self, suffix: str) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(self.folder, error) from error
        return self.folder / f".{secrets.token_hex(8)}.part{suffix}"

    def _copy(self, source: Path, target: Path) -> str:
        digest = hashlib.sha256()
        try:
            reading = source.open("rb")
        except OSError as error:
            raise MediaError(tr("{name} cannot be opened", name=source.name), why=error.strerror or "") from error
        with reading:
            try:
                with target.open("xb") as writing:
                    while chunk := reading.read(_CHUNK):
                        digest.update(chunk)
                        writing.write(chunk)
                    writing.flush()
                    os.fsync(writing.fileno())
            except OSError as error:
                raise storage_error(self.folder, error) from error
        return digest.hexdigest()

    def _settle(self, temporary: Path, digest: str, suffix: str) -> Stored:
        """Move into place; bytes that are there already stay as they are, under the suffix they first came with."""
        there = self._find(digest, suffix)
        if there is not None:
            return Stored(digest, there.suffix, there)
        path = self.folder / digest[:2] / f"{digest}{suffix}"
        try:
            path.parent.mkdir(exist_ok=True)
            temporary.replace(path)
        except OSError as error:
            raise storage_error(path, error) from error
        return Stored(digest, suffix, path)


def content_id(path: Path) -> str:
    """The SHA-256 of the bytes of ``path``, by which the store would know it. Raises :class:`MediaError`."""
    path = check_file(path)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise MediaError(tr("{name} cannot be opened", name=path.name), why=error.strerror or "") from error
