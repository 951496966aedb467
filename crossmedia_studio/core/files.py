"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.i18n import tr

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` (same suffix) that takes its place when the block succeeds.

    On any exception the temporary file is removed and ``path`` stays as it was. Raises
    :class:`StorageError` for a full disk or an unwritable folder.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem[:40]}.{secrets.token_hex(4)}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all."""
    with atomic(path) as temporary:
        temporary.write_bytes(data)


def storage_error(path: Path, error: OSError) -> StorageError:
    """``error`` in an artist's words."""
    what = tr("{name} could not be written", name=path)
    if error.errno in _FULL:
        return StorageError(what, why=tr("the disk is full"), do=tr("Free some space or choose another folder"))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(
            what, why=tr("the folder does not allow writing"), do=tr("Choose a folder that you may write to")
        )
    return StorageError(what, why=error.strerror or str(error), do=tr("Choose another folder"))
