"""Queue: what runs, what waits, what went wrong; each with its Cancel, its place in the line, its error in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.progress import Snapshot
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.install import ask_install
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.status import time_left
from crossmedia_studio.ui.thumbnails import pixmap
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.elided import Elided
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.message_bar import sentences

_ENDED = (State.DONE, State.STOPPED, State.FAILED)


class QueuePane(QWidget):
    NAME = "queue"
    TITLE = mark("Queue")
    ICON = "queue"
    AREA = Area.LEFT

    def __init__(
        self,
        *,
        jobs: Jobs,
        abilities: AbilitiesView,
        makes: Makes,
        view: ViewState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._abilities, self._view = jobs, abilities, view
        self._cards: dict[int, JobCard] = {}
        self._results = makes.results
        self.setMinimumWidth(220)
        self.setMinimumHeight(110)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(8, 8, 8, 8)
        self._rows.setSpacing(6)
        self._rows.addStretch(1)
        content = QWidget()
        content.setLayout(self._rows)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self._stack = QStackedWidget()
        self._stack.addWidget(Empty("hourglass", "", tr("What is being made shows here, with its progress.")))
        self._stack.addWidget(area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        for job in jobs.jobs():
            self._on_job(job)
        jobs.changed.connect(self._on_job)
        makes.taken.connect(self._on_taken)

    def cards(self) -> list[JobCard]:
        """The rows, newest first."""
        return sorted(self._cards.values(), key=lambda card: -card.job.id)

    def _on_job(self, job: Job) -> None:
        card = self._cards.get(job.id)
        if card is None:
            card = JobCard(job, self)
            self._cards[job.id] = card
            self._rows.insertWidget(0, card)
        card.show_job(job)
        if job.id in self._results:
            card.show_result()
        self._stack.setCurrentIndex(1)

    def _on_taken(self, job: int, media_id: str) -> None:
        if job in self._cards:
            self._cards[job].show_result()

    def cancel(self, job: Job) -> None:
        self._jobs.cancel(job.id)

    def first(self, job: Job) -> None:
        """To the front of the line."""
        self._jobs.first(job.id)
        card = self._cards[job.id]
        waiting = [c for c in self.cards() if c.job.state is State.WAITING]
        self._rows.removeWidget(card)
        below = max((self._rows.indexOf(c) for c in waiting if c is not card), default=-1)
        self._rows.insertWidget(below + 1, card)

    def remove(self, job: Job) -> None:
        """Take an ended row away."""
        self._jobs.forget(job.id)
        card = self._cards.pop(job.id)
        card.hide()
        card.deleteLater()
        self._stack.setCurrentIndex(1 if self._cards else 0)

    def install(self, name: str) -> None:
        ask_install(self._abilities, (name,), self.window())

    def open_result(self, job: Job) -> None:
        media_id = self._results.get(job.id)
        if media_id:
            self._view.open_media(media_id)


class JobCard(QFrame):
    """One row."""

    def __init__(self, job: Job, pane: QueuePane) -> None:
        super().__init__()
        self.setObjectName("card")
        self.job = job
        self._pane = pane
        self._shown_preview: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 4, 6)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(4)
        self._picture = QLabel()
        self._picture.hide()
        head.addWidget(self._picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Elided(job.title)
        self.words = Elided("")
        self.words.setObjectName("small")
        words.addWidget(self.title)
        words.addWidget(self.words)
        head.addLayout(words, 1)
        self._front = self._button("arrow-line-up", tr("Next in line"), self._to_front)
        self.stop = self._button("x", tr("Cancel"), self._cancel)
        self._away = self._button("x", tr("Take off the list"), self._remove)
        self._show = self._button("eye", tr("Show the result"), self._open)
        self._show.hide()
        for button in (self._show, self._front, self.stop, self._away):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        column.addWidget(self._bar)
        self._error = QLabel()
        self._error.setWordWrap(True)
        self._error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._error.hide()
        column.addWidget(self._error)
        self._below = QHBoxLayout()
        self.install = QPushButton(tr("Install…"))
        self.install.clicked.connect(self._install)
        self.install.hide()
        self._fold = QPushButton(tr("Details"))
        self._fold.setCheckable(True)
        self._fold.hide()
        self._below.addWidget(self.install)
        self._below.addWidget(self._fold)
        self._below.addStretch(1)
        column.addLayout(self._below)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setFixedHeight(120)
        self._details.hide()
        self._fold.toggled.connect(self._details.setVisible)
        column.addWidget(self._details)

    def show_job(self, job: Job) -> None:
        """Show the state of ``job``."""
        self.job = job
        self.words.setText(_words(job))
        self.words.setToolTip(job.words)
        running = job.state in (State.RUNNING, State.STOPPING)
        self._bar.setVisible(running)
        self._bar.setValue(round(job.fraction * 1000))
        self._front.setVisible(job.state is State.WAITING)
        self.stop.setVisible(job.state in (State.WAITING, State.RUNNING))
        self._away.setVisible(job.state in _ENDED)
        self._show_preview(job)
        if job.failure is not None and self._error.isHidden():
            failure = job.failure
            do = "" if failure.missing else failure.do
            self._error.setText(sentences(failure.what, failure.why, do))
            self._error.show()
            self.install.setVisible(bool(failure.missing))
            self._fold.setVisible(bool(failure.details))
            self._details.setPlainText(failure.details)

    def show_result(self) -> None:
        """There is something to look at."""
        self._show.show()

    def _show_preview(self, job: Job) -> None:
        preview = job.preview.sheet if isinstance(job.preview, Snapshot) else job.preview
        if preview is self._shown_preview or not isinstance(preview, np.ndarray):
            return
        self._shown_preview = preview
        self._picture.setPixmap(small(preview, QSize(56, 40)))
        self._picture.show()

    def _button(self, glyph: str, tip: str, work: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(glyph))
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip)
        button.clicked.connect(work)
        return button

    def _cancel(self) -> None:
        self._pane.cancel(self.job)

    def _to_front(self) -> None:
        self._pane.first(self.job)

    def _remove(self) -> None:
        self._pane.remove(self.job)

    def _open(self) -> None:
        self._pane.open_result(self.job)

    def _install(self) -> None:
        if self.job.failure is not None:
            self._pane.install(self.job.failure.missing)


def small(pixels: np.ndarray, size: QSize) -> QPixmap:
    """A preview array as a pixmap within ``size``."""
    return pixmap(pixels).scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _words(job: Job) -> str:
    if job.state is State.WAITING:
        return tr("Waiting")
    if job.state is State.STOPPING:
        return tr("Stopping…")
    if job.state is State.DONE:
        return job.outcome or tr("Done")
    if job.state is State.STOPPED:
        return job.outcome or tr("Cancelled")
    if job.state is State.FAILED:
        return tr("Did not work")
    parts = [f"{round(job.fraction * 100)} %"]
    if job.seconds_left >= 0:
        parts.append(time_left(job.seconds_left))
    if job.words:
        parts.append(job.words)
    return " · ".join(parts)
