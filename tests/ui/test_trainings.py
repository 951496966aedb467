"""Runs of this session: curves that stay light, names that can be folders, start, stop, go on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.engine import messages as m
from crossmedia_studio.models.manifest import check_name
from crossmedia_studio.ui.jobs import Jobs, State
from crossmedia_studio.ui.trainings import Curve, Run, Trainings, folder_name
from crossmedia_studio.ui.widgets.form import Form
from crossmedia_studio.ui.widgets.number import NumberField
from tests.ui.scripted import scripted_jobs


@pytest.fixture
def jobs(qtbot: Any, tmp_path: Path) -> Iterator[Jobs]:
    yield from scripted_jobs(tmp_path)


@pytest.fixture
def trainings(parts: dict[str, Any]) -> Trainings:
    return parts["trainings"]


def test_a_run_is_followed_to_its_end(trainings: Trainings, parts: dict[str, Any], qtbot: Any) -> None:
    begun: list[Run] = []
    trainings.started.connect(begun.append)
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        run = trainings.start(m.Train("sketchbook", "flowers", title="Flowers"))
    assert begun == [run] and run.title == "Flowers"
    assert run.job.state is State.DONE and run.result is not None and run.result.steps == 4000
    assert len(run.curves["loss"].steps) == 40 and len(run.curves["valid loss"].steps) == 8
    assert run.sheet.shape == (260, 260, 4)
    qtbot.waitUntil(lambda: parts["abilities"].model("flowers") is not None)
    row = parts["jobs"].jobs()[0]
    assert row.outcome == "It got no better" and "Flowers" in row.title


def test_a_stopped_run_keeps_the_best_and_goes_on(trainings: Trainings, parts: dict[str, Any], qtbot: Any) -> None:
    run = trainings.start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: run.step >= 500)
    with qtbot.waitSignal(trainings.ended):
        trainings.stop(run)
    assert run.can_go_on and not run.active
    qtbot.waitUntil(lambda: "best so far is kept" in parts["jobs"].jobs()[0].outcome)
    qtbot.waitUntil(lambda: parts["abilities"].model("flowers") is not None)
    seen = len(run.curves["loss"].steps)
    with qtbot.waitSignal(trainings.ended, timeout=10_000):
        second = trainings.go_on(run)
        assert second.curves is run.curves and len(second.curves["loss"].steps) == seen and second.request.resume
    assert trainings.runs() == (second,)


def test_a_run_that_never_began_is_only_cancelled(trainings: Trainings, parts: dict[str, Any], qtbot: Any) -> None:
    first = trainings.start(m.Train("sketchbook", "one"))
    second = trainings.start(m.Train("sketchbook", "two"))
    trainings.stop(second)
    assert not second.can_go_on and trainings.runs() == (second, first)
    trainings.stop(first)
    qtbot.waitUntil(lambda: not parts["jobs"].busy)
    qtbot.waitUntil(lambda: parts["jobs"].jobs()[1].outcome == "Cancelled")


@given(st.integers(1, 30_000), st.integers(1, 50))
def test_a_curve_stays_light_and_true(count: int, stride: int) -> None:
    curve = Curve()
    for index in range(count):
        curve.add(index * stride, index * 0.5)
    assert len(curve.steps) == len(curve.values) <= 2000
    assert curve.steps == sorted(curve.steps) and curve.latest == (count - 1) * 0.5
    assert len(curve.steps) >= min(count, 1000) // 2 or count < 4
    for step, value in zip(curve.steps, curve.values, strict=True):
        assert math.isclose(value, step / stride * 0.5, abs_tol=1e-6)


def test_what_is_no_number_is_no_point() -> None:
    curve = Curve()
    for value in (1.0, math.nan, math.inf, 2.0):
        curve.add(len(curve.steps) + 1, value)
    assert curve.values == [1.0, 2.0]


def test_a_resumed_curve_forgets_what_came_after() -> None:
    curve = Curve()
    for step in (1, 2, 3, 4, 5):
        curve.add(step, float(step))
    curve.add(3, 30.0)
    assert curve.steps == [1, 2, 3] and curve.values == [1.0, 2.0, 30.0]


@given(st.text(min_size=1, max_size=80), st.sampled_from(("sketchbook", "vae")))
def test_any_title_gives_a_name_for_a_folder(title: str, recipe: str) -> None:
    name = folder_name(title, recipe)
    assert check_name(name) == name == folder_name(title, recipe)


def test_titles_in_other_scripts_do_not_meet() -> None:
    assert folder_name("My Flowers!", "vae") == "my-flowers"
    assert folder_name("Crème brûlée", "vae") == "creme-brulee"
    assert folder_name("小花", "vae").startswith("vae-") and folder_name("小花", "vae") != folder_name("大树", "vae")
    assert folder_name("小花 2", "vae") != folder_name("大树 2", "vae")


def test_a_backend_offers_the_models_that_were_trained_for_it(parts: dict[str, Any], abilities: m.Abilities) -> None:
    view = parts["abilities"]
    trained = Param("trained", str, "", "Trained model", family="gan", nothing="The studio's own")
    plain = Param("size", int, 64, "Size")
    card = m.BackendCard("gan_walk", "Walk", "", (Kind.TEXT,), Kind.VIDEO, (plain, trained))
    assert view.params(card) == (plain,)
    models = tuple(
        m.ModelCard(name, title, "", "own", 0, True, False, family, imported=name != "gan")
        for name, title, family in (("gan", "Gan", "gan"), ("mine", "My own", "gan"), ("other", "Other", "vae"))
    )
    view.current = replace(abilities, models=models)
    offered = view.params(card)
    assert offered[0] == plain and offered[1].choices == ("", "mine")
    assert offered[1].choice_labels == ("The studio's own", "My own")
    view.current = replace(view.current, backends=(card,))
    assert view.maker(models[1]) == (card, "trained") and view.maker(models[2]) is None


def test_small_numbers_are_shown_whole(qtbot: Any, look: None) -> None:
    form = Form((Param("rate", float, 0.0007, "Rate", minimum=0, maximum=0.1),))
    qtbot.addWidget(form)
    shown = [edit.text() for edit in form.findChildren(NumberField)]
    assert shown == ["0.00070"] and form.values() == {"rate": 0.0007}
