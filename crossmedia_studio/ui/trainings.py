"""Training runs of this session of the studio: started, watched, gone on with. They outlive window and project."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Snapshot
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.jobs import Job, Jobs, State

ACTIVE = (State.WAITING, State.RUNNING, State.STOPPING)

_MOST_POINTS = 2000


class Curve:
    """Points (step, value) of one figure, at most 2,000: beyond that, neighbours are replaced by their mean."""

    def __init__(self) -> None:
        self.steps: list[float] = []
        self.values: list[float] = []
        self.latest = math.nan
        self._stride = 1
        self._pending: list[tuple[float, float]] = []

    def add(self, step: float, value: float) -> None:
        """A new point; one at or before the last step takes the place of what came after it (a resumed run)."""
        if not math.isfinite(value):
            return
        self._pending = [point for point in self._pending if point[0] < step]
        while self.steps and self.steps[-1] >= step:
            self.steps.pop()
            self.values.pop()
        self.latest = value
        self._pending.append((step, value))
        if len(self._pending) < self._stride:
            return
        self.steps.append(sum(step for step, _ in self._pending) / len(self._pending))
        self.values.append(sum(value for _, value in self._pending) / len(self._pending))
        self._pending.clear()
        if len(self.steps) >= _MOST_POINTS:
            self.steps, self.values = _halved(self.steps), _halved(self.values)
            self._stride *= 2


def _halved(values: list[float]) -> list[float]:
    return [(a + b) / 2 for a, b in zip(values[::2], values[1::2], strict=True)]


class Run:
    """One training run: its job, curves, latest samples (RGBA uint8 (H, W, 4), and words), and its result."""

    def __init__(self, job: Job, request: m.Train) -> None:
        self.job = job
        self.request = request
        self.curves: dict[str, Curve] = {}
        self.sheet: Any = None
        self.lines: tuple[str, ...] = ()
        self.step = 0
        self.steps = 0
        self.result: m.TrainResult | None = None
        self._seen: object = None

    @property
    def title(self) -> str:
        return self.request.title or self.request.name

    @property
    def active(self) -> bool:
        return self.job.state in ACTIVE

    @property
    def can_go_on(self) -> bool:
        """Stopped or failed on the way: what it had learned by then is kept."""
        return self.job.state in (State.STOPPED, State.FAILED) and self.step > 0

    def follow(self, job: Job) -> None:
        """Take in the present state of its job."""
        self.job = job
        shot = job.preview
        if not isinstance(shot, Snapshot) or shot is self._seen:
            return
        self._seen = shot
        self.step, self.steps = shot.step, shot.steps
        for name, value in shot.figures:
            self.curves.setdefault(name, Curve()).add(shot.step, value)
        if shot.sheet is not None:
            self.sheet = shot.sheet
        self.lines = shot.lines or self.lines

    def take_over(self, former: Run) -> None:
        """It goes on from ``former``: the same curves, the sheet until there is a new one."""
        self.curves, self.sheet, self.lines = former.curves, former.sheet, former.lines
        self.step, self.steps = former.step, former.steps


class Trainings(QObject):
    """``started``, ``changed`` and ``ended`` carry a Run. A model that was trained, or stopped with something kept,
    is among the abilities as soon as the engine has said so."""

    started = Signal(object)
    changed = Signal(object)
    ended = Signal(object)

    def __init__(self, jobs: Jobs, abilities: AbilitiesView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._abilities = jobs, abilities
        self._runs: dict[int, Run] = {}
        jobs.changed.connect(self._on_job)

    def runs(self) -> tuple[Run, ...]:
        """Those of this session, newest first."""
        return tuple(reversed(self._runs.values()))

    def run_named(self, name: str) -> Run | None:
        """The newest run of a model called ``name``."""
        return next((run for run in self.runs() if run.request.name == name), None)

    def start(self, request: m.Train) -> Run:
        """Queue a training; it goes on from a stopped run of its name if the request says so."""
        title = tr("Train {name}", name=request.title or request.name)
        former = self.run_named(request.name)
        job = self._jobs.submit(request, title=title, done=lambda result: self._done(job, result))
        run = self._runs[job]
        if former is not None and not former.active:
            del self._runs[former.job.id]
            if request.resume and former.can_go_on:
                run.take_over(former)
        self.started.emit(run)
        return run

    def go_on(self, run: Run) -> Run:
        """Where it stopped."""
        return self.start(replace(run.request, resume=True))

    def stop(self, run: Run) -> None:
        """Stop and keep the best."""
        self._jobs.cancel(run.job.id)

    def _on_job(self, job: Job) -> None:
        if not isinstance(job.request, m.Train):
            return
        run = self._runs.setdefault(job.id, Run(job, job.request))
        was = run.job.state
        run.follow(job)
        if job.state is State.STOPPED and was is not State.STOPPED:
            words = tr("Stopped; the best so far is kept") if run.step else tr("Cancelled")
            QTimer.singleShot(0, self, partial(self._jobs.tell, job.id, words))  # after all have heard of the stop
        self.changed.emit(run)
        if job.state in (State.STOPPED, State.FAILED) and was is not job.state:
            self._abilities.refresh()
            self.ended.emit(run)

    def _done(self, job: int, result: m.TrainResult) -> None:
        run = self._runs[job]
        run.result = result
        self._jobs.tell(job, result.ended)
        self._abilities.refresh()
        self.changed.emit(run)
        self.ended.emit(run)


def folder_name(title: str, fallback: str) -> str:
    """A model's name from what the artist calls it: small letters, digits, dashes, the same each time.

    What another script says stands as a short hash; ``fallback`` stands before it where nothing else is left.
    """
    plain = unicodedata.normalize("NFKD", title.strip())
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower().encode("ascii", "ignore").decode()).strip("-")[:60]
    if any(character.isalnum() and not character.isascii() for character in plain):
        return f"{name or fallback}-{hashlib.sha256(plain.encode()).hexdigest()[:6]}"
    return name or fallback
