"""Prompt: the ask. Words and references in, the studio's reading of them to correct, one button, takes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.corrections import Correction, corrected, with_step
from crossmedia_studio.ui.draft import Draft, new_seed
from crossmedia_studio.ui.dragging import local_files, media_ids
from crossmedia_studio.ui.icons import icon, kind_icon
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.ask_rows import SeedRow, SizeRow
from crossmedia_studio.ui.widgets.chip import AddChip, Chip
from crossmedia_studio.ui.widgets.flow import Flow
from crossmedia_studio.ui.widgets.form import Form
from crossmedia_studio.ui.widgets.model_choice import ModelChoice
from crossmedia_studio.ui.widgets.running_card import RunningCard
from crossmedia_studio.ui.widgets.section import Section
from crossmedia_studio.ui.widgets.segmented import KindChoice
from crossmedia_studio.ui.widgets.takes_strip import TakesStrip
from crossmedia_studio.ui.widgets.understood import Understood
from crossmedia_studio.understand.meaning import Meaning, from_json, to_json

_READ_AFTER_MS = 600
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
        self._form: Form | None = None
        self._form_of = ""
        self._own_jobs: set[int] = set()
        self.setAcceptDrops(True)
        self.setMinimumWidth(300)
        self._build(actions, TakeMenu(
            session=session, do=do, view=view, draft=draft, makes=makes, store=store, abilities=abilities,
            project_folder=project_folder, owner=self,
        ), view, store, thumbnails)  # fmt: skip
        self._timer = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self._timer.timeout.connect(self._read)
        self._stop_listening = session.changed.connect(self._on_changed)
        draft.changed.connect(self.refresh)
        abilities.changed.connect(self._show_models)
        jobs.changed.connect(self._on_job)
        makes.taken.connect(self._on_taken)
        self._own_jobs = {j.id for j in jobs.jobs() if isinstance(j.request, m.Make) and j.state in _ACTIVE}
        self.refresh()

    def release(self) -> None:
        """The window goes; the draft stays."""
        self._timer.stop()
        self._stop_listening()

    # ── asking ──

    def generate(self) -> None:
        """Make what is asked for."""
        request = self.request() if self.button.isEnabled() else None
        if request is None:
            self.ask.setFocus()
            return
        title = request.prompt.strip().split("\n")[0] or tr("From {name}", name=request.sources[0].name)
        self._own_jobs.add(self._makes.make(request, title))
        if not self._draft.seed_locked:
            self._draft.seed = new_seed()
            self.seed_row.show_values(self._draft.seed, False)

    def request(self) -> m.Make | None:
        """The ask as it stands; None while there is nothing to ask for."""
        draft = self._draft
        if not (draft.prompt.strip() or draft.references):
            return None
        card = self.model_choice.card
        meaning = self._meaning()
        return m.Make(
            target=draft.target,
            prompt=draft.prompt.strip(),
            sources=tuple(self._makes.source(media_id) for media_id in draft.references),
            backend=card.name if card else "",
            seed=draft.seed,
            width=draft.width,
            height=draft.height,
            duration=draft.duration,
            language=meaning.language if meaning and any(c.field == "language" for c in draft.corrections) else "",
            options=tuple(sorted(self._form.values().items())) if self._form else (),
            meaning=to_json(meaning) if meaning and draft.corrections else "",
            project_folder=self._folder,
        )

    def refresh(self) -> None:
        """Show the draft as it is."""
        draft = self._draft
        if self.ask.toPlainText() != draft.prompt:
            self.ask.setPlainText(draft.prompt)
        self.kinds.set_kind(draft.target)
        self.size_row.show_values(draft.target, draft.width, draft.height, draft.duration)
        self.seed_row.show_values(draft.seed, draft.seed_locked)
        self._show_references()
        self._show_models()
        self._show_meaning()
        self.takes.show_takes(self._session.project, draft.takes)
        self._show_running()

    # ── Qt ──

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if media_ids(event.mimeData()) or local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take_in(event.mimeData())

    # ── building ──

    def _build(
        self, actions: Actions, takes: TakeMenu, view: ViewState, store: MediaStore, thumbnails: Thumbnails
    ) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        content = QWidget()
        form = QVBoxLayout(content)
        form.setContentsMargins(10, 10, 10, 10)
        form.setSpacing(10)
        self.ask = _Words(self._take_in)
        self.ask.setPlaceholderText(
            tr("What shall it be? Drop pictures, sounds, films or texts here to start from them.")
        )
        self.ask.textChanged.connect(self._on_words)
        form.addWidget(self.ask)
        self.references = Flow()
        form.addWidget(self.references)
        self.understood = Understood()
        self.understood.corrected.connect(self._on_corrected)
        self._understood_section = Section(tr("What the studio understood"))
        self._understood_section.add(self.understood)
        form.addWidget(self._understood_section)
        self.kinds = KindChoice()
        self.kinds.chosen.connect(self._on_kind)
        form.addWidget(self.kinds)
        self.model_choice = ModelChoice(self._abilities)
        self.model_choice.chosen.connect(self._on_model)
        form.addWidget(self.model_choice)
        self.size_row = SizeRow()
        self.size_row.changed.connect(self._on_size)
        form.addWidget(self.size_row)
        self.seed_row = SeedRow()
        self.seed_row.changed.connect(self._on_seed)
        form.addWidget(self.seed_row)
        self._options = Section(tr("Options"), is_open=False)
        form.addWidget(self._options)
        form.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        column.addWidget(area, 1)
        column.addWidget(_divider())
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        foot.setSpacing(8)
        self.running = RunningCard()
        self.running.cancelled.connect(self._jobs.cancel)
        foot.addWidget(self.running)
        self.takes = TakesStrip(takes, view, store, thumbnails)
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

    # ── the draft, shown ──

    def _show_references(self) -> None:
        self.references.clear()
        items = self._session.project.items
        for media_id in self._draft.references:
            item = items.get(media_id)
            if item is not None:
                chip = Chip(item.name, sign=kind_icon(item.kind))
                chip.removed.connect(partial(self._draft.remove_reference, media_id))
                self.references.add(chip)
        self.references.add(AddChip(tr("Reference"), tr("Start from what the work pane shows"), self._add_shown))
        self._refresh_button()

    def _kinds(self) -> frozenset[Kind]:
        items = self._session.project.items
        kinds = {items[i].kind for i in self._draft.references if i in items}
        return frozenset(kinds | ({Kind.TEXT} if self._draft.prompt.strip() or not kinds else set()))

    def _show_models(self) -> None:
        self.model_choice.show_choice(self._draft.target, self._kinds(), self._draft.backend)
        card = self.model_choice.card
        name = card.name if card else ""
        if name != self._form_of or self._form is None:
            self._form_of = name
            if self._form is not None:
                self._form.hide()
                self._form.deleteLater()
                self._form = None
            if card is not None and card.params:
                self._form = Form(card.params, self._draft.options.get(name))
                self._form.changed.connect(self._on_option)
                self._options.add(self._form)
        elif name in self._draft.options:
            self._form.set_values(self._draft.options[name])
        self._options.setVisible(self._form is not None)
        self._refresh_button()

    def _refresh_button(self) -> None:
        draft = self._draft
        asked = bool(draft.prompt.strip() or draft.references)
        card = self.model_choice.card
        self.button.setEnabled(asked and (self._abilities.current is None or (card is not None and not card.missing)))

    def _meaning(self) -> Meaning | None:
        if not self._draft.understood:
            return None
        try:
            return corrected(from_json(self._draft.understood), self._draft.corrections)
        except StudioError:
            return None

    def _show_meaning(self) -> None:
        meaning = self._meaning() if self._draft.prompt.strip() else None
        self.understood.show_meaning(meaning)
        self._understood_section.setVisible(meaning is not None)

    def _show_running(self) -> None:
        ours = [j for j in self._jobs.jobs() if j.id in self._own_jobs and j.state in _ACTIVE]
        if not ours:
            self.running.hide()
            return
        first = next((j for j in ours if j.state is not State.WAITING), ours[0])
        self.running.show_job(first, len(ours) - 1)

    # ── gestures ──

    def _on_words(self) -> None:
        before = bool(self._draft.prompt.strip())
        self._draft.prompt = self.ask.toPlainText()
        if bool(self._draft.prompt.strip()) != before:
            self._show_models()
        if not self._draft.prompt.strip():
            self._draft.understood = ""
            self._draft.corrections = ()
            self._show_meaning()
        self._refresh_button()
        self._timer.start()

    def _read(self) -> None:
        text = self._draft.prompt.strip()
        if text:
            self._jobs.submit(
                m.Understand(text=text), lane="aside", replace="prompt", done=partial(self._on_read, text),
                failed=self._on_unread,
            )  # fmt: skip

    def _on_read(self, text: str, meaning: str) -> None:
        if self._draft.prompt.strip() == text:
            self._draft.understood = meaning
            self._show_meaning()

    def _on_unread(self, failed: m.Failed) -> None:
        """Without a reading there are no chips; generating reads the prompt again and says what is wrong."""
        self._draft.understood = ""
        self._show_meaning()

    def _on_corrected(self, step: Correction) -> None:
        self._draft.corrections = with_step(self._draft.corrections, step)
        self._show_meaning()

    def _on_kind(self, kind: Kind) -> None:
        self._draft.target = kind
        self._draft.backend = ""
        self.size_row.show_values(kind, self._draft.width, self._draft.height, self._draft.duration)
        self._show_models()

    def _on_model(self, backend: str) -> None:
        self._draft.backend = backend
        self._show_models()

    def _on_option(self, name: str, value: Any, more: bool) -> None:
        self._draft.options.setdefault(self._form_of, {})[name] = value

    def _on_size(self, width: int, height: int, duration: float) -> None:
        self._draft.width, self._draft.height, self._draft.duration = width, height, duration

    def _on_seed(self, seed: int, locked: bool) -> None:
        self._draft.seed, self._draft.seed_locked = seed, locked

    def _add_shown(self) -> None:
        if self._view.media:
            self._draft.add_references((self._view.media,))

    def _take_in(self, data: QMimeData) -> None:
        ids = media_ids(data)
        if ids:
            known = self._session.project.items
            self._draft.add_references(tuple(i for i in ids if i in known))
        elif local_files(data):
            self._makes.import_files(local_files(data), done=self._draft.add_references)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            gone = [i for i in self._draft.references if i not in after.items]
            for media_id in gone:
                self._draft.references.remove(media_id)
            self._show_references()
            self.takes.show_takes(after, self._draft.takes)

    def _on_job(self, job: Job) -> None:
        if isinstance(job.request, m.Make) and job.id not in self._own_jobs:
            self._own_jobs.add(job.id)
        if job.id in self._own_jobs:
            self._show_running()

    def _on_taken(self, job: int, media_id: str) -> None:
        self._draft.add_take(media_id)
        self.takes.show_takes(self._session.project, self._draft.takes)
        self.takes.select(media_id)
        if not self._view.playing and self._view.media in ("", *self._draft.takes):
            self._view.open_media(media_id)


class _Words(QPlainTextEdit):
    """The ask; drops of media go to the pane, drops of words stay words."""

    def __init__(self, take_in: Callable[[QMimeData], None]) -> None:
        super().__init__()
        self._take_in = take_in
        self.setMinimumHeight(92)
        self.setMaximumHeight(150)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("Prompt"))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(media_ids(source) or local_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if media_ids(source) or local_files(source):
            self._take_in(source)
        else:
            super().insertFromMimeData(source)


def _divider() -> QFrame:
    line = QFrame()
    line.setObjectName("divider")
    line.setFixedHeight(1)
    return line
