"""Small widgets: forms from options, numbers with sums, corrections, chips that wrap."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build, option, params
from crossmedia_studio.ui.corrections import MOODS, Correction, corrected, settings, with_step
from crossmedia_studio.ui.widgets.chip import Chip
from crossmedia_studio.ui.widgets.flow import Flow
from crossmedia_studio.ui.widgets.form import Form
from crossmedia_studio.ui.widgets.number import NumberField, sum_of
from crossmedia_studio.ui.widgets.pad import Pad
from crossmedia_studio.understand.meaning import Meaning, Scene, Tag, mood_words


@dataclass(frozen=True)
class Options:
    strength: float = option(0.5, "Strength", minimum=0, maximum=1)
    count: int = option(3, "Count", minimum=1, maximum=9)
    style: str = option("flat", "Style", choices=("flat", "line"), choice_labels=("Flat", "Line"))
    words: str = option("", "Words")
    on: bool = option(True, "On")


def test_a_form_gives_what_its_options_take(qtbot: Any, look: None) -> None:
    form = Form(params(Options), {"count": 5})
    qtbot.addWidget(form)
    assert build(Options, form.values()) == Options(count=5)
    with qtbot.waitSignal(form.changed) as changed:
        form.field("style")._box.setCurrentIndex(1)  # type: ignore[attr-defined]
    assert changed.args == ["style", "line", False]
    form.field("words")._edit.setText("moon")  # type: ignore[attr-defined]
    form.field("on")._box.click()  # type: ignore[attr-defined]
    form.field("strength").slider.setValue(800)  # type: ignore[attr-defined]
    assert build(Options, form.values()) == Options(0.8, 5, "line", "moon", False)


def test_a_double_click_resets(qtbot: Any, look: None) -> None:
    form = Form(params(Options), {"strength": 0.9})
    qtbot.addWidget(form)
    form.show()
    field: Any = form.field("strength")
    qtbot.mouseDClick(field.slider, Qt.MouseButton.LeftButton)
    assert form.values()["strength"] == 0.5


@dataclass(frozen=True)
class Plane:
    x: float = option(0.0, "Across", minimum=-1, maximum=1, pad="y")
    y: float = option(0.0, "Up", minimum=-1, maximum=1)


def test_a_pad_moves_two_numbers(qtbot: Any, look: None) -> None:
    form = Form(params(Plane))
    qtbot.addWidget(form)
    form.show()
    pad = form.findChild(Pad)
    assert pad is not None and pad.at == (0.5, 0.5)
    corner = pad.place().topRight().toPoint() + QPoint(-1, 1)
    changes: list[tuple[str, float, bool]] = []
    form.changed.connect(lambda name, value, more: changes.append((name, value, more)))
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=corner)
    plane = build(Plane, form.values())
    assert plane.x > 0.95 and plane.y > 0.95
    assert changes[0][2] and not changes[-1][2] and {name for name, _, _ in changes} == {"x", "y"}
    qtbot.keyClick(pad, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert build(Plane, form.values()).x == pytest.approx(plane.x - 0.4, abs=0.01)
    form.set_values({"x": -1.0})
    assert pad.at[0] == 0.0
    qtbot.mouseDClick(pad, Qt.MouseButton.LeftButton)
    assert build(Plane, form.values()) == Plane()


@given(value=st.floats(0, 1), count=st.integers(1, 9))
def test_a_form_shows_any_value_within_the_limits(qapp: Any, value: float, count: int) -> None:
    form = Form(params(Options), {"strength": value, "count": count})
    shown = form.values()
    assert shown["count"] == count and abs(float(shown["strength"]) - value) <= 0.006
    build(Options, shown)


def test_numbers_are_dragged_typed_and_reset(qtbot: Any, look: None) -> None:
    field = NumberField(1.0, default=1.0, minimum=0, maximum=10, step=0.1, decimals=1, unit="s")
    qtbot.addWidget(field)
    field.show()
    heard: list[tuple[float, bool]] = []
    field.edited.connect(lambda value, more: heard.append((value, more)))
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    qtbot.mouseMove(field, QPoint(30, 10))
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert field.value == 3.0 and heard[-1] == (3.0, False) and all(more for _, more in heard[:-1])
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, "1.5+2*2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value == 5.5 and field.text() == "5.5 s"
    qtbot.mouseDClick(field, Qt.MouseButton.LeftButton)
    assert field.value == 1.0


@given(st.text(max_size=30))
def test_sums_never_break(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(sum_of(text), float)


@pytest.mark.parametrize(("text", "value"), [("1+2", 3), ("2*-3", -6), ("1,5", 1.5), ("(1+1)*4/2", 4)])
def test_sums(text: str, value: float) -> None:
    assert sum_of(text) == value


def test_chips_wrap(qtbot: Any, look: None) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = Flow(holder)
    for word in ("one", "two", "three", "four", "five"):
        flow.add(Chip(word))
    layout = flow.layout()
    assert layout and layout.heightForWidth(120) > layout.heightForWidth(600) == 24
    flow.clear()
    assert flow.widgets() == []


def _meaning() -> Meaning:
    scene = Scene("A fox under the moon", ("fox", "moon"))
    return Meaning(Kind.TEXT, subjects=("fox", "moon"), tags=(Tag("moon", 0.9),), scenes=(scene,))


def test_a_subject_taken_away_is_gone_from_every_scene() -> None:
    said = corrected(_meaning(), (Correction("subject", "moon", False), Correction("subject", "owl")))
    assert said.subjects == ("fox", "owl") and said.scenes[0].subjects == ("fox", "owl") and not said.tags


def test_single_fields_keep_the_last_word() -> None:
    steps = with_step(with_step((), Correction("tempo", 70.0)), Correction("tempo", 140.0))
    assert steps == (Correction("tempo", 140.0),)
    steps = with_step(steps, Correction("tempo", 0.0, False))
    assert corrected(_meaning(), steps).tempo == 0.0
    assert with_step((Correction("subject", "owl"),), Correction("subject", "owl", False)) == (
        Correction("subject", "owl", False),
    )


def test_moods_are_called_what_they_are_read_as() -> None:
    for words, mood in MOODS.items():
        assert mood_words(mood) == words


def test_where_and_when_can_be_taken_away_and_changed() -> None:
    scene = Scene("A fox by the sea at night", subjects=("fox",), setting="sea, night")
    meaning = Meaning(Kind.TEXT, subjects=("fox",), scenes=(scene,))
    assert settings(meaning) == ("sea", "night")
    assert settings(corrected(meaning, (Correction("setting", "night", False),))) == ("sea",)
    assert settings(corrected(meaning, (Correction("setting", "day"),))) == ("sea", "day")
    assert settings(corrected(Meaning(Kind.TEXT, subjects=("fox",)), (Correction("setting", "rain"),))) == ("rain",)
