"""Jobs: the window's side of the lanes. Submits requests, keeps what the Queue shows, calls back on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from crossmedia_studio.engine import messages as m
from crossmedia_studio.worker.lane import Lane


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A row of the Queue."""

    id: int
    lane: str
    title: str
    request: m.Request
    state: State = State.WAITING
    fraction: float = 0.0
    words: str = ""
    seconds_left: float = -1.0
    preview: Any = None
    failure: m.Failed | None = None
    outcome: str = ""
    """What there is to say once it is done, other than that it is."""


class Jobs(QObject):
    """``changed`` carries the Job that changed; ``failed`` a Failed that nobody else handles."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, lanes: Mapping[str, Lane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._callbacks: dict[int, tuple[Callable[[Any], object] | None, Callable[[m.Failed], object] | None]] = {}
        self._jobs: dict[int, Job] = {}
        for lane in lanes.values():
            lane.reported.connect(self._on_event)

    def submit(
        self,
        request: m.Request,
        *,
        lane: str = "compute",
        title: str = "",
        replace: str = "",
        done: Callable[[Any], object] | None = None,
        failed: Callable[[m.Failed], object] | None = None,
    ) -> int:
        """Queue ``request``. A job with a ``title`` shows in the Queue. ``done`` gets the result, ``failed`` the
        failure (without it the failure goes to the error bar); both run on the GUI thread, and neither once the
        QObject is gone whose method (or ``partial`` of it) they are."""
        job = self._lanes[lane].submit(request, replace)
        self._callbacks[job] = (done, failed)
        if title:
            self._update(Job(job, lane, title, request))
        return job

    def cancel(self, job: int) -> None:
        """Ask ``job`` to stop; the Queue says so at once."""
        row = self._jobs.get(job)
        if row and row.state in (State.WAITING, State.RUNNING):
            self._update(replace(row, state=State.STOPPING))
        for name, lane in self._lanes.items():
            if row is None or row.lane == name:
                lane.cancel(job)

    def tell(self, job: int, outcome: str) -> None:
        """Say how a job of the Queue ended."""
        row = self._jobs.get(job)
        if row:
            self._update(replace(row, outcome=outcome))

    def first(self, job: int) -> None:
        """Let a waiting job run next."""
        if job in self._jobs:
            self._lanes[self._jobs[job].lane].first(job)

    def jobs(self) -> tuple[Job, ...]:
        """All rows of the Queue, oldest first."""
        return tuple(self._jobs.values())

    def forget(self, job: int) -> None:
        """Take an ended job off the Queue."""
        self._jobs.pop(job, None)

    @property
    def busy(self) -> bool:
        """Whether anything that shows in the Queue waits or runs."""
        return any(j.state in (State.WAITING, State.RUNNING, State.STOPPING) for j in self._jobs.values())

    def _update(self, row: Job) -> None:
        self._jobs[row.id] = row
        self.changed.emit(row)

    def _on_event(self, event: m.EngineEvent) -> None:
        row = self._jobs.get(event.job)
        if isinstance(event, m.Started):
            if row and row.state is State.WAITING:
                self._update(replace(row, state=State.RUNNING))
            return
        if isinstance(event, m.Progress):
            if row:
                preview = row.preview if event.preview is None else event.preview
                self._update(
                    replace(
                        row,
                        fraction=event.fraction,
                        words=event.words or row.words,
                        seconds_left=event.seconds_left,
                        preview=preview,
                    )
                )
            return
        done, failed = self._callbacks.pop(event.job, (None, None))
        if isinstance(event, m.Finished):
            if row:
                self._update(replace(row, state=State.DONE, fraction=1.0, seconds_left=0.0))
            if done and _alive(done):
                done(event.result)
        elif isinstance(event, m.Stopped):
            if row:
                self._update(replace(row, state=State.STOPPED))
        else:
            if row:
                self._update(replace(row, state=State.FAILED, failure=event))
            if failed is None:
                self.failed.emit(event)
            elif _alive(failed):
                failed(event)


def _alive(callback: Callable[..., object]) -> bool:
    """Whether the QObject behind a bound method or a ``partial`` of one still exists."""
    owner = getattr(getattr(callback, "func", callback), "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
