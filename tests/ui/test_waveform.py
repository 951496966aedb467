"""The Waveform pane: select, listen, keep an edited copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media import audio
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.widgets.waveform_shape import Peaks, picture
from crossmedia_studio.ui.widgets.waveform_view import RULER, clock
from tests.ui.world import Asked, S, World, drag, mouse


@pytest.mark.parametrize("count", [1, 7, 300, 4000])
def test_columns_hold_the_extremes(count: int) -> None:
    rng = np.random.default_rng(3)
    values = np.sort(rng.uniform(-1, 1, (5000, 2)).astype(np.float32), axis=1)
    columns = Peaks(values, 1000).columns(0, 5, count)
    assert columns.shape == (count, 2)
    if count < 4000:  # at least one value a column
        assert columns[:, 0].min() == values[:, 0].min() and columns[:, 1].max() == values[:, 1].max()
    assert not Peaks(values, 1000).columns(6, 7, count).any()


def test_the_picture_is_as_high_as_the_sound_is_loud() -> None:
    columns = np.array([[-1, 1], [-0.5, 0.5], [0, 0]], np.float32)
    drawn = picture(columns, 100, QColor("#ffffff"))
    alpha = [[drawn.pixelColor(x, y).alpha() > 30 for y in range(100)] for x in range(3)]
    assert [sum(column) for column in alpha] == [100, 50, pytest.approx(1, abs=1)]


@pytest.mark.parametrize(
    ("time", "step", "text"), [(61.5, 1, "1:02"), (61.5, 0.1, "1:01.5"), (0.0421, 0.001, "0:00.042")]
)
def test_clock(time: float, step: float, text: str) -> None:
    assert clock(time, step) == text


@pytest.fixture
def pane(world: World, qtbot: Any) -> Any:
    made = world.pane("waveform")
    world.view.show_media(world.item["tone.wav"].id)
    qtbot.waitUntil(lambda: made.wave.peaks is not None)
    return made


def test_it_opens_sounds_and_films_with_sound(world: World, pane: Any, qtbot: Any) -> None:
    assert pane.item == world.item["tone.wav"]
    world.view.show_media(world.item["hill.png"].id)
    assert pane.item == world.item["tone.wav"]
    world.view.show_media(world.item["walk.mp4"].id)
    assert pane.item == world.item["walk.mp4"]


def test_a_drag_selects_and_a_click_seeks(world: World, pane: Any) -> None:
    viewport = pane.wave.viewport()
    y = RULER + 40
    drag(viewport, QPointF(pane.wave._x(1.0), y), QPointF(pane.wave._x(2.0), y))
    start, end = pane.wave.selection
    assert start == pytest.approx(S, abs=S / 100) and end == pytest.approx(2 * S, abs=S / 100)
    assert "peak −6.0 dB" in pane._span.text()
    drag(viewport, QPointF(pane.wave._x(2.0), y), QPointF(pane.wave._x(2.5), y))  # the edge
    assert pane.wave.selection[1] == pytest.approx(2.5 * S, abs=S / 100)
    at = QPointF(pane.wave._x(0.5), y)
    mouse(viewport, QEvent.Type.MouseButtonPress, at)
    mouse(viewport, QEvent.Type.MouseButtonRelease, at)
    assert pane.wave.selection[0] == pane.wave.selection[1]
    mouse(viewport, QEvent.Type.MouseMove, at)
    assert "−6.0 dBFS" in pane._readout.text()


def test_keeping_is_one_edit(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    pane.wave.set_selection(1.0, 2.0)
    pane.fade_in.set_value(0.25)
    pane.gain.set_value(-6.0)
    pane.keep()
    qtbot.waitUntil(lambda: world.project is not before)
    new = world.project.media[-1]
    sound = audio.read(world.store.path(new.id, new.suffix))
    assert new.name == "tone edited.wav" and len(sound.samples) == 16_000
    assert np.abs(sound.samples).max() == pytest.approx(0.25, abs=0.01)
    assert np.abs(sound.samples[:100]).max() < 0.001
    assert world.view.media == new.id and pane.gain.value == 0
    world.session.undo()
    assert world.project is before


def test_the_same_sound_again_is_not_kept(world: World, pane: Any, qtbot: Any) -> None:
    assert not pane.keep_button.isEnabled()
    pane.wave.set_selection(1.0, 2.0)
    assert pane.keep_button.isEnabled()
    pane.wave.set_selection(1.0, 1.0)
    assert not pane.keep_button.isEnabled()
    pane.normalise.click()
    assert pane.keep_button.isEnabled()


def test_new_music_is_asked_for_in_the_selection(world: World, tmp_path: Path, qtbot: Any) -> None:
    asked = Asked()
    makes = Makes(asked, world.session, world.store, tmp_path)  # type: ignore[arg-type]
    pane = world.pane("waveform", makes=makes)
    world.view.show_media(world.item["tone.wav"].id)
    qtbot.waitUntil(lambda: pane.wave.peaks is not None)
    assert pane.rewrite_button.isVisible() and not pane.rewrite_button.isEnabled()
    pane.wave.set_selection(0.5, 2.0)
    pane.rewrite_button.click()
    request = asked.requests[0]
    assert (request.backend, request.sources[0].id) == ("score", world.item["tone.wav"].id)
    assert dict(request.options) == {"task": "fill", "begin": 0.5, "end": 2.0}
    made = replace(world.item["walk.mp4"], id="f" * 64, name="anew.wav", kind=Kind.AUDIO)
    asked.done(m.MakeResult(made, Recipe("score", Kind.AUDIO)))
    assert world.view.media == made.id and world.project.items[made.id].name == "anew.wav"


def test_the_selection_is_heard_with_its_fade(world: World, pane: Any, qtbot: Any) -> None:
    pane.wave.set_selection(1.0, 1.5)
    pane.gain.set_value(-40.0)
    pane.play()
    assert world.playback.item == pane.item.id and world.playback.time == S
    qtbot.waitUntil(lambda: not world.playback.playing, timeout=10_000)
    assert world.playback.time == S + S // 2
    assert world.playback._tape.take_peak()[0] < 0.02


def test_zooming_in_asks_for_finer_peaks(world: World, pane: Any, qtbot: Any) -> None:
    pane.wave.zoom(10)
    qtbot.waitUntil(lambda: pane.wave.peaks.per_second == 1000)
    pane.wave.fit()
    assert pane.wave.sight == (0, pytest.approx(3.0, abs=0.01))


def test_the_spectrogram_shows_the_tone(world: World, pane: Any, qtbot: Any) -> None:
    pane._spectral.setChecked(True)
    qtbot.waitUntil(lambda: pane.wave._spectrum is not None)
    image = pane.wave._spectrum[0]
    column = [image.pixelColor(image.width() // 2, y).lightness() for y in range(image.height())]
    row = 1 - np.log(220 / 40) / np.log(8000 / 40)
    assert int(np.argmax(column)) == pytest.approx(row * image.height(), abs=12)
