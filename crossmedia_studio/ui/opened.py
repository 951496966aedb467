"""An open project and everything that lives exactly as long as it is open."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crossmedia_studio.core.errors import ProjectError, StudioError
from crossmedia_studio.core.folders import projects_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import Edit, Replace
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import Project, new_project
from crossmedia_studio.project.session import Session
from crossmedia_studio.project.versions import Version
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.duels import Duels
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.meanings import Meanings
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.unsaved import Unsaved
from crossmedia_studio.ui.view_state import ViewState

log = logging.getLogger(__name__)

_PROMPT = "prompt"
_PAUSE = 1000


class ReadOnlySession(Session):
    """A session that refuses every change: another window has the project."""

    def do(self, edit: Edit, merge: str = "") -> None:
        raise ProjectError(
            tr("This project can only be looked at here"),
            why=tr("it is open in another window"),
            do=tr("Close it there, then open it again"),
        )


class Opened(QObject):
    """``kept`` after every change that reached the disk; ``refused`` carries a StudioError."""

    kept = Signal()
    refused = Signal(object)

    def __init__(self, file: ProjectFile, folder: Path, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self.folder = folder
        self.session = (ReadOnlySession if file.read_only else Session)(file.project, saved=not file.recovered)
        self.view = ViewState(self)
        self.store = MediaStore(file.media_folder)
        self.thumbnails = Thumbnails(jobs, self.store, self)
        self.meanings = Meanings(jobs, self.store, self)
        self.makes = Makes(jobs, self.session, self.store, folder, self)
        self.playback = Playback(session=self.session, view=self.view, jobs=jobs, project_folder=folder, parent=self)
        self.draft = Draft(self)
        self.duels = Duels(folder, read_only=file.read_only, parent=self)
        self._unsaved = Unsaved(folder)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._keep_prompt)
        if not file.read_only:  # else they are the words of the window that has the project
            self.draft.prompt = self._unsaved.text(_PROMPT) or ""
            self.draft.written.connect(self._pause.start)
        self.makes.taken.connect(self._on_taken)
        self._stop_listening = self.session.changed.connect(self._commit)

    def parts(self) -> dict[str, Any]:
        """What panes may ask for of this project."""
        return {
            "session": self.session, "do": self.do, "view": self.view, "project_folder": self.folder,
            "store": self.store, "thumbnails": self.thumbnails, "makes": self.makes, "meanings": self.meanings,
            "playback": self.playback,
            "draft": self.draft, "duels": self.duels,
        }  # fmt: skip

    def do(self, edit: Edit, merge: str = "") -> bool:
        """Do ``edit``; a refusal goes to the error bar. Whether it was done."""
        try:
            self.session.do(edit, merge)
        except StudioError as error:
            self.refused.emit(error)
            return False
        return True

    def save(self) -> None:
        """Keep the present state as a version to go back to."""
        self.file.save()
        self.session.mark_saved()
        self.kept.emit()

    def go_back(self, version: Version) -> None:
        """Put an earlier version in place of the document; this too can be undone."""
        self.session.do(Replace(self.file.restore(version), tr("Go back to {when}", when=moment(version))))

    def close(self) -> None:
        """The mirror of the constructor. Leaving in good order saves: only a crash asks what to keep."""
        self._stop_listening()
        if self._pause.isActive():
            self._pause.stop()
            self._keep_prompt()
        self.playback.close()
        self.makes.end()
        if self.session.dirty and not self.file.read_only:
            try:
                self.file.save()
            except StudioError as error:
                log.warning("the last version was not saved, every edit is: %s", error)
        self.file.close()

    def _keep_prompt(self) -> None:
        """The words of the ask outlive the window and a crash, as everything else does."""
        if self.draft.prompt.strip():
            self._unsaved.put_text(_PROMPT, self.draft.prompt)
        else:
            self._unsaved.drop(_PROMPT)

    def _on_taken(self, job: int, media_id: str) -> None:
        self.draft.add_take(media_id)

    def _commit(self, before: Project, after: Project) -> None:
        try:
            self.file.commit(after, self.session.undo_text)
        except StudioError as error:
            self.refused.emit(error)
        else:
            self.kept.emit()


def moment(version: Version) -> str:
    """When a version was made, in the artist's time."""
    return f"{version.at.astimezone():%Y-%m-%d %H:%M}"


def open_file(folder: Path) -> ProjectFile:
    """The project in ``folder``; read-only where another window has it. ProjectError if neither can be."""
    try:
        return ProjectFile.open(folder)
    except ProjectError:
        return ProjectFile.open(folder, read_only=True)


def create_file(folder: Path, name: str) -> ProjectFile:
    """A new empty project."""
    return ProjectFile.create(folder, new_project(name))


def free_folder(name: str, parent: Path | None = None) -> Path:
    """A folder for a new project called ``name`` that does not exist yet."""
    parent = parent or projects_folder()
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", name).strip(" .")[:80] or tr("Untitled")
    candidate, number = parent / safe, 2
    while candidate.exists():
        candidate, number = parent / f"{safe} {number}", number + 1
    return candidate
