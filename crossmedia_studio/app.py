"""The window: builds everything once, connects it, runs it, and takes it down in mirror order."""

from __future__ import annotations

import itertools
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from crossmedia_studio.core import i18n
from crossmedia_studio.core import settings as settings_file
from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.models.loader import Models
from crossmedia_studio.ui import layout as layouts
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions, unexpected
from crossmedia_studio.ui.commands import Commands
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.main_window import MainWindow, project_title
from crossmedia_studio.ui.opened import Opened, create_file, free_folder, open_file
from crossmedia_studio.ui.trainings import Trainings
from crossmedia_studio.worker.garbage import Garbage
from crossmedia_studio.worker.interrupts import interrupts
from crossmedia_studio.worker.lane import Lane, Runs

log = logging.getLogger(__name__)

LANES = ("compute", "media", "preview", "export", "aside")
"""Generation; thumbnails, peaks and imports; playback; export; what must not wait behind any of them."""

_RECENT = 12


class Studio(QObject):
    """One running studio: the lanes, the open project, its window."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self._app = app
        self.settings = settings
        self._garbage = Garbage()
        self._closes: list[Callable[[], None]] = [self._garbage.close]
        self._untold: list[StudioError] = []
        models = Models(models_folder(), budget_mb=settings.memory_mb, threads=settings.threads)
        ids = itertools.count(1)
        self.lanes = {name: Lane(name, lambda: _engine(models, settings), ids, self) for name in LANES}
        for lane in self.lanes.values():
            self._closes.append(lane.close)
        self.jobs = Jobs(self.lanes, self)
        self.abilities = AbilitiesView(self.jobs, self)
        self.trainings = Trainings(self.jobs, self.abilities, self)
        self.opened: Opened | None = None
        self.window: MainWindow | None = None
        self.jobs.failed.connect(self._on_failed)
        app.aboutToQuit.connect(self.close)

    # ── projects ──

    def start(self, folder: Path | None) -> None:
        """Open ``folder``, else the last project, else a fresh one; show the window; then wake the engine."""
        if folder is not None:
            self.open_project(folder)
        if self.window is None:
            for recent in self.settings.recent[:1]:
                if folder is None and Path(recent).is_dir():
                    self.open_project(Path(recent))
        if self.window is None:
            self.new_project(tr("Untitled"))
        QTimer.singleShot(0, self.abilities, self.abilities.refresh)

    def open_project(self, folder: Path) -> bool:
        """Open a project in place of the present one; on failure everything stays as it is."""
        if self.opened is not None and self.opened.folder == folder:
            return True
        try:
            file = open_file(folder)
        except StudioError as error:
            self._tell(error)
            return False
        self._enter(Opened(file, folder, self.jobs, self))
        return True

    def new_project(self, name: str, folder: Path | None = None) -> None:
        """Create a project and open it. Raises StudioError if its folder cannot be written."""
        folder = folder or free_folder(name)
        self._enter(Opened(create_file(folder, name), folder, self.jobs, self))

    def _enter(self, opened: Opened) -> None:
        self._leave()
        self.opened = opened
        others = [path for path in self.settings.recent if path != str(opened.folder)]
        self.change_settings(replace(self.settings, recent=(str(opened.folder), *others)[:_RECENT]))
        self._build_window()
        assert self.window is not None
        if opened.session.project.length:
            self.window.show_pane("viewer")
        if opened.file.read_only:
            self.window.notices.show_bar(
                "warning",
                tr("This project can only be looked at here"),
                more=tr("It is open in another window. Close it there, then open it again."),
            )
        elif opened.file.recovered:
            self._offer_recovery(opened)
        if opened.file.notice:
            self.window.notices.show_bar("warning", opened.file.notice)

    def _offer_recovery(self, opened: Opened) -> None:
        assert self.window is not None
        saved = opened.file.saved_version
        buttons: list[tuple[str, Callable[[], object]]] = [(tr("Keep what I had"), opened.save)]
        if saved is not None:
            buttons.append((tr("Go back to the last save"), lambda: opened.go_back(saved)))
        self.window.notices.show_bar(
            "accent",
            tr("Your unsaved changes are all here"),
            more=tr("The studio was closed before they were saved as a version."),
            buttons=tuple(buttons),
        )

    def _leave(self) -> None:
        """Close the open project, with what still runs for it."""
        if self.opened is None:
            return
        for job in self.jobs.jobs():
            self.jobs.cancel(job.id)
        self._drop_window()
        self.opened.close()
        self.opened.deleteLater()
        self.opened = None

    # ── the window ──

    def change_settings(self, settings: Settings) -> None:
        """Keep new settings; language and look change at once."""
        old, self.settings = self.settings, settings
        settings_file.save(settings)
        if (settings.theme, settings.reduce_motion) != (old.theme, old.reduce_motion):
            theme.apply(self._app, settings.theme, reduce_motion=settings.reduce_motion)
        if settings.language != old.language:
            i18n.set_language(settings.language)
            if self.window is not None:
                QTimer.singleShot(0, self, self._build_window)
                self.abilities.refresh()

    def _build_window(self) -> None:
        """A window for the open project in the present language, where the former one stood."""
        assert self.opened is not None
        self._drop_window()
        actions = Actions(self)
        parts = {
            **self.opened.parts(), "jobs": self.jobs, "abilities": self.abilities, "actions": actions,
            "settings": self.settings, "trainings": self.trainings,
        }  # fmt: skip
        window = MainWindow(parts, actions, layouts.load())
        actions.setParent(window)
        commands = Commands(window, self.opened, self.jobs, self.abilities, self.trainings, actions)
        commands.connect_studio(
            open_project=self.open_project,
            new_project=self.new_project,
            settings=lambda: self.settings,
            change_settings=self.change_settings,
        )
        title = project_title(self.opened.session.project, self.opened.folder, read_only=self.opened.file.read_only)
        window.setWindowTitle(title)
        window.closed.connect(self._app.quit)
        self.opened.kept.connect(window.status.kept)
        self.opened.refused.connect(window.notices.show_error)
        self.opened.makes.film_made.connect(commands.film_made)
        self.window = window
        window.show()
        while self._untold:
            window.notices.show_error(self._untold.pop(0))

    def _drop_window(self) -> None:
        if self.window is None:
            return
        window, self.window = self.window, None
        layouts.save(window.remember())
        window.release()
        window.closed.disconnect()
        window.hide()
        window.deleteLater()

    def _tell(self, error: StudioError) -> None:
        """Show ``error`` in the window, or in the first one that opens."""
        if self.window is not None:
            self.window.notices.show_error(error)
        else:
            self._untold.append(error)

    def _on_failed(self, failed: object) -> None:
        if self.window is not None:
            self.window.notices.show_failure(failed)  # type: ignore[arg-type]

    def show_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What a gesture raised and nobody caught, as a word in the error bar (``sys.excepthook``)."""
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, StudioError):
            log.error("a gesture failed", exc_info=(kind, error, trace))
        if self.window is not None:
            self.window.notices.show_error(error if isinstance(error, StudioError) else unexpected(error))

    def close(self) -> None:
        """Take everything down, last built first. Safe to call twice."""
        self._leave()
        while self._closes:
            self._closes.pop()()


def _engine(models: Models, settings: Settings) -> Runs:
    """Called on a lane's thread: what it imports never holds up the window."""
    from crossmedia_studio.engine.runner import Engine

    return Engine(models, settings)


def _end_windowless() -> None:
    """Take away what an export in this process drew with: it cannot have windows."""
    if QCoreApplication.instance() is not None and not isinstance(QCoreApplication.instance(), QApplication):
        from crossmedia_studio.fuse.compose.application import end_gui

        end_gui()


def run(project_folder: Path | None = None) -> int:
    """Open the studio's window and stay until it is closed; the process's exit code."""
    settings = settings_file.load()
    i18n.set_language(settings.language)
    sys.setswitchinterval(0.0005)  # a painting worker must not starve the window
    _end_windowless()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("crossmedia-studio")
    app.setApplicationDisplayName("Crossmedia Studio")
    theme.apply(app, settings.theme, reduce_motion=settings.reduce_motion)
    studio = Studio(app, settings)
    hook, sys.excepthook = sys.excepthook, studio.show_exception
    try:
        with interrupts(app.quit):
            studio.start(project_folder)
            return app.exec()
    finally:
        studio.close()
        sys.excepthook = hook
