"""Prompt: the ask, one button, the take that forms, and the takes that were made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.draft import Draft, new_seed
from crossmedia_studio.ui.dragging import local_files, media_ids
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.ask_form import AskForm
from crossmedia_studio.ui.widgets.running_card import RunningCard
from crossmedia_studio.ui.widgets.takes_strip import TakesStrip
from crossmedia_studio.understand.meaning import to_json

_FORETELL_AFTER_MS = 250
_ACTIVE = (State.WAITING, State.RUNNING, State.STOPPING)


class PromptPane(QWidget):
    NAME = "prompt"
    TITLE = mark("Prompt")
    ICON = "magic-wand"
    AREA = Area.RIGHT

    def __init__(
        self,
        *,
        session: Session,
        do: Callable[..., bool],
        view: ViewState,
        jobs: Jobs,
        store: MediaStore,
        thumbnails: Thumbnails,
        makes: Makes,
        abilities: AbilitiesView,
        actions: Actions,
        draft: Draft,
        project_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._jobs, self._makes = session, view, jobs, makes
        self._abilities, self._draft, self._folder = abilities, draft, project_folder
        self._own_jobs = {j.id for j in jobs.jobs() if isinstance(j.request, m.Make) and j.state in _ACTIVE}
        self.setAcceptDrops(True)
        self.setMinimumWidth(300)
        takes = TakeMenu(
            session=session, do=do, view=view, draft=draft, makes=makes, store=store, abilities=abilities,
            project_folder=project_folder, owner=self,
        )  # fmt: skip
        self.form = AskForm(draft, session, view, jobs, abilities, self._take_in)
        self.running = RunningCard()
        self.running.cancelled.connect(jobs.cancel)
        self.takes = TakesStrip(takes, view, store, thumbnails)
        self._build(actions)
        self.form.changed.connect(self._refresh_button)
        self._foretell_timer = QTimer(self, singleShot=True, interval=_FORETELL_AFTER_MS)
        self._foretell_timer.timeout.connect(self._foretell)
        self.form.asked.connect(self._foretell_timer.start)
        self._stop_listening = session.changed.connect(self._on_changed)
        draft.changed.connect(self.refresh)
        jobs.changed.connect(self._on_job)
        makes.taken.connect(self._on_taken)
        self.refresh()

    def release(self) -> None:
        """The window goes; the draft stays."""
        self.form.stop()
        self._foretell_timer.stop()
        self._stop_listening()

    def generate(self) -> None:
        """Make what is asked for."""
        request = self.request() if self.button.isEnabled() else None
        if request is None:
            self.form.ask.setFocus()
            return
        title = request.prompt.strip().split("\n")[0] or tr("From {name}", name=request.sources[0].name)
        self._own_jobs.add(self._makes.make(request, title))
        if not self._draft.seed_locked:
            self._draft.seed = new_seed()
            self.form.seed_row.show_values(self._draft.seed, False)
            self._foretell_timer.start()

    def request(self) -> m.Make | None:
        """The ask as it stands; None while there is nothing to ask for."""
        draft = self._draft
        if not (draft.prompt.strip() or draft.references):
            return None
        card = self.form.model_choice.card
        meaning = self.form.meaning() if draft.corrections else None
        spoken = meaning.language if meaning and any(c.field == "language" for c in draft.corrections) else ""
        return m.Make(
            target=draft.target,
            prompt=draft.prompt.strip(),
            sources=tuple(self._makes.source(media_id) for media_id in draft.references),
            backend=card.name if card else "",
            seed=draft.seed,
            width=draft.width,
            height=draft.height,
            duration=draft.duration,
            language=spoken,
            options=self.form.options(),
            meaning=to_json(meaning) if meaning else "",
            project_folder=self._folder,
        )

    def _foretell(self) -> None:
        """Ask the chosen generator what it would go by, if it is one that tells."""
        card = self.form.model_choice.card
        request = self.request() if card is not None and card.foretells and card.ready else None
        if request is None or (request.prompt and not self._draft.understood and not request.sources):
            self.form.show_foretold(())
            return
        if not request.meaning and (meaning := self.form.meaning()) is not None:
            request = replace(request, meaning=to_json(meaning))
        self._jobs.submit(
            m.Foretell(request), lane="aside", replace="foretell", done=self.form.show_foretold,
            failed=self._on_untold,
        )  # fmt: skip

    def _on_untold(self, failed: m.Failed) -> None:
        """Generating says what is wrong; until then there is nothing to show."""
        self.form.show_foretold(())

    def refresh(self) -> None:
        """Show the draft as it is."""
        self.form.refresh()
        self.takes.show_takes(self._session.project, self._draft.takes)
        self._show_running()

    # ── Qt ──

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if media_ids(event.mimeData()) or local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_in(event.mimeData())

    # ── inside ──

    def _build(self, actions: Actions) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        column.addWidget(area, 1)
        line = QFrame()
        line.setObjectName("divider")
        line.setFixedHeight(1)
        column.addWidget(line)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        foot.setSpacing(8)
        foot.addWidget(self.running)
        foot.addWidget(self.takes)
        foot.addLayout(self._build_buttons(actions))
        column.addLayout(foot)

    def _build_buttons(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        generate = actions.bind("make.generate", self.generate)
        self.button = QPushButton(icon("sparkle", "on_accent"), tr("Generate"))
        self.button.setObjectName("primary")
        self.button.setIconSize(QSize(18, 18))
        self.button.setToolTip(generate.toolTip())
        self.button.clicked.connect(generate.trigger)
        row.addWidget(self.button, 1)
        film = QToolButton()
        film.setIcon(icon("film-strip"))
        film.setIconSize(QSize(18, 18))
        film.setFixedHeight(36)
        film.setMinimumWidth(36)
        film.setToolTip(actions["make.film"].toolTip())
        film.clicked.connect(actions["make.film"].trigger)
        row.addWidget(film)
        return row

    def _refresh_button(self) -> None:
        draft, card = self._draft, self.form.model_choice.card
        asked = bool(draft.prompt.strip() or draft.references)
        self.button.setEnabled(asked and (self._abilities.current is None or (card is not None and card.ready)))

    def _show_running(self) -> None:
        ours = [j for j in self._jobs.jobs() if j.id in self._own_jobs and j.state in _ACTIVE]
        if not ours:
            self.running.hide()
            return
        first = next((j for j in ours if j.state is not State.WAITING), ours[0])
        self.running.show_job(first, len(ours) - 1)

    def _take_in(self, data: QMimeData) -> None:
        ids = media_ids(data)
        if ids:
            known = self._session.project.items
            self._draft.add_references(tuple(i for i in ids if i in known))
        elif local_files(data):
            self._makes.import_files(local_files(data), done=self._draft.add_references)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            for media_id in [i for i in self._draft.references if i not in after.items]:
                self._draft.references.remove(media_id)
            self.form.show_references()
            self.takes.show_takes(after, self._draft.takes)

    def _on_job(self, job: Job) -> None:
        if isinstance(job.request, m.Make):
            self._own_jobs.add(job.id)
            self._show_running()

    def _on_taken(self, job: int, media_id: str) -> None:
        self._draft.add_take(media_id)
        self.takes.show_takes(self._session.project, self._draft.takes)
        self.takes.select(media_id)
        if not self._view.playing and self._view.media in ("", *self._draft.takes):
            self._view.open_media(media_id)
