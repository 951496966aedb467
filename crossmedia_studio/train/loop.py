"""The one loop that trains every recipe: step, look, check, save; resumes to the bit, steps back when it goes astray.

A resumed run ends with the very weights of one that was never stopped as long as its schedule hangs on steps and not
on the clock (``minutes=0``, ``check`` in steps).
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Cancelled, Snapshot, Step
from crossmedia_studio.train import checkpoint, curves
from crossmedia_studio.train import sheet as sheets
from crossmedia_studio.train.learner import Figures, Learner
from crossmedia_studio.train.optimise import Watch, rate_share
from crossmedia_studio.train.options import LoopOptions
from crossmedia_studio.train.places import BEST, LAST, POINTS, SAMPLES
from crossmedia_studio.train.recipe import Telling

log = logging.getLogger(__name__)

SECONDS_BETWEEN_SAVES = 60.0
_SECONDS_BETWEEN_LOOKS = 0.25
_MOST_UNSEEN_STEPS = 64
_FIRST_CHECK_SECONDS = 10.0
_MOST_RETREATS = 6
_NOTE_SECONDS = 60.0


@dataclass
class State:
    """The scalars of a run, kept in its checkpoints. ``rate`` halves at each retreat."""

    step: int = 0
    seconds: float = 0.0
    rate: float = 1.0
    retreats: int = 0
    best: float = math.inf
    best_step: int = 0
    checked_step: int = -1
    stale: int = 0
    figures: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)


class Loop:
    """One learner at work in a run's ``folder``."""

    def __init__(self, learner: Learner, options: LoopOptions, folder: Path) -> None:
        self.learner, self.options, self.folder = learner, options, folder
        self.state = State()
        self._team = learner.team
        self._unseen: list[Figures] = []
        self._recent: list[dict[str, float]] = []
        self._settled = True  # whether a checkpoint was taken since the last retreat
        self._cancelled = False
        self._start = (0, 0.0)  # step and seconds of the run when this session began
        self._begun = self._looked = self._saved = self._checked = self._recorded = self._noted = 0.0
        self._check_cost = self._save_cost = 0.0

    # ── the run ─────────────────────────────────────────────────────────────────────────────────────

    def resume(self) -> bool:
        """Go back to the newest checkpoint that is whole; False if there never was one.

        Raises TrainingError if all are damaged, or do not fit these networks.
        """
        newest = self._newest()
        if newest is None and (self.folder / LAST).is_file():
            raise checkpoint.damaged(self.folder / LAST)
        if newest is None:
            return False
        self._load(newest)
        self._cut_curves()
        return True

    def _newest(self) -> Path | None:
        """The last checkpoint or the best, whichever is further; the last if they are of one step."""
        steps = {name: (checkpoint.peek(self.folder / name) or {}).get("step", -1) for name in (BEST, LAST)}
        name = LAST if steps[LAST] >= steps[BEST] else BEST
        return self.folder / name if steps[name] >= 0 else None

    def run(self, step: Step) -> str:
        """Train until a limit is reached. → Why it ended (translated).

        Raises Cancelled once everything is saved, TrainingError when the run goes astray again and again.
        """
        with self.learner.own_chance(self.options.seed):
            try:
                return self._run(step)
            except torch.OutOfMemoryError as error:
                raise TrainingError(
                    tr("The graphics card has not enough memory for this training"),
                    do=tr("Choose a smaller batch or a smaller model and go on"),
                ) from error

    def _run(self, step: Step) -> str:
        now = self._begun = self._looked = self._saved = self._checked = self._recorded = time.monotonic()
        self._noted = now - _NOTE_SECONDS
        self._start = (self.state.step, self.state.seconds)
        if not (self.folder / LAST).is_file():
            self._save(LAST)
        words = tr("Training")
        while True:
            self._tell(step, words)
            ended = self._ended()
            cancel, stop = self._team.any(self._cancelled, bool(ended) and self._team.first)
            if cancel or stop:
                self._finish(step, check=not cancel)
                if cancel:
                    raise Cancelled
                return ended or tr("The training has ended")
            share = rate_share(self.state.step, self.fraction, self.options.warmup, self.options.schedule)
            self._unseen.append(self.learner.step(self.state.step, self.state.rate * share))
            self.state.step += 1
            self._count_seconds()
            look, check, save = self._due()
            if look or check or save:
                if self._astray():
                    self._retreat()
                else:
                    if check:
                        self._check(step)
                    if save:
                        self._save(LAST)
                        self._settled = True
                    self._record(step)
                words = self._words()

    def _finish(self, step: Step, check: bool) -> None:
        """The last look, check and checkpoint. A run that just went astray keeps the checkpoint it has."""
        if self._astray():
            return
        if check and self.state.checked_step != self.state.step:
            self._check(step)
        self._record(step, last=True)
        self._save(LAST)

    def _ended(self) -> str:
        state, options = self.state, self.options
        if state.step >= options.steps:
            return tr("All {steps} steps are done", steps=f"{options.steps:,}")
        if options.minutes and state.seconds >= options.minutes * 60.0:
            return tr("The time limit of {minutes} minutes is reached", minutes=f"{options.minutes:g}")
        if options.patience and state.stale >= options.patience:
            return tr("It has not got better for {count} checks", count=state.stale)
        return ""

    def _due(self) -> tuple[bool, ...]:
        """Whether it is time to look, to check and to save; in a team the first process says so."""
        now = time.monotonic()
        look = len(self._unseen) >= _MOST_UNSEEN_STEPS or now - self._looked >= _SECONDS_BETWEEN_LOOKS
        save = now - self._saved >= max(SECONDS_BETWEEN_SAVES, 20.0 * self._save_cost)
        return self._team.any(*(due and self._team.first for due in (look, self._check_due(now), save)))

    def _check_due(self, now: float) -> bool:
        """By steps if the options say so, else by the clock: about forty a run, never more than a tenth of its time."""
        if self.options.check:
            return self.state.step % self.options.check == 0
        limit = self.options.minutes * 60.0 or math.inf
        pause = max(min(_FIRST_CHECK_SECONDS, limit / 4), min(self.state.seconds, limit) / 40.0, 9.0 * self._check_cost)
        return now - self._checked >= pause and self.state.seconds + pause / 2 < limit  # one comes at the end anyway

    # ── how far, how long yet ───────────────────────────────────────────────────────────────────────

    @property
    def fraction(self) -> float:
        """How much of the run is over, 0–1, by steps or by the clock, whichever is further."""
        by_steps = self.state.step / self.options.steps
        by_clock = self.state.seconds / (self.options.minutes * 60.0) if self.options.minutes else 0.0
        return min(max(by_steps, by_clock), 1.0)

    def _count_seconds(self) -> None:
        self.state.seconds = self._start[1] + time.monotonic() - self._begun

    def _seconds_left(self) -> float:
        """Until the first limit at this session's speed so far; negative while unknown."""
        steps, seconds = self.state.step - self._start[0], self.state.seconds - self._start[1]
        left = (self.options.steps - self.state.step) * seconds / steps if steps >= 3 else math.inf
        if self.options.minutes:
            left = min(left, self.options.minutes * 60.0 - self.state.seconds)
        return max(left, 0.0) if math.isfinite(left) else -1.0

    def _tell(self, step: Step, words: str, preview: Snapshot | None = None) -> None:
        """Report, and remember whether Cancel was pressed: the loop stops where everything is whole."""
        try:
            step(self.fraction, 1.0, words, preview)
        except Cancelled:
            self._cancelled = True

    def _words(self) -> str:
        if self.state.notes and time.monotonic() - self._noted < _NOTE_SECONDS:
            return self.state.notes[-1]
        number = f"{self.state.step:,}"
        if not self._recent or "loss" not in self._recent[-1]:
            return tr("Training, step {step}", step=number)
        losses = [figures["loss"] for figures in self._recent if "loss" in figures]
        return tr("Training, step {step}, loss {loss}", step=number, loss=f"{sum(losses) / len(losses):.4f}")

    # ── looking, checking, recording ────────────────────────────────────────────────────────────────

    def _astray(self) -> bool:
        """Read the figures of the steps since the last look (this waits for the device). → Whether anyone is astray."""
        astray = False
        for figures in self._unseen:
            seen = {name: float(value) for name, value in figures.items()}
            astray = self.state.watch.astray(seen, None if self.learner.game else seen.get("loss")) or astray
            self._recent.append({name: value for name, value in seen.items() if not name.startswith("_")})
        self._unseen.clear()
        self._looked = time.monotonic()
        return self._team.any(astray)[0]

    def _check(self, step: Step) -> None:
        """Measure the model as it would be kept, draw samples, keep it if it is the best so far."""
        begun, state = time.monotonic(), self.state
        self._tell(step, tr("Checking what it learned by step {step}", step=f"{state.step:,}"))
        with self.learner.judging() as networks:
            figures = {name: float(value) for name, value in self.learner.lesson.validate(networks).items()}
            drawn = self.learner.lesson.samples(networks, self.options.seed)
            lesson = self.learner.lesson
            lines = lesson.lines(networks, self.options.seed) if isinstance(lesson, Telling) else ()
        page = sheets.sheet(drawn)
        loss = figures.get("loss")
        (better,) = self._team.any(
            self._team.first and (loss is None or (math.isfinite(loss) and loss < state.best)),
        )
        state.figures, state.checked_step = figures, state.step
        state.stale = 0 if better else state.stale + 1
        named = {f"valid {name}": value for name, value in figures.items()}
        if self._team.first:
            curves.append(self.folder / POINTS, state.step, state.seconds, named)
            if page is not None:
                sheets.write(page, self.folder / SAMPLES / f"step-{state.step:08d}.png")
        if better:
            state.best, state.best_step = (state.best if loss is None else loss), state.step
            self._save(BEST)
        self._checked = time.monotonic()
        self._check_cost = self._checked - begun
        self._count_seconds()
        self._preview(step, named, page, lines)

    def _record(self, step: Step, last: bool = False) -> None:
        """A point on the training curves: every second at first, then at longer and longer distances."""
        now = time.monotonic()
        if not self._recent or not (last or now - self._recorded >= max(1.0, self.state.seconds / 300.0)):
            return
        names = dict.fromkeys(name for figures in self._recent for name in figures)
        seen = {name: [figures[name] for figures in self._recent if name in figures] for name in names}
        means = {name: sum(values) / len(values) for name, values in seen.items()}
        if self._team.first:
            curves.append(self.folder / POINTS, self.state.step, self.state.seconds, means)
        self._preview(step, means)
        self._recent.clear()
        self._recorded = now

    def _preview(
        self, step: Step, figures: Mapping[str, float], page: np.ndarray | None = None, lines: tuple[str, ...] = ()
    ) -> None:
        """Live figures and samples; ``steps`` of a run that the clock will end are a guess at its speed."""
        share = self.fraction
        steps = max(round(self.state.step / share), self.state.step) if share else self.options.steps
        shot = Snapshot(self.state.step, steps, tuple(figures.items()), page, self._seconds_left(), lines)
        self._tell(step, self._words(), shot)

    # ── checkpoints ─────────────────────────────────────────────────────────────────────────────────

    def _retreat(self) -> None:
        """Back to the newest checkpoint (to the best, if that one led astray at once) at half the rate."""
        lost, retreats, rate, notes = self.state.step, self.state.retreats + 1, self.state.rate / 2, self.state.notes
        if retreats > _MOST_RETREATS:
            raise TrainingError(
                tr("The training went astray {count} times", count=retreats),
                why=tr("the loss grows or is no number, however small the learning rate"),
                do=tr("Choose a lower learning rate or look for odd files among the data"),
            )
        newest, best = self._newest(), self.folder / BEST
        self._load(best if newest is None or (not self._settled and best.is_file()) else newest, at_work=True)
        note = tr(
            "The training went astray at step {lost}: it goes on from step {step} at half the learning rate",
            lost=f"{lost:,}", step=f"{self.state.step:,}",
        )  # fmt: skip
        log.warning("%s", note)
        self.state.retreats, self.state.rate, self.state.notes = retreats, rate, [*notes, note]
        self.state.watch = Watch()
        self._count_seconds()
        self._settled, self._noted = False, time.monotonic()
        self._recent.clear()
        self._cut_curves()
        self._team.wait()
        self._save(LAST)

    def _cut_curves(self) -> None:
        if self._team.first:
            curves.cut(self.folder / POINTS, self.state.step)

    def _save(self, name: str) -> None:
        begun = time.monotonic()
        tensors = self.learner.tensors()
        if self._team.first:
            checkpoint.save(self.folder / name, tensors, asdict(self.state))
        self._saved = time.monotonic()
        self._save_cost = self._saved - begun

    def _load(self, path: Path, *, at_work: bool = False) -> None:
        tensors, raw = checkpoint.load(path)
        state = _state(raw, path)
        self.learner.restore(tensors, path, at_work=at_work)
        self.state = state

    def load_best(self) -> State:
        """Make the best model so far the one that is kept (as it is now if nothing was checked yet). → Its state."""
        if not (self.folder / BEST).is_file():
            return self.state
        tensors, raw = checkpoint.load(self.folder / BEST)
        self.learner.load_kept(tensors)
        return _state(raw, self.folder / BEST)


def _state(raw: dict[str, Any], path: Path) -> State:
    """The scalars as a checkpoint noted them. Raises TrainingError."""
    try:
        return State(**{**raw, "watch": Watch(**raw["watch"])})
    except (TypeError, KeyError) as error:
        raise checkpoint.damaged(path) from error
