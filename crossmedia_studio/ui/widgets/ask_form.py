"""The form of an ask: words, references, what was understood, the kind wanted, the model, size, seed, options."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.corrections import Correction, corrected, with_step
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.dragging import local_files, media_ids
from crossmedia_studio.ui.icons import kind_icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.ask_rows import SeedRow, SizeRow
from crossmedia_studio.ui.widgets.chip import AddChip, Chip
from crossmedia_studio.ui.widgets.flow import Flow
from crossmedia_studio.ui.widgets.foretold import Foretold
from crossmedia_studio.ui.widgets.form import Form
from crossmedia_studio.ui.widgets.model_choice import ModelChoice
from crossmedia_studio.ui.widgets.section import Section
from crossmedia_studio.ui.widgets.segmented import KindChoice
from crossmedia_studio.ui.widgets.understood import Understood
from crossmedia_studio.understand.meaning import Meaning, from_json

_READ_AFTER_MS = 600


class AskForm(QWidget):
    """Shows a :class:`Draft` and writes every gesture into it; ``changed`` after each."""

    changed = Signal()
    asked = Signal()
    """Something that a generator goes by was changed: words, reading, references, model, length, seed, options."""

    def __init__(
        self,
        draft: Draft,
        session: Session,
        view: ViewState,
        jobs: Jobs,
        abilities: AbilitiesView,
        take_in: Callable[[QMimeData], None],
    ) -> None:
        super().__init__()
        self._draft, self._session, self._view, self._jobs = draft, session, view, jobs
        self._options_form: Form | None = None
        self._options_of: tuple[str, tuple[Param, ...]] = ("", ())
        """The backend and the options that the form shows."""
        self._abilities = abilities
        self._build(abilities, take_in)
        self._timer = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self._timer.timeout.connect(self._read)
        abilities.changed.connect(self.show_models)

    def stop(self) -> None:
        """Read the prompt no more."""
        self._timer.stop()

    def options(self) -> tuple[tuple[str, Any], ...]:
        """The values of the chosen model's options."""
        return tuple(sorted(self._options_form.values().items())) if self._options_form else ()

    def meaning(self) -> Meaning | None:
        """What was understood, as corrected; None while nothing was."""
        if not self._draft.understood:
            return None
        try:
            return corrected(from_json(self._draft.understood), self._draft.corrections)
        except StudioError:
            return None

    def refresh(self) -> None:
        """Show the draft as it is."""
        draft = self._draft
        if self.ask.toPlainText() != draft.prompt:
            self.ask.setPlainText(draft.prompt)
        self.kinds.set_kind(draft.target)
        self.size_row.show_values(draft.target, draft.width, draft.height, draft.duration)
        self.seed_row.show_values(draft.seed, draft.seed_locked)
        self.show_references()
        self.show_models()
        self._show_meaning()

    def show_references(self) -> None:
        """A chip for each reference that is still in the library."""
        self.references.clear()
        items = self._session.project.items
        for media_id in self._draft.references:
            item = items.get(media_id)
            if item is not None:
                chip = Chip(item.name, sign=kind_icon(item.kind))
                chip.removed.connect(partial(self._draft.remove_reference, media_id))
                self.references.add(chip)
        self.references.add(AddChip(tr("Reference"), tr("Start from what the work pane shows"), self._add_shown))
        self.changed.emit()

    def show_models(self) -> None:
        """The models that can answer, and the options of the one that will."""
        self.model_choice.show_choice(self._draft.target, self._kinds(), self._draft.backend, self._draft.prompt)
        card = self.model_choice.card
        name = card.name if card else ""
        params = self._abilities.params(card) if card else ()
        if (name, params) != self._options_of or self._options_form is None:
            self._options_of = (name, params)
            if self._options_form is not None:
                self._options_form.hide()
                self._options_form.deleteLater()
                self._options_form = None
            if params:
                self._options_form = Form(params, self._draft.options.get(name))
                self._options_form.changed.connect(self._on_option)
                self._options.add(self._options_form)
        elif name in self._draft.options:
            self._options_form.set_values(self._draft.options[name])
        self._options.setVisible(self._options_form is not None)
        self.changed.emit()
        self.asked.emit()

    # ── building ──

    def _build(self, abilities: AbilitiesView, take_in: Callable[[QMimeData], None]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(10)
        self.ask = _Words(take_in)
        self.ask.setPlaceholderText(
            tr("What shall it be? Drop pictures, sounds, films or texts here to start from them.")
        )
        self.ask.textChanged.connect(self._on_words)
        self.references = Flow()
        self.understood = Understood()
        self.understood.corrected.connect(self._on_corrected)
        self._understood_section = Section(tr("What the studio understood"))
        self._understood_section.add(self.understood)
        self.foretold = Foretold()
        self.foretold.chosen.connect(self._on_foretold)
        self._foretold_section = Section(tr("What it will go by"))
        self._foretold_section.add(self.foretold)
        self._foretold_section.hide()
        self.kinds = KindChoice()
        self.kinds.chosen.connect(self._on_kind)
        self.model_choice = ModelChoice(abilities)
        self.model_choice.chosen.connect(self._on_model)
        self.size_row = SizeRow()
        self.size_row.changed.connect(self._on_size)
        self.seed_row = SeedRow()
        self.seed_row.changed.connect(self._on_seed)
        self._options = Section(tr("Options"), is_open=False)
        for widget in (
            self.ask, self.references, self.kinds, self._understood_section, self.model_choice,
            self._foretold_section, self.size_row, self.seed_row, self._options,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)

    def _kinds(self) -> frozenset[Kind]:
        items = self._session.project.items
        kinds = {items[i].kind for i in self._draft.references if i in items}
        return frozenset(kinds | ({Kind.TEXT} if self._draft.prompt.strip() or not kinds else set()))

    def _show_meaning(self) -> None:
        meaning = self.meaning() if self._draft.prompt.strip() else None
        self.understood.show_meaning(meaning)
        self._understood_section.setVisible(meaning is not None)

    def show_foretold(self, told: tuple[Told, ...]) -> None:
        """What the chosen model would go by; nothing hides it."""
        card = self.model_choice.card
        self.foretold.show_told(told, self._abilities.params(card) if card else ())
        self._foretold_section.setVisible(bool(told))

    # ── gestures ──

    def _on_foretold(self, name: str, value: Any) -> None:
        self._draft.options.setdefault(self._options_of[0], {})[name] = value
        self.show_models()
        self.asked.emit()

    def _on_words(self) -> None:
        before = bool(self._draft.prompt.strip())
        self._draft.prompt = self.ask.toPlainText()
        free = not self._draft.backend
        if bool(self._draft.prompt.strip()) != before or (
            free and not self.model_choice.is_best(self._kinds(), self._draft.prompt)
        ):
            self.show_models()
        if not self._draft.prompt.strip():
            self._draft.understood = ""
            self._draft.corrections = ()
            self._show_meaning()
        self.changed.emit()
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
            self.asked.emit()

    def _on_unread(self, failed: m.Failed) -> None:
        """Without a reading there are no chips; generating reads the prompt again and says what is wrong."""
        self._draft.understood = ""
        self._show_meaning()

    def _on_corrected(self, step: Correction) -> None:
        self._draft.corrections = with_step(self._draft.corrections, step)
        self._show_meaning()
        self.asked.emit()

    def _on_kind(self, kind: Kind) -> None:
        self._draft.target = kind
        self._draft.backend = ""
        self.size_row.show_values(kind, self._draft.width, self._draft.height, self._draft.duration)
        self.show_models()

    def _on_model(self, backend: str) -> None:
        self._draft.backend = backend
        self.show_models()

    def _on_option(self, name: str, value: Any, more: bool) -> None:
        self._draft.options.setdefault(self._options_of[0], {})[name] = value
        if not more:
            self.asked.emit()

    def _on_size(self, width: int, height: int, duration: float) -> None:
        self._draft.width, self._draft.height, self._draft.duration = width, height, duration
        self.asked.emit()

    def _on_seed(self, seed: int, locked: bool) -> None:
        self._draft.seed, self._draft.seed_locked = seed, locked
        self.asked.emit()

    def _add_shown(self) -> None:
        if self._view.media:
            self._draft.add_references((self._view.media,))


class _Words(QPlainTextEdit):
    """The words of the ask; drops of media go to the pane, drops of words stay words."""

    def __init__(self, take_in: Callable[[QMimeData], None]) -> None:
        super().__init__()
        self._take_in = take_in
        self.setMinimumHeight(92)
        self.setMaximumHeight(116)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("Prompt"))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(media_ids(source) or local_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if media_ids(source) or local_files(source):
            self._take_in(source)
        else:
            super().insertFromMimeData(source)
