"""Folders written whole or not at all: gathered in a hidden folder beside the final one and moved in one step."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.i18n import tr

_SPARE_BYTES = 50_000_000


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """An empty hidden folder that takes the place of ``target`` when the block succeeds, and vanishes when not."""
    staging = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    old = staging.with_suffix(".old")
    try:
        staging.mkdir(parents=True)
        yield staging
        if target.exists():
            target.replace(old)
        staging.replace(target)
    except OSError as error:
        raise storage_error(target, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def staged_away(folder: Path) -> Iterator[Path]:
    """A hidden working folder inside ``folder`` that vanishes when the block ends."""
    work = folder / f".work.{secrets.token_hex(4)}.part"
    try:
        work.mkdir(parents=True)
        yield work
    except OSError as error:
        raise storage_error(folder, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_space(folder: Path, need: int, what: str) -> None:
    """Make ``folder`` if it is not there. Raises StorageError if its disk has no room for ``need`` bytes more."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise storage_error(folder, error) from error
    need += _SPARE_BYTES
    if free < need:
        raise StorageError(
            tr("There is no room for {title}", title=what),
            why=tr("it needs {need} MB and {free} MB are free", need=need // 1_000_000, free=free // 1_000_000),
            do=tr("Free some space or choose another folder"),
        )
