"""The take that is forming: its preview, words, time left and Cancel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.jobs import Job, State
from crossmedia_studio.ui.status import time_left
from crossmedia_studio.ui.thumbnails import pixmap
from crossmedia_studio.ui.widgets.elided import Elided

_PREVIEW = QSize(300, 132)


class RunningCard(QFrame):
    """``cancelled`` carries the job's number. Hidden while nothing runs."""

    cancelled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._job = 0
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.preview = QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setWordWrap(True)
        self.preview.setMaximumHeight(_PREVIEW.height())
        self.preview.hide()
        column.addWidget(self.preview)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.words = Elided("")
        self.words.setObjectName("small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        words.addWidget(self.words)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        self.stop = QPushButton(tr("Cancel"))
        self.stop.clicked.connect(self._cancel)
        row.addWidget(self.stop)
        column.addLayout(row)
        self.hide()

    def show_job(self, job: Job, waiting: int) -> None:
        """Show ``job``; ``waiting`` more of ours stand behind it."""
        if job.id != self._job:
            self._job = job.id
            self._shown = None
            self.preview.hide()
        self._bar.setValue(round(job.fraction * 1000))
        self.stop.setEnabled(job.state in (State.WAITING, State.RUNNING))
        parts = [_state(job)]
        if job.state is State.RUNNING and job.seconds_left >= 0:
            parts.append(time_left(job.seconds_left))
        if waiting:
            parts.append(tr("{count} waiting", count=waiting))
        self.words.setText(" · ".join(parts))
        if job.preview is not None and job.preview is not self._shown:
            self._shown = job.preview
            if isinstance(job.preview, np.ndarray):
                self.preview.setPixmap(
                    pixmap(job.preview).scaled(
                        _PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                    )
                )
            else:
                self.preview.setText(str(job.preview)[-240:])
            self.preview.show()
        self.show()

    def _cancel(self) -> None:
        self.cancelled.emit(self._job)


def _state(job: Job) -> str:
    if job.state is State.WAITING:
        return tr("Waiting")
    if job.state is State.STOPPING:
        return tr("Stopping…")
    return job.words or tr("Working")
