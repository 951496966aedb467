"""Whole states of a document beside its file: one for each explicit save, and some made in passing.

``versions/000012-20261123T064310Z-saved.json.gz`` holds the whole document, checked by gzip's CRC when read. A
damaged project file is restored from the newest of them that is whole.
"""

from __future__ import annotations

import gzip
import logging
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crossmedia_studio.core import files
from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, codec, upgrade
from crossmedia_studio.project.model import Project

KEEP_SAVED = 20
KEEP_PASSING = 5

_APPLICATION = "crossmedia-studio"
_NAME = re.compile(r"([0-9]{6,9})-([0-9]{8}T[0-9]{6})Z-(saved|passing)\.json\.gz")
_LARGEST = 1 << 30

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Version:
    """A state of the document that can be gone back to. ``saved``: the artist saved it explicitly."""

    path: Path
    number: int
    at: datetime
    saved: bool


def versions(folder: Path) -> tuple[Version, ...]:
    """All versions in ``folder``, newest first."""
    found = []
    for path in folder.glob("*.json.gz"):
        match = _NAME.fullmatch(path.name)
        if match and path.is_file():
            try:
                at = datetime.strptime(match[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                continue
            found.append(Version(path, int(match[1]), at, match[3] == "saved"))
    return tuple(sorted(found, key=lambda version: version.number, reverse=True))


def write(folder: Path, project: Project, *, saved: bool) -> Version:
    """Add a version and let the oldest of its sort go. Raises StorageError."""
    known = versions(folder)
    number = known[0].number + 1 if known else 1
    at = datetime.now(UTC).replace(microsecond=0)
    word = "saved" if saved else "passing"
    path = folder / f"{number:06d}-{at:%Y%m%dT%H%M%S}Z-{word}.json.gz"
    raw = {"application": _APPLICATION, "schema": upgrade.SCHEMA, "project": codec.encode(project)}
    files.write_bytes(path, gzip.compress(codec.dumps(raw).encode(), compresslevel=4, mtime=0))
    same = [version for version in known if version.saved is saved]
    for old in same[(KEEP_SAVED if saved else KEEP_PASSING) - 1 :]:
        try:
            old.path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the old version %s stays: %s", old.path, error)
    return Version(path, number, at, saved)


def read(version: Version) -> Project:
    """The document as it was. Raises ProjectError for a version that is gone, damaged or from a newer studio."""
    raw = codec.loads(_unpacked(version.path))
    if not isinstance(raw, dict) or raw.get("application") != _APPLICATION or type(raw.get("schema")) is not int:
        raise _unreadable(version.path)
    document: Any = raw.get("project")
    upgrade.refuse_newer(raw["schema"])
    if not isinstance(document, dict):
        raise _unreadable(version.path)
    project = codec.decode(Project, upgrade.upgrade(document, raw["schema"]))
    check.project(project)
    return project


def newest_whole(folder: Path) -> tuple[Version, Project] | None:
    """The newest version that can be read, if there is one."""
    for version in versions(folder):
        try:
            return version, read(version)
        except ProjectError as error:
            log.warning("version %s is unreadable: %s", version.path, error)
    return None


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            data = stream.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path) from error
    if len(data) > _LARGEST:
        raise _unreadable(path)
    return data


def _unreadable(path: Path) -> ProjectError:
    return ProjectError(tr("The version {name} cannot be read", name=path.name), do=tr("Choose another version"))
