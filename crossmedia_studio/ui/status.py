"""The bottom row: what the machine is, what runs and how long yet, dropped frames, when it was kept."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.playback import Playback


class Status(QStatusBar):
    def __init__(
        self, *, jobs: Jobs, abilities: AbilitiesView, playback: Playback, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._abilities = abilities
        self._device = QLabel(tr("Getting ready…"))
        self._running = QLabel()
        self._dropped = QLabel()
        self._kept = QLabel()
        self.addWidget(self._device)
        self.addWidget(self._running, 1)
        self.addPermanentWidget(self._dropped)
        self.addPermanentWidget(self._kept)
        self._jobs = jobs
        jobs.changed.connect(self._show_job)
        abilities.changed.connect(self._show_device)
        playback.dropped_changed.connect(self._show_dropped)
        playback.notice.connect(self._show_notice)
        if abilities.current:
            self._show_device()

    def kept(self) -> None:
        """The document was just written."""
        self._kept.setText(tr("Saved {time}", time=time.strftime("%H:%M")))
        self._kept.setToolTip(tr("Every change is written to the project at once"))

    def note(self, text: str) -> None:
        """Something about this project that stays, such as that it is read-only."""
        self._kept.setText(text)

    def _show_device(self) -> None:
        current = self._abilities.current
        if current:
            memory = tr("{free} GB free", free=f"{current.memory_mb / 1024:.1f}")
            self._device.setText(f"{tr(current.device)} · {memory}")

    def _show_job(self, job: Job) -> None:
        running = [j for j in self._jobs.jobs() if j.state in (State.RUNNING, State.STOPPING)]
        if not running:
            self._running.clear()
            return
        first = running[0]
        words = [first.title, f"{round(first.fraction * 100)} %"]
        if first.seconds_left >= 0:
            words.append(time_left(first.seconds_left))
        self._running.setText(" · ".join(words))

    def _show_dropped(self, count: int) -> None:
        self._dropped.setText(tr("{count} frames dropped", count=count) if count else "")

    def _show_notice(self, text: str) -> None:
        self.showMessage(text, 8000)


def time_left(seconds: float) -> str:
    """``seconds`` as an artist reads a clock."""
    if seconds < 60:
        return tr("{seconds} s left", seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 120:
        return tr("{minutes} min left", minutes=minutes)
    return tr("{hours} h {minutes} min left", hours=minutes // 60, minutes=minutes % 60)
