"""Training: watch a model learn, by its curves and by what it draws; stop it with the best kept, go on, try it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import State
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.status import time_left
from crossmedia_studio.ui.thumbnails import pixmap
from crossmedia_studio.ui.trainings import Run, Trainings
from crossmedia_studio.ui.widgets.elided import Elided
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.message_bar import sentences
from crossmedia_studio.ui.widgets.picture_view import PictureView
from crossmedia_studio.ui.widgets.run_curves import RunCurves

_REDRAW_MS = 200
_CODEC = "codec"

_SIGNS = {
    State.WAITING: ("hourglass", "second"), State.RUNNING: ("graduation-cap", "accent"),
    State.STOPPING: ("hourglass", "second"), State.DONE: ("check-circle", "done"),
    State.STOPPED: ("stop-circle", "second"), State.FAILED: ("warning-circle", "error"),
}  # fmt: skip


class TrainingPane(QWidget):
    NAME = "training"
    TITLE = mark("Training")
    ICON = "graduation-cap"
    AREA = Area.CENTRE
    ON_CALL = True

    def __init__(
        self,
        *,
        trainings: Trainings,
        abilities: AbilitiesView,
        actions: Actions,
        draft: Draft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._trainings, self._abilities, self._actions, self._draft = trainings, abilities, actions, draft
        self._run: Run | None = None
        self._sheet: object = None
        self._build()
        self._later = QTimer(self, singleShot=True, interval=_REDRAW_MS)
        self._later.timeout.connect(self.refresh)
        trainings.started.connect(self._on_started)
        trainings.changed.connect(self._on_changed)
        abilities.changed.connect(self.refresh)
        runs = trainings.runs()
        self._run = next((run for run in runs if run.active), runs[0] if runs else None)
        self.refresh()

    def release(self) -> None:
        """The window goes; the runs go on."""
        self._later.stop()

    @property
    def run(self) -> Run | None:
        """The run on show."""
        return self._run

    def show_run(self, run: Run) -> None:
        self._run = run
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        run = self._run
        self._stack.setCurrentIndex(0 if run is None else 1)
        if run is None:
            return
        self._show_list()
        self.title.setText(run.title)
        self.words.setText("\n".join(filter(None, (run_words(run), self._use(run)))))
        self._bar.setVisible(run.active)
        self._bar.setValue(round(run.job.fraction * 1000))
        self.stop.setVisible(run.active)
        self.stop.setEnabled(run.job.state is not State.STOPPING)
        self.stop.setText(tr("Cancel") if run.job.state is State.WAITING else tr("Stop and keep the best"))
        self.go_on.setVisible(run.can_go_on)
        self.try_it.setVisible(not run.active and self._maker(run) is not None)
        self.judge.setVisible(not run.active and self._can_be_judged(run))
        self.curves.show_run(run)
        self._show_sheet(run)
        self._show_told(run)

    # ── Qt ──

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > 1.1 * self.height()
        across = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if across is not self._body.orientation():
            self._body.setOrientation(across)
            half = (self.width() if wide else self.height()) // 2
            self._body.setSizes([half, half])

    # ── inside ──

    def _build(self) -> None:
        start = self._actions["make.train"]
        words = tr("Teach a model on your own pictures, sounds, texts or films and watch here how it learns.")
        self._stack = QStackedWidget()
        self._stack.addWidget(Empty(self.ICON, tr("Nothing is learning yet"), words, start.text(), start.trigger))
        self._stack.addWidget(self._build_view())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _build_view(self) -> QWidget:
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.setFixedWidth(152)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Training runs"))
        self.list.currentRowChanged.connect(self._picked)
        self.sheet = PictureView("squares-four", tr("Samples come with the first check."))
        self.sheet.setAccessibleName(tr("Samples"))
        self.sheet.setToolTip(tr("What the model draws by now"))
        self.told = QPlainTextEdit()
        self.told.setReadOnly(True)
        self.told.setAccessibleName(tr("Samples"))
        self.told.setToolTip(tr("What the model writes by now"))
        self.told.hide()
        samples = QWidget()
        column = QVBoxLayout(samples)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.told, 1)
        self.curves = RunCurves()
        self.curves.setContentsMargins(8, 0, 0, 0)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.setChildrenCollapsible(False)
        self._body.addWidget(samples)
        self._body.addWidget(self.curves)
        self._body.setSizes([500, 500])
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(self._build_head())
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        right.addWidget(self._bar)
        right.addWidget(self._body, 1)
        view = QWidget()
        row = QHBoxLayout(view)
        row.setContentsMargins(12, 10, 12, 12)
        row.setSpacing(12)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        return view

    def _build_head(self) -> QHBoxLayout:
        self.title = Elided()
        self.title.setObjectName("title")
        self.words = QLabel()
        self.words.setObjectName("small")
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(words, 1)
        self.stop = _button(row, "stop-circle", tr("Stop and keep the best"), self._stop)
        self.stop.setToolTip(tr("End the training now; the model as it was at its best is kept"))
        self.go_on = _button(row, "play-circle", tr("Go on"), self._go_on)
        self.go_on.setToolTip(tr("Go on where it stopped"))
        self.try_it = _button(row, "sparkle", tr("Try it"), self._try)
        self.try_it.setToolTip(tr("Choose this model in the prompt"))
        self.judge = _button(row, "scales", tr("Judge"), self._judge)
        self.judge.setToolTip(self._actions["make.judge"].toolTip())
        return row

    def _show_list(self) -> None:
        runs = self._trainings.runs()
        self.list.setVisible(len(runs) > 1)
        self.list.blockSignals(True)
        while self.list.count() > len(runs):
            self.list.takeItem(self.list.count() - 1)
        for row, run in enumerate(runs):
            entry = self.list.item(row)
            if entry is None:
                entry = QListWidgetItem()
                self.list.addItem(entry)
            entry.setText(run.title)
            entry.setToolTip(f"{run.title}\n{run_words(run)}")
            entry.setIcon(icon(*_SIGNS[run.job.state]))
            if run is self._run:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _show_told(self, run: Run) -> None:
        """Words stand in for the sheet of a model that draws nothing."""
        words = "\n\n".join(run.lines)
        if words != self.told.toPlainText():
            self.told.setPlainText(words)
        drawn = run.sheet is not None or (run.result is not None and run.result.sheet is not None)
        self.told.setVisible(bool(words))
        self.sheet.setVisible(drawn or not words)

    def _show_sheet(self, run: Run) -> None:
        at_end = run.result.sheet if run.result else None
        shown = run.sheet if run.sheet is not None else at_end
        if shown is self._sheet and shown is not None:
            return
        self._sheet = shown
        picture = None
        if run.sheet is not None:
            picture = pixmap(run.sheet)
        elif at_end is not None:
            picture = QPixmap(str(at_end))
        self.sheet.show_picture(picture)

    def _maker(self, run: Run) -> tuple[m.BackendCard, str] | None:
        """What makes media with the model of ``run``, and its option that names it, once the engine knows it."""
        card = self._abilities.model(run.request.name)
        return self._abilities.maker(card) if card else None

    def _use(self, run: Run) -> str:
        """How a model is used that no generator works with: a codec."""
        card = self._abilities.model(run.request.name)
        if run.active or card is None or card.family != _CODEC:
            return ""
        command = f"crossmedia-studio compress PICTURE -o SMALL.cms --model {card.name}"
        return tr("Use it with: {command}", command=command)

    def _can_be_judged(self, run: Run) -> bool:
        """Whether the Judge pane offers it."""
        card = self._abilities.model(run.request.name)
        return card is not None and bool(card.judged)

    def _on_started(self, run: Run) -> None:
        self.show_run(run)

    def _on_changed(self, run: Run) -> None:
        if not self.isVisible():
            return  # everything is shown anew when it comes to the front
        if not run.active or run.job.state is State.STOPPING:
            self.refresh()
        elif not self._later.isActive():
            self._later.start()

    def _picked(self, row: int) -> None:
        runs = self._trainings.runs()
        if 0 <= row < len(runs):
            self.show_run(runs[row])

    def _stop(self) -> None:
        if self._run is not None:
            self._trainings.stop(self._run)

    def _go_on(self) -> None:
        if self._run is not None:
            self._trainings.go_on(self._run)

    def _try(self) -> None:
        maker = self._maker(self._run) if self._run else None
        if maker is None or self._run is None:
            return
        card, option = maker
        self._draft.target, self._draft.backend = card.target, card.name
        if option:
            self._draft.options.setdefault(card.name, {})[option] = self._run.request.name
        self._draft.changed.emit()

    def _judge(self) -> None:
        self._actions["make.judge"].trigger()


def run_words(run: Run) -> str:
    """How far a run is, in words."""
    job = run.job
    if job.state is State.WAITING:
        return tr("Waiting for its turn")
    if job.state is State.STOPPING:
        return tr("Stopping; the best so far is kept…")
    if job.state is State.STOPPED:
        return job.outcome
    if job.state is State.FAILED and job.failure is not None:
        return sentences(job.failure.what, job.failure.why, job.failure.do)
    if job.state is State.DONE:
        return run.result.ended if run.result else tr("Done")
    parts = []
    if run.steps:
        parts.append(tr("Step {step} of {steps}", step=f"{run.step:,}", steps=f"{run.steps:,}"))
    if run.steps and job.seconds_left >= 0:  # nothing is known of it while the data are prepared
        parts.append(time_left(job.seconds_left))
    if job.words and not any(character.isdigit() for character in job.words):  # the loop counts its steps too
        parts.append(job.words)
    return " · ".join(parts) or tr("Getting ready…")


def _button(row: QHBoxLayout, glyph: str, text: str, work: object) -> QPushButton:
    button = QPushButton(icon(glyph), text)
    button.clicked.connect(work)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return button
