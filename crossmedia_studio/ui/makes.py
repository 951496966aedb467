"""Starts what the engine makes for the open project and puts the results into the document, window or no window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import AddMedia, AddTake, Edit
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.jobs import Jobs


class Makes(QObject):
    """``taken``: (job, media id) of a take that landed; ``imported``: ids; ``film_made``: folder of a new project;
    ``refused``: a StudioError to show."""

    taken = Signal(int, str)
    imported = Signal(object)
    film_made = Signal(object)
    refused = Signal(object)

    def __init__(
        self, jobs: Jobs, session: Session, store: MediaStore, project_folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._session = session
        self._store = store
        self._folder = project_folder
        self._ended = False
        self.results: dict[int, str] = {}
        """Job → media id of its take."""

    def source(self, media_id: str) -> m.SourceFile:
        """A library item as a reference. Raises MediaError if its file is gone, ``KeyError`` if it is unknown."""
        item = self._session.project.items[media_id]
        return m.SourceFile(self._store.path(item.id, item.suffix), item.name, item.id, item.meaning)

    @property
    def project(self) -> Project:
        """The document as it is now."""
        return self._session.project

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self._folder

    def make(self, request: m.Make, title: str, edit: Callable[[MediaItem], Edit] | None = None) -> int:
        """Start a generation; its take lands in the library, or where the ``edit`` made of it puts it."""
        job = self._jobs.submit(request, title=title, done=lambda result: self._landed(job, result, edit))
        return job

    def import_files(self, paths: tuple[Path, ...], done: Callable[[tuple[str, ...]], object] | None = None) -> int:
        """Bring files or folders into the library; ``done`` gets the ids of what came in."""
        title = (
            tr("Import {name}", name=paths[0].name) if len(paths) == 1 else tr("Import {count} files", count=len(paths))
        )
        job = self._jobs.submit(
            m.Import(paths, self._folder),
            lane="media",
            title=title,
            done=lambda result: self._imported(job, done, result),
        )
        return job

    def film(self, request: m.MakeFilm, title: str) -> int:
        """Start a film in a project folder of its own."""
        return self._jobs.submit(
            request, title=title, done=lambda project: self._film_done(project, request.project_folder)
        )

    def end(self) -> None:
        """The project closes: results that still arrive are no longer put into it."""
        self._ended = True

    def _landed(self, job: int, result: m.MakeResult, edit: Callable[[MediaItem], Edit] | None = None) -> None:
        if self._ended or result.item is None:
            return
        try:
            if edit is not None:
                self._session.do(edit(result.item))
        except StudioError as error:  # the timeline has changed meanwhile: what was made is kept all the same
            self.refused.emit(error)
        if result.item.id not in self._session.project.items:
            self._session.do(AddTake(result.item))
        self.results[job] = result.item.id
        self.taken.emit(job, result.item.id)

    def _imported(self, job: int, done: Callable[[tuple[str, ...]], object] | None, result: m.ImportResult) -> None:
        if self._ended:
            return
        known = self._session.project.items
        new: tuple[MediaItem, ...] = tuple(item for item in result.items if item.id not in known)
        if new:
            self._session.do(AddMedia(new))
        ids = tuple(item.id for item in result.items)
        self.imported.emit(ids)
        if done is not None:
            done(ids)
        if result.failed:
            sentences = "\n".join(sentence for _, sentence in result.failed)
            error = StudioError(
                tr("{count} of the files could not be imported", count=len(result.failed)),
                why=result.failed[0][1] if len(result.failed) == 1 else "",
            )
            self._jobs.tell(job, error.what)
            error.details = sentences if len(result.failed) > 1 else ""  # type: ignore[attr-defined]
            self.refused.emit(error)

    def _film_done(self, project: Project, folder: Path) -> None:
        self.film_made.emit(folder)
