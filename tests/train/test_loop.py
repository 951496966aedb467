"""The loop: when it ends, what it says, how it comes back from astray."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.progress import Snapshot, Step, no_step
from crossmedia_studio.train import checkpoint, curves
from crossmedia_studio.train.learner import Learner
from crossmedia_studio.train.loop import Loop
from crossmedia_studio.train.options import LoopOptions
from crossmedia_studio.train.places import BEST, LAST, POINTS
from crossmedia_studio.train.team import Team
from tests.train.toys import Line, ToyOptions, train


class Watcher:
    """A step that remembers what it was told."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.fractions: list[float] = []
        self.shots: list[Snapshot] = []

    def __call__(self, done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        self.words.append(words)
        self.fractions.append(done / total)
        if isinstance(preview, Snapshot):
            self.shots.append(preview)


def loop(folder: Path, *, rate: float = 0.01, **options: Any) -> tuple[Loop, Line]:
    """The line's loop, exact and without a time limit unless told."""
    folder.mkdir(exist_ok=True)
    chosen = LoopOptions(**{"minutes": 0.0, "precision": "float32", "warmup": 0, **options})
    torch.manual_seed(0)
    line = Line(ToyOptions(rate=rate))
    return Loop(Learner(line, chosen, Team("cpu")), chosen, folder), line


def weight(line: Line) -> float:
    return float(line.line.weight.detach())


def test_it_learns_and_says_so(tmp_path: Path) -> None:
    made, line = loop(tmp_path, rate=0.05, steps=400, check=100, average=20)
    seen = Watcher()
    assert made.run(seen) == "All 400 steps are done"
    assert weight(line) == pytest.approx(3.0, abs=0.05)
    assert seen.fractions == sorted(seen.fractions) and seen.fractions[-1] == 1.0
    last = seen.shots[-1]
    assert last.step == last.steps == 400 and last.seconds_left == 0.0
    assert {name for shot in seen.shots for name, _ in shot.figures} == {"loss", "valid loss"}
    points = curves.curves(tmp_path / POINTS)
    assert [step for step, _ in points["valid loss"]] == [100, 200, 300, 400] and points["loss"]


def test_the_clock_ends_it_too(tmp_path: Path) -> None:
    made, _ = loop(tmp_path, minutes=0.01, steps=10_000_000)
    seen = Watcher()
    assert made.run(seen) == "The time limit of 0.01 minutes is reached"
    assert 0.6 <= made.state.seconds < 5.0
    assert all(shot.seconds_left <= 0.6 for shot in seen.shots)


def test_it_stops_when_it_gets_no_better(tmp_path: Path) -> None:
    made, _ = loop(tmp_path, rate=0.0, steps=1000, check=5, patience=3)
    assert made.run(no_step) == "It has not got better for 3 checks"
    assert made.state.step == 20 and made.state.best_step == 5
    assert (tmp_path / BEST).is_file()


def test_the_best_moment_is_kept(tmp_path: Path) -> None:
    made, _ = loop(tmp_path, steps=60, check=20, average=0)
    figures = iter([0.5, 0.2, 0.9])
    made.learner.lesson.validate = lambda networks: {"loss": next(figures)}  # type: ignore[method-assign]
    made.run(no_step)
    best = made.load_best()
    assert (best.step, best.figures) == (40, {"loss": 0.2})
    kept = checkpoint.load(tmp_path / BEST)[0]["network/line/weight"]
    with made.learner.judging() as networks:
        assert torch.equal(networks["line"].weight, kept)  # type: ignore[arg-type]


def test_a_loss_that_is_no_number_leads_back_at_half_the_rate(tmp_path: Path) -> None:
    made, line = loop(tmp_path, steps=200)
    line.poison_at = 120
    seen = Watcher()
    made.run(seen)
    state = made.state
    assert (state.retreats, state.rate, state.step) == (1, 0.5, 200)
    (note,) = state.notes
    assert "went astray at step" in note and "goes on from step 0 at half the learning rate" in note
    assert note in seen.words
    assert math.isfinite(weight(line))
    assert [step for step, _ in curves.curves(tmp_path / POINTS)["loss"]][-1] == 200


def test_a_growing_loss_leads_back_too(tmp_path: Path) -> None:
    """A rate that is kind at first and then far too high."""
    made, line = loop(tmp_path, rate=0.1, steps=400, schedule="constant", clip=0.0)
    ordinary = line.batch

    def batch(generator: torch.Generator) -> torch.Tensor:
        if line.steps == 150:
            line.line.weight.data += 50.0
        return ordinary(generator)

    line.batch = batch  # type: ignore[method-assign]
    made.run(no_step)
    assert made.state.retreats == 1
    assert weight(line) == pytest.approx(3.0, abs=0.1)


def test_one_that_always_goes_astray_gives_up_in_words(tmp_path: Path) -> None:
    made, line = loop(tmp_path, steps=200)
    line.batch = lambda generator: torch.full((4, 1), torch.inf)  # type: ignore[method-assign]
    with pytest.raises(TrainingError, match="went astray 7 times") as error:
        made.run(no_step)
    assert error.value.do
    tensors, state = checkpoint.load(tmp_path / LAST)
    assert state["step"] == 0 and all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values())


def test_astray_again_at_once_goes_back_to_the_best(tmp_path: Path) -> None:
    made, line = loop(tmp_path, steps=90, check=30)
    ordinary, bad = line.batch, [40, 40]

    def batch(generator: torch.Generator) -> torch.Tensor:
        poisoned = bool(bad) and made.state.step == bad[0]
        if poisoned:
            del bad[0]
        return ordinary(generator) * (torch.nan if poisoned else 1.0)

    line.batch = batch  # type: ignore[method-assign]
    made.run(no_step)
    assert made.state.retreats == 2 and "goes on from step 30 at" in made.state.notes[1]


@pytest.mark.parametrize("make", [lambda: MemoryError(), lambda: KeyboardInterrupt()])
def test_other_ends_leave_the_last_checkpoint_whole(tmp_path: Path, make: Callable[[], BaseException]) -> None:
    made, line = loop(tmp_path, steps=50)
    ordinary = line.batch

    def batch(generator: torch.Generator) -> torch.Tensor:
        if made.state.step == 20:
            raise make()
        return ordinary(generator)

    line.batch = batch  # type: ignore[method-assign]
    with pytest.raises((MemoryError, KeyboardInterrupt)):
        made.run(no_step)
    again, _ = loop(tmp_path, steps=50)
    assert again.resume() and again.state.step == 0
    assert again.run(no_step)


def test_networks_of_another_shape_are_refused_in_words(toys: None, tmp_path: Path) -> None:
    train("duet", tmp_path, steps=4)
    made, _ = loop(tmp_path / "other", steps=10)
    (tmp_path / "runs" / "toy" / LAST).rename(tmp_path / "other" / LAST)
    with pytest.raises(TrainingError, match="another shape"):
        made.resume()


def test_too_little_memory_on_the_card_is_said(tmp_path: Path) -> None:
    made, line = loop(tmp_path, steps=10)

    def batch(generator: torch.Generator) -> torch.Tensor:
        raise torch.OutOfMemoryError("out")

    line.batch = batch  # type: ignore[method-assign]
    with pytest.raises(TrainingError, match="not enough memory"):
        made.run(no_step)


def test_the_step_is_called_every_step(tmp_path: Path) -> None:
    made, _ = loop(tmp_path, steps=25)
    seen = Watcher()
    watched: Step = seen
    made.run(watched)
    assert len(seen.fractions) >= 25
