"""The Training pane: curves and samples as they come, in both themes, without weighing on the window."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.jobs import Jobs, State
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.training import TrainingPane
from crossmedia_studio.ui.trainings import Run, Trainings
from crossmedia_studio.ui.widgets.curve_plot import CurvePlot
from crossmedia_studio.ui.widgets.picture_view import PictureView
from tests.ui.scripted import samples, scripted_jobs
from tests.ui.world import mouse


@pytest.fixture
def jobs(qtbot: Any, tmp_path: Path) -> Iterator[Jobs]:
    yield from scripted_jobs(tmp_path)


@pytest.fixture
def trainings(parts: dict[str, Any]) -> Trainings:
    return parts["trainings"]


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[TrainingPane]:
    result = build(TrainingPane, parts)
    assert isinstance(result, TrainingPane)
    importlib.import_module("pyqtgraph")  # its first import takes as long as a whole scripted training
    qtbot.addWidget(result)
    result.resize(900, 520)
    result.show()
    yield result
    result.release()


def test_an_empty_pane_invites(pane: TrainingPane, parts: dict[str, Any], qtbot: Any) -> None:
    asked: list[int] = []
    parts["actions"].bind("make.train", lambda: asked.append(1))
    button = next(b for b in pane.findChildren(QPushButton) if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [1] and pane.run is None


def test_a_training_shows_by_itself_and_ends_in_words(
    pane: TrainingPane, trainings: Trainings, parts: dict[str, Any], qtbot: Any
) -> None:
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        run = trainings.start(m.Train("sketchbook", "flowers", title="Flowers"))
        assert pane.run is run and pane.title.text() == "Flowers" and pane.stop.text() == "Cancel"
        qtbot.waitUntil(lambda: pane.words.text().startswith("Step "))
        assert "left" in pane.words.text() and pane.stop.text() == "Stop and keep the best"
    assert pane.words.text() == "It got no better" and not pane.stop.isVisible() and not pane.go_on.isVisible()
    x, y = pane.curves.plot.points("loss")
    assert len(x) == 40 and np.all(np.diff(x) > 0) and y[-1] < y[0]
    assert set(pane.curves.plot._lines) == {"loss", "valid loss"}
    assert "at checks" in pane.curves.chips["valid loss"].text()
    assert not pane.sheet.picture.isNull()
    qtbot.waitUntil(pane.try_it.isVisible)
    pane.try_it.click()
    assert parts["draft"].backend == "painter"


def test_stop_keeps_and_go_on_goes_on(pane: TrainingPane, trainings: Trainings, qtbot: Any) -> None:
    run = trainings.start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: run.step > 500)
    with qtbot.waitSignal(trainings.ended):
        pane.stop.click()
        assert not pane.stop.isEnabled() and "Stopping" in pane.words.text()
    qtbot.waitUntil(lambda: "best so far is kept" in pane.words.text())
    assert pane.go_on.isVisible()
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        pane.go_on.click()
    assert pane.run is not run and pane.run is not None and pane.run.job.state is State.DONE


def test_several_runs_are_a_list(pane: TrainingPane, trainings: Trainings, parts: dict[str, Any], qtbot: Any) -> None:
    first = trainings.start(m.Train("sketchbook", "one"))
    assert not pane.list.isVisible()
    second = trainings.start(m.Train("gan", "two"))
    assert pane.list.isVisible() and pane.run is second and pane.words.text() == "Waiting for its turn"
    pane.list.setCurrentRow(1)
    assert pane.run is first
    trainings.stop(second)
    trainings.stop(first)
    qtbot.waitUntil(lambda: not parts["jobs"].busy)


def test_it_draws_five_times_a_second_at_most(
    pane: TrainingPane, trainings: Trainings, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    drawn: list[float] = []
    show = pane.curves.show_run

    def watched(run: Run) -> None:
        drawn.append(time.monotonic())
        show(run)

    monkeypatch.setattr(pane.curves, "show_run", watched)
    run = trainings.start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: run.step > 200)
    drawn.clear()
    qtbot.waitUntil(lambda: run.step > 3500)
    assert drawn and all(b - a > 0.15 for a, b in pairwise(drawn))
    qtbot.waitUntil(lambda: not run.active)


def test_curves_are_pressed_and_scaled(pane: TrainingPane, trainings: Trainings, qtbot: Any) -> None:
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        trainings.start(m.Train("sketchbook", "flowers"))
    pane.curves.chips["speed"].click()
    pane.curves.chips["loss"].click()
    assert set(pane.curves.plot._lines) == {"speed", "valid loss"}
    plain = pane.curves.plot.points("speed")[1]
    pane.curves.logarithmic.click()
    assert np.allclose(pane.curves.plot.points("speed")[1], np.log10(plain))
    mouse(pane.curves.plot._plot.viewport(), QEvent.Type.MouseButtonDblClick, QPointF(90, 60))


def test_curves_follow_the_theme(pane: TrainingPane, trainings: Trainings, qapp: QApplication, qtbot: Any) -> None:
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        trainings.start(m.Train("sketchbook", "flowers"))
    seen = []
    for name in ("dark", "light"):
        theme.apply(qapp, name, reduce_motion=True)
        qapp.processEvents()
        image = pane.curves.plot.grab().toImage()
        seen.append(image.pixelColor(image.width() - 3, 3).lightness())
    assert seen[0] < 40 and seen[1] > 240


def test_figures_that_cannot_be_drawn_are_left_out(pane: TrainingPane, trainings: Trainings, qtbot: Any) -> None:
    run = trainings.start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: not run.active, timeout=10_000)
    for step, value in ((5000, float("nan")), (5001, -1.0), (5002, 0.0)):
        run.curves["loss"].add(step, value)
    pane.refresh()
    pane.curves.logarithmic.click()
    y = pane.curves.plot.points("loss")[1]
    assert np.isnan(y[-2:]).all() and np.isfinite(y[:-2]).all()


def test_a_hidden_pane_draws_nothing(
    pane: TrainingPane, trainings: Trainings, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    run = trainings.start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: run.step > 100)
    pane.hide()
    pane._later.stop()
    drawn: list[object] = []
    monkeypatch.setattr(pane.curves, "show_run", drawn.append)
    qtbot.waitUntil(lambda: not run.active)
    assert not drawn or all(shown is run for shown in drawn[-1:])
    monkeypatch.undo()
    pane.show()
    assert len(pane.curves.plot.points("loss")[0]) == 40


def test_the_queue_shows_the_samples(parts: dict[str, Any], trainings: Trainings, qtbot: Any) -> None:
    from crossmedia_studio.ui.panes.queue import QueuePane

    queue = build(QueuePane, parts)
    assert isinstance(queue, QueuePane)
    qtbot.addWidget(queue)
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        trainings.start(m.Train("sketchbook", "flowers"))
    assert not queue.cards()[0]._picture.isHidden() and "no better" in queue.cards()[0].words.text()


def test_a_plot_without_curves_needs_no_library(qtbot: Any) -> None:
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.show_curves({})
    plot.set_logarithmic(True)
    plot.fit()
    assert plot._plot is None


def test_a_picture_fits_and_shows_what_is_clear(qtbot: Any, look: None) -> None:
    from crossmedia_studio.ui.thumbnails import pixmap

    view = PictureView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    assert view.place().isEmpty()
    view.show_picture(pixmap(samples(1.0)))
    assert view.place().height() == 200 and view.place().width() == 200
    corner = view.grab().toImage().pixelColor(104, 4)
    assert corner.red() == corner.green() == corner.blue()  # chequers, not black
    view.show_picture(pixmap(np.full((10, 10, 4), 255, np.uint8)))
    assert view.place().width() == 40  # a small picture is not blown up to mush
