"""Painting: strokes with an undo of their own, one edit when kept, nothing lost when not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from crossmedia_studio.media import image as pictures
from crossmedia_studio.ui.dragging import pack
from crossmedia_studio.ui.widgets.canvas_crop import CropFrame
from crossmedia_studio.ui.widgets.canvas_image import image_of, pixels_of
from crossmedia_studio.ui.widgets.canvas_paint import Brush, CanvasPaint, Ink
from crossmedia_studio.ui.widgets.canvas_view import Tool
from tests.ui.world import World, drag


def blank(width: int = 60, height: int = 40) -> CanvasPaint:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    return CanvasPaint(image)


def stroke(paint: CanvasPaint, brush: Brush, *points: tuple[float, float]) -> None:
    paint.begin(brush, QPointF(*points[0]))
    for point in points[1:]:
        paint.extend(QPointF(*point))
    paint.end()


def test_pixels_survive_the_way_to_qt_and_back() -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (7, 5, 4), np.uint8)
    pixels[..., 3] = 255
    assert (pixels_of(image_of(pixels)) == pixels).all()


def test_a_stroke_paints_once_however_often_it_crosses_itself() -> None:
    paint = blank()
    half = Brush(size=10, opacity=0.5, hardness=1.0, colour="#000000")
    stroke(paint, half, (10, 20), (50, 20), (10, 20), (50, 20))
    assert paint.image.pixelColor(30, 20).red() == pytest.approx(127, abs=2)
    assert paint.image.pixelColor(30, 35).red() == 255


def test_undo_and_redo_give_back_every_pixel() -> None:
    paint = blank()
    states = [pixels_of(paint.image)]
    stroke(paint, Brush(size=8, colour="#ff0000"), (5, 5), (50, 30))
    states.append(pixels_of(paint.image))
    stroke(paint, Brush(size=12, ink=Ink.ERASE), (5, 30), (50, 5))
    states.append(pixels_of(paint.image))
    paint.fill(QPointF(1, 20), "#00ff00")
    states.append(pixels_of(paint.image))
    paint.crop(QRect(10, 10, 20, 20))
    assert paint.image.width() == 20
    for state in reversed(states):
        assert paint.undo()
        assert (pixels_of(paint.image) == state).all()
    assert not paint.undo()
    for state in states[1:]:
        assert paint.redo()
        assert (pixels_of(paint.image) == state).all()


def test_the_eraser_makes_it_transparent_and_the_mask_leaves_the_picture_alone() -> None:
    paint = blank()
    stroke(paint, Brush(size=10, hardness=1.0, ink=Ink.ERASE), (30, 20), (31, 20))
    assert paint.image.pixelColor(30, 20).alpha() == 0
    before = pixels_of(paint.image)
    stroke(paint, Brush(size=10, hardness=1.0, ink=Ink.MASK), (10, 10), (20, 10))
    assert (pixels_of(paint.image) == before).all()
    mask = paint.mask_picture()
    assert tuple(mask[10, 15]) == (255, 255, 255, 255) and tuple(mask[30, 50]) == (0, 0, 0, 255)


def test_fill_stops_at_another_colour() -> None:
    paint = blank()
    stroke(paint, Brush(size=6, hardness=1.0, colour="#000000"), (30, -5), (30, 45))
    paint.fill(QPointF(5, 5), "#ff0000")
    assert paint.image.pixelColor(5, 35).name() == "#ff0000"
    assert paint.image.pixelColor(55, 5).name() == "#ffffff"


def test_pressure_makes_it_wider() -> None:
    soft, hard = blank(), blank()
    for paint, pressure in ((soft, 0.2), (hard, 1.0)):
        paint.begin(Brush(size=20, hardness=1.0, colour="#000000"), QPointF(10, 20), pressure)
        paint.extend(QPointF(50, 20), pressure)
        paint.end()
    dark = [int((pixels_of(p.image)[:, 30, 0] < 128).sum()) for p in (soft, hard)]
    assert dark[0] < dark[1] / 2


@pytest.fixture
def pane(world: World, qtbot: Any) -> Any:
    made = world.pane("canvas")
    world.view.show_media(world.item["hill.png"].id)
    qtbot.waitUntil(lambda: made.canvas.paint.image.width() == 64)
    return made


def middle(pane: Any, dx: float = 0, dy: float = 0) -> QPointF:
    return QPointF(pane.canvas.width() / 2 + dx, pane.canvas.height() / 2 + dy)


def test_a_stroke_of_the_mouse_and_ctrl_z(world: World, pane: Any, qtbot: Any) -> None:
    canvas, before = pane.canvas, pixels_of(pane.canvas.paint.image)
    pane.set_colour(QColor("#ffffff"))
    drag(canvas, middle(pane), middle(pane, 80))
    assert (pixels_of(canvas.paint.image) != before).any()
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (pixels_of(canvas.paint.image) == before).all()
    assert not world.session.can_undo


def test_keeping_is_one_edit_and_leaves_the_first_picture(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    drag(pane.canvas, middle(pane), middle(pane, 80))
    painted = pixels_of(pane.canvas.paint.image)
    pane.keep()
    qtbot.waitUntil(lambda: world.project is not before)
    new = world.project.media[-1]
    assert new.name == "hill painted.png"
    assert (pictures.read(world.store.path(new.id, new.suffix)).pixels == painted).all()
    assert world.view.media == new.id and not pane.canvas.paint.changed
    world.session.undo()
    assert world.project is before


def test_keys_of_the_canvas_come_before_the_windows(world: World, pane: Any) -> None:
    canvas = pane.canvas

    def asks(key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    assert asks(Qt.Key.Key_B) and asks(Qt.Key.Key_Space)
    assert not asks(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    drag(canvas, middle(pane), middle(pane, 20))
    assert asks(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_crop_pick_and_mask_with_the_mouse(world: World, pane: Any, qtbot: Any) -> None:
    canvas = pane.canvas
    canvas.set_tool(Tool.PICKER)
    drag(canvas, middle(pane), middle(pane))
    assert pane.swatch.colour.green() == 120
    canvas.set_tool(Tool.CROP)
    drag(canvas, middle(pane, -80, -60), middle(pane, 80, 60))
    assert canvas.crop_rect is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.paint.image.width() < 64
    canvas.set_tool(Tool.MASK)
    drag(canvas, middle(pane), middle(pane, 30))
    before = world.project
    pane.keep_mask()
    qtbot.waitUntil(lambda: world.project is not before)
    assert world.project.media[-1].name == "hill mask.png"


def test_what_is_not_kept_is_there_again(world: World, pane: Any, qtbot: Any) -> None:
    drag(pane.canvas, middle(pane), middle(pane, 80))
    painted = pixels_of(pane.canvas.paint.image)
    pane.release()
    again = world.pane("canvas")
    qtbot.waitUntil(lambda: again.canvas.paint.image.width() == 64)
    assert (pixels_of(again.canvas.paint.image) == painted).all()
    assert again.canvas.paint.changed
    world.panes.remove(pane)


def test_a_library_picture_dropped_on_it_opens(world: World, qtbot: Any) -> None:
    pane = world.pane("canvas")
    mime = pack([world.item["hill.png"]], world.store)
    at, action, left = pane.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    for event in (
        QDragEnterEvent(at, action, mime, left, Qt.KeyboardModifier.NoModifier),
        QDropEvent(QPointF(at), action, mime, left, Qt.KeyboardModifier.NoModifier),
    ):
        QApplication.sendEvent(pane, event)
    qtbot.waitUntil(lambda: pane.canvas.paint.image.width() == 64)
    assert world.view.media == world.item["hill.png"].id


def test_a_blank_picture_is_as_large_as_the_film(world: World, qtbot: Any) -> None:
    pane = world.pane("canvas")
    assert pane._stack.currentWidget() is pane._empty
    pane.new()
    assert (pane.canvas.paint.image.width(), pane.canvas.paint.image.height()) == (128, 72)
    drag(pane.canvas, middle(pane), middle(pane, 30))
    before = world.project
    pane.new((40, 40))  # what was begun goes to the library
    qtbot.waitUntil(lambda: world.project is not before)
    assert world.project.media[-1].width == 128
    assert pane.canvas.paint.image.width() == 40


def test_the_crop_frame_is_drawn_moved_and_pulled() -> None:
    frame = CropFrame(QRect(0, 0, 100, 80))
    frame.press(QPointF(10, 10), 2)
    frame.drag(QPointF(50, 40))
    frame.release()
    assert frame.rect == QRect(10, 10, 40, 30)
    frame.press(QPointF(30, 25), 2)
    frame.drag(QPointF(200, 25))
    frame.release()
    assert frame.rect == QRect(60, 10, 40, 30)
    frame.press(QPointF(60, 10), 2)
    frame.drag(QPointF(50, 0))
    frame.release()
    assert frame.rect == QRect(50, 0, 50, 40)
    frame.press(QPointF(5, 70), 2)
    frame.drag(QPointF(6, 71))
    frame.release()
    assert frame.rect is None
