"""The work behind the File, Make and Help menus: dialogs, and what is asked of the studio."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from crossmedia_studio.core.folders import projects_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine.messages import Evaluate
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.main_window import MainWindow
from crossmedia_studio.ui.opened import Opened
from crossmedia_studio.ui.thumbnails import pixmap
from crossmedia_studio.ui.trainings import Run, Trainings


class Commands(QObject):
    """Lives as long as its window. Dialogs are modeless or short; nothing here reads media."""

    def __init__(
        self,
        window: MainWindow,
        opened: Opened,
        jobs: Jobs,
        abilities: AbilitiesView,
        trainings: Trainings,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._opened = opened
        self._jobs = jobs
        self._abilities = abilities
        self._trainings = trainings
        self._actions = actions
        for name, work in {
            "file.save": self.save,
            "file.versions": self.show_versions,
            "file.import": self.ask_import,
            "file.export": self.show_export,
            "edit.search": self.search_actions,
            "clip.morph_sounds": self.morph_sounds,
            "make.models": self.show_models,
            "make.train": self.show_training,
            "make.film": self.show_film,
            "help.about": self.show_about,
        }.items():
            actions.bind(name, work)
        trainings.started.connect(self._on_training)
        trainings.ended.connect(self._on_trained)
        jobs.changed.connect(self._on_job)

    def connect_studio(
        self,
        *,
        open_project: Callable[[Path], bool],
        new_project: Callable[[str, Path | None], object],
        settings: Callable[[], Settings],
        change_settings: Callable[[Settings], object],
    ) -> None:
        """What only the studio itself can do."""
        self._open_project = open_project
        self._new_project = new_project
        self._settings = settings
        self._change_settings = change_settings
        self._actions.bind("file.open", self.ask_open)
        self._actions.bind("file.new", self.ask_new)
        self._actions.bind("file.settings", self.show_settings)
        self._window.top_bar.fill_recent(
            [(Path(path).name, self._opener(Path(path))) for path in settings().recent[1:]]
        )

    def film_made(self, folder: Path) -> None:
        """A film from text is ready in a project of its own."""
        self._window.notices.show_bar(
            "done",
            tr("The film {name} is ready", name=folder.name),
            more=tr("It is a project of its own, with every part still open to change."),
            buttons=((tr("Open the film"), self._opener(folder)),),
        )

    # ── file ──

    def save(self) -> None:
        self._opened.save()
        self._window.notices.show_toast(tr("Saved as a version"))

    def ask_open(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("Open project"), str(projects_folder()))
        if folder:
            self._opener(Path(folder))()

    def ask_new(self) -> None:
        from crossmedia_studio.ui.dialogs.new_project import NewProject

        dialog = NewProject(self._new_project, self._window)
        self._window.ask_to_stop(tr("Stop and start anew"), partial(self._show, dialog))

    def ask_import(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Import media"))
        if names:
            self._opened.makes.import_files(tuple(Path(name) for name in names))

    def show_export(self) -> None:
        from crossmedia_studio.ui.dialogs.export import ExportDialog

        self._show(
            ExportDialog(self._opened.session.project, self._opened.folder, self._jobs, self._abilities, self._window)
        )

    def show_versions(self) -> None:
        from crossmedia_studio.ui.dialogs.versions import VersionsDialog

        self._show(VersionsDialog(self._opened, self._window))

    def show_settings(self) -> None:
        from crossmedia_studio.ui.dialogs.settings import SettingsDialog

        self._show(SettingsDialog(self._settings(), self._change_settings, self._window))

    def morph_sounds(self) -> None:
        from crossmedia_studio.ui.sound_morph import morph_at_cut

        opened = self._opened
        if morph_at_cut(opened.session.project, opened.view, opened.makes, self._window.notices.show_toast) is not None:
            self._window.notices.show_toast(tr("Morphing the sounds; the timeline changes when it is done"))

    # ── make and help ──

    def show_models(self) -> None:
        from crossmedia_studio.ui.dialogs.models import ModelsDialog

        self._show(ModelsDialog(self._abilities, self._jobs, self._window))

    def show_film(self) -> None:
        from crossmedia_studio.ui.dialogs.film import FilmDialog

        self._show(FilmDialog(self._opened.draft, self._opened.makes, self._abilities, self._window))

    def show_training(self) -> None:
        from crossmedia_studio.ui.dialogs.training import TrainingDialog

        opened = self._opened
        self._show(
            TrainingDialog(
                self._trainings, self._abilities, self._jobs, opened.session, opened.view, opened.folder, self._window
            )
        )

    def show_about(self) -> None:
        from crossmedia_studio.ui.dialogs.about import AboutDialog

        self._show(AboutDialog(self._abilities, self._window))

    def search_actions(self) -> None:
        from crossmedia_studio.ui.dialogs.action_search import ActionSearch

        self._show(ActionSearch(self._actions, self._window))

    def _on_training(self, run: Run) -> None:
        self._window.show_pane("training")

    def _on_trained(self, run: Run) -> None:
        """Trained, or stopped with something learned: a word to who looks elsewhere, with what it draws by now."""
        if run.job.state is State.FAILED or (not run.step and run.result is None):
            return
        if self._window.panes["training"].isVisible():
            return  # it says so itself
        sheet = pixmap(run.sheet) if run.sheet is not None else None
        self._window.notices.show_toast(
            tr("{name} is trained", name=run.title) if run.result else tr("{name}: the best is kept", name=run.title),
            clicked=partial(self._window.show_pane, "training"),
            picture=sheet,
        )

    def _on_job(self, job: Job) -> None:
        judged = isinstance(job.request, Evaluate) and job.state is State.DONE
        if judged and not self._window.panes["report"].isVisible():
            self._window.notices.show_toast(tr("The figures are ready"), clicked=self._actions["make.judge"].trigger)

    def _show(self, dialog: QWidget) -> None:
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _opener(self, folder: Path) -> Callable[[], object]:
        return partial(self._window.ask_to_stop, tr("Stop and open"), partial(self._open_project, folder))
