"""A project on disk: a folder that survives crashes and can be carried to another computer.

project.studio     the document, one SQLite file; every edit is committed as it happens
versions/          whole states: the last 20 explicit saves, and some made in passing
media/             files named by their content (``media.store``); the document refers to them by that name only
project.lock       held by the window that writes
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from crossmedia_studio.core import files
from crossmedia_studio.core.errors import ProjectError, StorageError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, versions
from crossmedia_studio.project.lock import ProjectLock
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.store import Damaged, Store
from crossmedia_studio.project.versions import Version

DATABASE = "project.studio"
MEDIA = "media"
VERSIONS = "versions"

PASSING_SECONDS = 300.0
"""A version is made in passing when the newest is older than this."""

log = logging.getLogger(__name__)


class ProjectFile:
    """An open project. Made by :meth:`create` or :meth:`open`; :meth:`close` it, or use it in ``with``.

    ``project``: the document as it is on disk. ``recovered``: when opened, it was newer than the last explicit save
    (go back with ``restore(saved_version)``). ``last_edit``: what the last edit was called. ``notice``: a sentence
    for the artist if something had to be mended, else empty.
    """

    def __init__(self, folder: Path, store: Store | None, project: Project, resources: ExitStack, notice: str) -> None:
        """For :meth:`create` and :meth:`open`. Without a ``store`` the project is read-only."""
        self.folder = folder
        self.project = project
        self.notice = notice
        self.recovered = False
        self.last_edit = ""
        self._store = store
        self._resources = resources
        self._revision = 0
        self._versioned: Project | None = None
        self._versioned_at = time.monotonic()

    @classmethod
    def create(cls, folder: Path, project: Project) -> ProjectFile:
        """Start a project in ``folder``, made if need be. Raises ProjectError if there is one already, StorageError."""
        folder = Path(folder)
        check.types(project)
        check.project(project)
        if exists(folder):
            raise ProjectError(
                tr("There is a project in {name} already", name=folder), do=tr("Open it, or choose another folder")
            )
        with ExitStack() as resources:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / MEDIA).mkdir(exist_ok=True)
            except OSError as error:
                raise files.storage_error(folder, error) from error
            resources.callback(ProjectLock(folder).release)
            versions.write(folder / VERSIONS, project, saved=True)
            _build(folder / DATABASE, project)
            store = Store(folder / DATABASE)
            resources.callback(store.close)
            file = cls(folder, store, project, resources.pop_all(), "")
        file._versioned = project
        return file

    @classmethod
    def open(cls, folder: Path, read_only: bool = False) -> ProjectFile:
        """Open the project in ``folder`` (or the ``project.studio`` given) as it was at its last edit.

        Raises ProjectError if there is none, if it was made by a newer studio, if another window has it open (unless
        ``read_only``), or if it is damaged and no version is whole; StorageError where the disk fails.
        """
        folder = Path(folder)
        folder = folder.parent if folder.name == DATABASE else folder
        if not exists(folder):
            raise ProjectError(tr("There is no project in {name}", name=folder), do=tr("Choose a project folder"))
        with ExitStack() as resources:
            if not read_only:
                resources.callback(ProjectLock(folder).release)
                _sweep(folder)
            notice = ""
            store: Store | None
            try:
                store, project = _load(folder, read_only, resources)
            except Damaged as damage:
                store, project, notice = _mend(folder, damage, read_only, resources)
            file = cls(folder, None if read_only else store, project, resources.pop_all(), notice)
        file._compare(store)
        if read_only:
            file._resources.close()
        return file

    def __enter__(self) -> ProjectFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def read_only(self) -> bool:
        return self._store is None

    @property
    def media_folder(self) -> Path:
        """Where ``media.store`` keeps this project's files."""
        return self.folder / MEDIA

    def commit(self, project: Project, text: str = "") -> None:
        """Write what changed since the last commit; ``text`` is what the edit is called. Call it on every change.

        Raises StorageError if that fails: the project in memory is unharmed, and the next commit writes it all.
        """
        store = self._writable()
        if project is self.project:
            return
        store.write(self.project, project, revision=self._revision + 1, last_edit=text)
        self.project = project
        self.last_edit = text
        self._revision += 1
        if time.monotonic() - self._versioned_at > PASSING_SECONDS:
            self._version_in_passing()

    def save(self) -> Version:
        """Keep the document as it is now as a version that can be gone back to. Raises StorageError."""
        store = self._writable()
        version = versions.write(self.folder / VERSIONS, self.project, saved=True)
        self._versioned, self._versioned_at = self.project, time.monotonic()
        store.write(self.project, self.project, saved_revision=self._revision)
        store.tidy()
        self.recovered = False
        return version

    def versions(self) -> tuple[Version, ...]:
        """What can be gone back to, newest first."""
        return versions.versions(self.folder / VERSIONS)

    @property
    def saved_version(self) -> Version | None:
        """The last explicit save."""
        return next((version for version in self.versions() if version.saved), None)

    def restore(self, version: Version) -> Project:
        """The document as it was then; nothing is changed yet (do a ``Replace`` edit with it). Raises ProjectError."""
        return versions.read(version)

    def close(self) -> None:
        """Let go of the project. Closing twice does nothing."""
        if self._store is not None:
            if self._versioned is not self.project:
                self._version_in_passing()
            self._store = None
        self._resources.close()

    def _writable(self) -> Store:
        if self._store is None:
            raise ProjectError(tr("This project is open read-only"), do=tr("Close it and open it for writing"))
        return self._store

    def _version_in_passing(self) -> None:
        self._versioned_at = time.monotonic()
        try:
            versions.write(self.folder / VERSIONS, self.project, saved=False)
            self._versioned = self.project
        except StorageError as error:
            log.warning("no version was made in passing: %s", error)

    def _compare(self, store: Store | None) -> None:
        """How the opened state stands to the last explicit save."""
        saved = -1
        if store is not None:
            self._revision = store.value("revision", 0)
            self.last_edit = store.value("last_edit", "")
            saved = store.value("saved_revision", 0)
        if self._revision != saved:
            self.recovered = not self._is_saved()
        self._versioned = None if self.recovered else self.project

    def _is_saved(self) -> bool:
        version = self.saved_version
        try:
            return version is not None and versions.read(version) == self.project
        except ProjectError:
            return False


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a project, be it damaged."""
    return (folder / DATABASE).exists() or bool(versions.versions(folder / VERSIONS))


def _load(folder: Path, read_only: bool, resources: ExitStack) -> tuple[Store, Project]:
    path = folder / DATABASE
    if not path.is_file():
        raise Damaged(tr("{name} is missing", name=path))
    try:
        store = Store(path, read_only=read_only)
    except StorageError:
        if not read_only:
            raise
        store = Store(_copy(folder, resources), read_only=True)
    resources.callback(store.close)
    try:
        project = store.load()
        if store.outdated and not read_only:
            store.write(None, project)
    except Damaged:
        store.close()  # before the file is put aside
        raise
    return store, project


def _copy(folder: Path, resources: ExitStack) -> Path:
    """A copy of the project file in a folder of ours: SQLite cannot read a log where it may not write."""
    scratch = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="crossmedia-")))
    for name in (DATABASE, f"{DATABASE}-wal"):
        try:
            if (folder / name).exists():
                shutil.copyfile(folder / name, scratch / name)
        except OSError as error:
            raise files.storage_error(folder, error) from error
    return scratch / DATABASE


def _mend(folder: Path, damage: Damaged, read_only: bool, resources: ExitStack) -> tuple[Store | None, Project, str]:
    """The newest whole version in place of a damaged file, which is kept aside."""
    found = versions.newest_whole(folder / VERSIONS)
    if found is None:
        raise ProjectError(damage.what, why=damage.why, do=tr("No whole version is left; look for a copy of it"))
    version, project = found
    at = f"{version.at.astimezone():%Y-%m-%d %H:%M}"
    notice = tr("The project file was damaged; this is the version of {time}", time=at)
    if read_only:
        return None, project, notice
    aside = folder / f"project.damaged-{datetime.now():%Y%m%d-%H%M%S}.studio"
    try:
        # The log goes first: SQLite would apply a log that is left behind to the new file.
        for ending in ("-shm", "-wal", ""):
            old = folder / f"{DATABASE}{ending}"
            if old.exists():
                old.replace(aside.with_name(aside.name + ending))
        aside.with_name(f"{aside.name}-shm").unlink(missing_ok=True)
    except OSError as error:
        raise files.storage_error(folder, error) from error
    if aside.exists():
        notice = tr(
            "The project file was damaged; this is the version of {time}, and the damaged file is kept as {name}",
            time=at, name=aside.name,
        )  # fmt: skip
    _build(folder / DATABASE, project)
    store = Store(folder / DATABASE)
    resources.callback(store.close)
    if not version.saved:
        store.write(project, project, saved_revision=-1)
    return store, project, notice


def _build(path: Path, project: Project) -> None:
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    with files.atomic(path) as temporary:
        Store.build(temporary, project)


def _sweep(folder: Path) -> None:
    """Half-written files that a killed process left."""
    for place in (folder, folder / VERSIONS):
        for left in place.glob(".*.part*"):
            with suppress(OSError):
                left.unlink()
