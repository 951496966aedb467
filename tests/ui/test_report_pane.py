"""The Judge pane: figures by group, duels by keys and clicks, and the ranking that the engine makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import item_of
from crossmedia_studio.project.edits import AddMedia, RemoveMedia
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.opened import Opened
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.report import DUEL, RANKING, ReportPane
from crossmedia_studio.ui.widgets.figure_list import FigureList, interval, number
from tests.ui.scripted import scripted_jobs
from tests.ui.world import mouse


@pytest.fixture
def jobs(qtbot: Any, tmp_path: Path) -> Iterator[Jobs]:
    yield from scripted_jobs(tmp_path)


@pytest.fixture
def takes(opened: Opened, tmp_path: Path) -> list[MediaItem]:
    """Four generated pictures in the library."""
    items = []
    for index in range(4):
        path = tmp_path / f"take{index}.png"
        Image.fromarray(np.full((24, 24, 3), 60 * index, np.uint8)).save(path)
        item = item_of(opened.store.add_file(path), path.name)
        items.append(replace(item, recipe=Recipe("painter", Kind.IMAGE, "a fox", index, 24, 24)))
    opened.session.do(AddMedia(tuple(items)))
    return items


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[ReportPane]:
    result = build(ReportPane, parts)
    assert isinstance(result, ReportPane)
    qtbot.addWidget(result)
    result.resize(800, 500)
    result.show()
    yield result
    result.release()


def _shown(pane: ReportPane) -> tuple[str, str]:
    left, right = pane.duel.left.item, pane.duel.right.item
    assert left is not None and right is not None
    return left.id, right.id


def test_takes_are_judged(
    takes: list[MediaItem], pane: ReportPane, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    assert pane.figures.subject == ("takes", "image") and pane.figures.button.isEnabled()
    assert not pane.figures.count.isVisible() and not pane.figures.open.isVisible()
    pane.figures.judge()
    assert not pane.figures.button.isEnabled()
    settled()
    listed = pane.figures.findChild(FigureList)
    assert listed is not None
    words = [label.text() for label in listed.findChildren(QLabel)]
    order = [words.index(next(w for w in words if w.startswith(g))) for g in ("Quality", "Diversity", "Consistency")]
    assert order == sorted(order) and "0.0213" in words and "0.0187 to 0.0239" in words
    assert any("of 64" in w and "EfficientNet" in w and "lower is better" in w for w in words)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    pane.figures.open.click()
    assert opened == [QUrl.fromLocalFile(str(tmp_path / "index.html"))]


def test_what_was_trained_last_is_judged_next(
    pane: ReportPane, parts: dict[str, Any], abilities: m.Abilities, qtbot: Any
) -> None:
    with qtbot.waitSignal(parts["trainings"].ended, timeout=10_000):
        parts["trainings"].start(m.Train("sketchbook", "flowers"))
    qtbot.waitUntil(lambda: pane.figures.subject == ("model", "flowers"))
    request = pane.figures.request()
    assert request is not None and request.model == "flowers" and request.count == 64 and not request.items
    pane.figures.other.setCurrentIndex(pane.figures.other.findData("collage"))
    request = pane.figures.request()
    assert request is not None and request.against == "collage"
    offered = [pane.figures.box.itemData(index) for index in range(pane.figures.box.count())]
    assert ("model", "collage") in offered
    pane.figures.box.setCurrentIndex(offered.index(("model", "vae")))  # judged by pictures as they come back
    beside = [pane.figures.other.itemData(index) for index in range(pane.figures.other.count())]
    assert beside == ["", "codec"] and not pane.figures.count.isVisibleTo(pane)


def test_nothing_to_judge_is_said(pane: ReportPane) -> None:
    assert not pane.figures.button.isEnabled() and pane.figures.request() is None
    assert "nothing" in pane.figures.button.toolTip() or "no model" in pane.figures.button.toolTip()


def test_a_reference_is_chosen_and_taken_away(
    takes: list[MediaItem], pane: ReportPane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    pane.figures.against.click()
    request = pane.figures.request()
    assert request is not None and request.reference == tmp_path and pane.figures.against.text() == tmp_path.name
    pane.figures.against.click()
    request = pane.figures.request()
    assert request is not None and request.reference is None


def test_keys_choose_and_the_engine_ranks(
    takes: list[MediaItem], pane: ReportPane, parts: dict[str, Any], qtbot: Any
) -> None:
    pane.show_page(DUEL)
    for _ in range(8):
        left, right = _shown(pane)
        best = max(takes.index(next(t for t in takes if t.id == i)) for i in (left, right))
        qtbot.keyClick(pane.duel, Qt.Key.Key_1 if takes[best].id == left else Qt.Key.Key_2)
    qtbot.keyClick(pane.duel, Qt.Key.Key_0)
    duels = parts["duels"]
    assert len(duels.won()) == 8 and len(duels.ties()) == 1 and "9 choices" in pane.duel.count.text()
    qtbot.keyClick(pane.duel, Qt.Key.Key_Backspace)
    assert not duels.ties()
    pane.show_page(RANKING)
    qtbot.waitUntil(lambda: pane.ranking.rows.rowCount() == 4)
    rows = pane.ranking.rows
    qtbot.waitUntil(lambda: rows.item(rows.index(0)).id == takes[3].id and rows.item(rows.index(3)).id == takes[0].id)
    pane.ranking.grab()
    pane.ranking.doubleClicked.emit(rows.index(0))
    assert parts["view"].media == takes[3].id


def test_a_click_chooses_too_and_stars_are_given(
    takes: list[MediaItem], pane: ReportPane, parts: dict[str, Any], qtbot: Any
) -> None:
    pane.show_page(DUEL)
    left, right = _shown(pane)
    pane.duel.right.stars.stars[2].click()
    assert parts["session"].project.items[right].stars == 3 and _shown(pane) == (left, right)
    mouse(pane.duel.left.view, QEvent.Type.MouseButtonPress, QPointF(40, 40))
    assert parts["duels"].won() == ((left, right),)
    pane.duel.answers[0].click()
    assert len(parts["duels"].ties()) == 1
    pane.duel.back.click()
    assert not parts["duels"].ties()


def test_the_large_picture_comes_after_the_small_one(takes: list[MediaItem], pane: ReportPane, qtbot: Any) -> None:
    pane.show_page(DUEL)
    qtbot.waitUntil(lambda: not pane.duel.left.view.picture.isNull() and not pane.duel.right.view.picture.isNull())
    assert pane.duel.left.view.place().height() == 96  # 24 pixels, four times as large at most


def test_what_is_removed_is_compared_no_more(
    takes: list[MediaItem], pane: ReportPane, parts: dict[str, Any], qtbot: Any
) -> None:
    pane.show_page(DUEL)
    pane.duel.choose(1)
    qtbot.waitUntil(lambda: pane.ranking.rows.rowCount() == 2)
    gone = _shown(pane)[0]
    parts["session"].do(RemoveMedia((gone,)))
    assert gone not in _shown(pane)
    parts["session"].do(RemoveMedia(tuple(t.id for t in takes if t.id != gone)[:2]))
    assert (pane.duel._stack.currentIndex() == 0 and not pane.duel.pool()) or len(pane.duel.pool()) < 2
    pane.duel.choose(1)
    assert len(parts["duels"].all()) == 1


def test_what_is_selected_in_the_library_is_compared(
    takes: list[MediaItem], pane: ReportPane, parts: dict[str, Any]
) -> None:
    pane.show_page(DUEL)
    parts["view"].choose((takes[0].id, takes[1].id))
    pane.duel.box.setCurrentIndex(pane.duel.box.findData("chosen"))
    assert set(_shown(pane)) == {takes[0].id, takes[1].id}


def test_no_choice_yet_leads_to_the_duel(takes: list[MediaItem], pane: ReportPane, qtbot: Any) -> None:
    from PySide6.QtWidgets import QPushButton

    pane.show_page(RANKING)
    button = next(b for b in pane._ranked.findChildren(QPushButton) if b.isVisible())
    button.click()
    assert pane.tabs.currentIndex() == DUEL


def test_figures_read_well() -> None:
    nan = float("nan")
    figure = m.Figure("x", "X", "", "quality", 0.5, nan, nan, 3, "")
    assert interval(figure) == "" and interval(replace(figure, low=0.5, high=0.5)) == ""
    assert [number(v) for v in (nan, 0.01234, 12345.6, 0.0)] == ["–", "0.0123", "12,346", "0"]
