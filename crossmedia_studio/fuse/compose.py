"""Putting pictures together with QPainter: the one module below the window that imports QtGui.

Pictures are premultiplied 8-bit RGBA (``Format_RGBA8888_Premultiplied``). Works with no display and on any thread.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGlyphRun,
    QGradient,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTextLayout,
    QTextLine,
    QTextOption,
    QTransform,
)

from crossmedia_studio.project.model import Blend, TextStyle

Picture = QImage
"""Named for those who handle pictures without importing Qt."""

FORMAT = QImage.Format.Format_RGBA8888_Premultiplied

_Mode = QPainter.CompositionMode
_MODES = {
    Blend.NORMAL: _Mode.CompositionMode_SourceOver,
    Blend.MULTIPLY: _Mode.CompositionMode_Multiply,
    Blend.SCREEN: _Mode.CompositionMode_Screen,
    Blend.OVERLAY: _Mode.CompositionMode_Overlay,
    Blend.ADD: _Mode.CompositionMode_Plus,
    Blend.DARKEN: _Mode.CompositionMode_Darken,
    Blend.LIGHTEN: _Mode.CompositionMode_Lighten,
}

_lock = threading.Lock()
_application: QGuiApplication | None = None


def ensure_gui() -> None:
    """Have a QGuiApplication, which drawing text needs: the window's own if there is one, else one without display.

    Any thread may ask. One made for a worker lives on a thread of its own until the program ends: Qt crashes at exit
    when the thread of its application is gone.
    """
    with _lock:
        if QGuiApplication.instance() is not None:
            return
        if threading.current_thread() is threading.main_thread():
            _make_application()
            return
        made, ending = threading.Event(), threading.Event()
        keeper = threading.Thread(target=_keep_application, args=(made, ending), name="gui", daemon=True)
        keeper.start()
        made.wait()

        def end() -> None:
            ending.set()
            keeper.join(5)

        atexit.register(end)


def _make_application() -> None:
    global _application
    glib = os.environ.get("QT_NO_GLIB")
    os.environ["QT_NO_GLIB"] = "1"  # no event loop will ever run in it
    try:
        _application = QGuiApplication(["crossmedia-studio", "-platform", "offscreen"])
    finally:
        if glib is None:
            del os.environ["QT_NO_GLIB"]
        else:
            os.environ["QT_NO_GLIB"] = glib


def _keep_application(made: threading.Event, ending: threading.Event) -> None:
    global _application
    try:
        _make_application()
    finally:
        made.set()
    ending.wait()
    if _application is not None:
        shiboken6.delete(_application)
        _application = None


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────


def blank(width: int, height: int, colour: str = "#00000000") -> QImage:
    """A picture of one ``colour`` (``#rrggbb`` or ``#aarrggbb``)."""
    image = QImage(width, height, FORMAT)
    image.fill(QColor(colour))
    return image


def picture(pixels: np.ndarray, straight: bool = True) -> QImage:
    """A picture from uint8 (h, w, 4) RGBA, copied; ``straight`` alpha is premultiplied on the way."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_RGBA8888 if straight else FORMAT
    view = QImage(pixels.data, width, height, 4 * width, kind)
    return view.convertToFormat(FORMAT) if straight else view.copy()


def pixels(image: QImage) -> np.ndarray:
    """A copy of the premultiplied RGBA, uint8 (h, w, 4)."""
    return view(image).copy()


def view(image: QImage) -> np.ndarray:
    """The premultiplied RGBA itself, uint8 (h, w, 4), not to be written to; valid while ``image`` lives."""
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]


def straight(image: QImage) -> np.ndarray:
    """A copy with straight alpha, uint8 (h, w, 4)."""
    return pixels(image.convertToFormat(QImage.Format.Format_RGBA8888))


def resized(image: QImage, width: int, height: int) -> QImage:
    """Smoothly scaled, every source pixel counted."""
    if (image.width(), image.height()) == (width, height):
        return image
    mode, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(max(width, 1), max(height, 1), mode, smooth).convertToFormat(FORMAT)


@contextmanager
def _painting(image: QImage) -> Iterator[QPainter]:
    painter = QPainter(image)
    try:
        yield painter
    finally:
        painter.end()


def place(
    canvas: QImage,
    image: QImage,
    centre: tuple[float, float],
    size: tuple[float, float],
    rotation: float = 0.0,
    opacity: float = 1.0,
    blend: Blend = Blend.NORMAL,
) -> None:
    """Draw ``image`` so that it fills ``size`` around ``centre`` (pixels, fractions allowed), turned clockwise."""
    with _painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setCompositionMode(_MODES[blend])
        width, height = size
        left, top = centre[0] - width / 2, centre[1] - height / 2
        exact = not rotation and (width, height) == (image.width(), image.height())
        if exact and left == round(left) and top == round(top):
            painter.drawImage(QPointF(left, top), image)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = left > 0 or top > 0 or left + width < canvas.width() or top + height < canvas.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(rotation) or inside)
        painter.translate(*centre)
        painter.rotate(rotation)
        painter.drawImage(QRectF(QPointF(-width / 2, -height / 2), QSizeF(width, height)), image)


def over(canvas: QImage, image: QImage, x: int, y: int, opacity: float = 1.0, blend: Blend = Blend.NORMAL) -> None:
    """Draw ``image`` with its top left corner at whole pixels ``x``, ``y``."""
    with _painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setCompositionMode(_MODES[blend])
        painter.drawImage(x, y, image)


def over_turned(
    canvas: QImage,
    image: QImage,
    x: int,
    y: int,
    shift: tuple[float, float],
    scale: float,
    rotation: float,
    opacity: float,
) -> None:
    """Draw ``image`` at ``x``, ``y`` as part of a frame that is moved by ``shift`` pixels and scaled and turned about
    its centre."""
    with _painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        middle = canvas.width() / 2, canvas.height() / 2
        painter.translate(middle[0] + shift[0], middle[1] + shift[1])
        painter.rotate(rotation)
        painter.scale(scale, scale)
        painter.drawImage(QPointF(x - middle[0], y - middle[1]), image)


# ── mixing two pictures ─────────────────────────────────────────────────────────────────────────────


def lerp(a: QImage, b: QImage, share: float) -> QImage:
    """``a`` and ``b`` in the shares 1 − ``share`` and ``share``, alpha included."""
    mixed = a.copy()
    with _painting(mixed) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Source)
        painter.setOpacity(min(max(share, 0.0), 1.0))
        painter.drawImage(0, 0, b)
    return mixed


def split_linear(a: QImage, b: QImage, start: tuple[float, float], end: tuple[float, float]) -> QImage:
    """``b`` up to the line through ``start``, ``a`` from the line through ``end`` on, mixed between (in pixels)."""
    return _split(a, b, QLinearGradient(QPointF(*start), QPointF(*end)))


def split_round(a: QImage, b: QImage, centre: tuple[float, float], inner: float, outer: float) -> QImage:
    """``b`` within ``inner`` pixels of ``centre``, ``a`` from ``outer`` pixels on, mixed between."""
    if outer <= 0:
        return a.copy()
    gradient = QRadialGradient(QPointF(*centre), outer)
    return _split(a, b, gradient, min(max(inner / outer, 0.0), 1.0))


def _split(a: QImage, b: QImage, gradient: QGradient, solid: float = 0.0) -> QImage:
    gradient.setColorAt(solid, QColor(0, 0, 0, 255))
    gradient.setColorAt(1.0, QColor(0, 0, 0, 0))
    near, far = b.copy(), a.copy()
    for image, mode in (
        (near, _Mode.CompositionMode_DestinationIn),
        (far, _Mode.CompositionMode_DestinationOut),
    ):
        with _painting(image) as painter:
            painter.setCompositionMode(mode)
            painter.fillRect(image.rect(), QBrush(gradient))
    with _painting(far) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Plus)
        painter.drawImage(0, 0, near)
    return far


# ── light and texture ───────────────────────────────────────────────────────────────────────────────


def darken_rim(image: QImage, strength: float, start: float, end: float) -> QImage:
    """A copy whose rim is darkened by ``strength`` 0–1, from ``start`` to ``end`` (1 = the corners)."""
    result = image.copy()
    with _painting(result) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_SourceAtop)
        painter.translate(image.width() / 2, image.height() / 2)
        painter.scale(image.width() / 2, image.height() / 2)
        gradient = QRadialGradient(QPointF(0, 0), 2**0.5 * max(end, 1e-3))
        begin = min(start / max(end, 1e-3), 0.999)
        for at in np.linspace(0.0, 1.0, 9):
            smooth = at * at * (3 - 2 * at)
            gradient.setColorAt(begin + (1 - begin) * float(at), QColor(0, 0, 0, round(255 * strength * smooth)))
        painter.fillRect(QRectF(-1, -1, 2, 2), QBrush(gradient))
    return result


def textured(image: QImage, tile: QImage, shift: tuple[int, int], opacity: float) -> QImage:
    """A copy with ``tile`` repeated over it by Overlay, moved by ``shift`` pixels; mid-grey changes nothing."""
    result = image.copy()
    with _painting(result) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Overlay)
        painter.setOpacity(opacity)
        brush = QBrush(tile)
        brush.setTransform(QTransform.fromTranslate(*shift))
        painter.fillRect(image.rect(), brush)
        painter.setOpacity(1.0)
        painter.setCompositionMode(_Mode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, image)
    return result


def placeholder(width: int, height: int, words: str) -> QImage:
    """A frame that stands in for a picture that cannot be shown, and says why."""
    image = blank(width, height, "#232529")
    unit = min(width, height)
    with _painting(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#2b2e33"), unit * 0.02))
        for x in range(-height, width, max(round(unit * 0.08), 2)):
            painter.drawLine(QPointF(x, height), QPointF(x + height, 0))
        painter.setPen(QPen(QColor("#ff6b62"), max(unit * 0.006, 1.0)))
        painter.drawRect(QRectF(0, 0, width, height))
    style = TextStyle(size=0.05, colour="#e6e7ea", outline_width=0.0, background="#cc17181a", x=0.5, y=0.55, width=0.8)
    lettered, x, y = lettering(words, style, width, height)
    over(image, lettered, x, y)
    return image


# ── words ───────────────────────────────────────────────────────────────────────────────────────────

_FAMILIES = [
    "Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Helvetica Neue", "Segoe UI",
    "Microsoft YaHei UI", "DejaVu Sans", "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji",
]  # fmt: skip
_EM = 1080.0
"""Words are laid out in a frame whose shorter side is this long and drawn scaled: lines break alike at every size."""


def lettering(text: str, style: TextStyle, width: int, height: int) -> tuple[QImage, int, int]:
    """``text`` as a picture, and where its top left corner goes in a frame of ``width`` × ``height``.

    Sizes of ``style`` are fractions of the frame's height, or of its width where it stands upright. Lines wrap at
    words (anywhere in scripts without spaces) into lines of like length; each paragraph runs in its own direction.
    A block that would leave the frame is moved in, one that is taller is set smaller. Colour emoji get no outline.
    """
    ensure_gui()
    zoom = min(width, height) / _EM
    frame_width, frame_height = width / zoom, height / zoom
    size = style.size * _EM
    room = max(style.width * frame_width, 1.0)
    blocks, tall = _set(text, style, size, room)
    while tall > 0.92 * frame_height and size > 4:
        size *= 0.9
        blocks, tall = _set(text, style, size, room)
    outline = style.outline_width * _EM
    bottom = min(max(style.y * frame_height, tall + outline), frame_height - outline)
    left, top = style.x * frame_width - room / 2, bottom - tall
    inked = [rect for layout, y in blocks for rect in _line_rects(layout, y)]
    bounds = QRectF()
    for rect in inked:
        bounds = bounds.united(rect)
    pad = max(0.35 * size if style.background else 0.25 * size, outline + 2)
    bounds = bounds.adjusted(-pad * 1.6, -pad, pad * 1.6, pad).translated(left, top)
    area = QRectF(bounds.x() * zoom, bounds.y() * zoom, bounds.width() * zoom, bounds.height() * zoom).toAlignedRect()
    area = area.intersected(QRect(0, 0, width, height))
    image = blank(max(area.width(), 1), max(area.height(), 1))
    with _painting(image) as painter:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.translate(-area.x(), -area.y())
        painter.scale(zoom, zoom)
        if style.background:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.background))
            painter.drawRoundedRect(bounds, 0.2 * size, 0.2 * size)
        painter.translate(left, top)
        if outline > 0 and style.outline:
            pen = QPen(QColor(style.outline), 2 * outline, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            for layout, y in blocks:
                painter.strokePath(_shape(layout, y), pen)
        painter.setPen(QColor(style.colour))
        for layout, y in blocks:
            layout.draw(painter, QPointF(0, y))
            for run in _runs(layout):
                if _colour(run):
                    _draw_colour(painter, run, y)
    return image, area.x(), area.y()


def _set(text: str, style: TextStyle, size: float, room: float) -> tuple[list[tuple[QTextLayout, float]], float]:
    """Each paragraph laid out, with its top; and the height of all."""
    font = QFont()
    font.setFamilies([style.font, *_FAMILIES] if style.font else _FAMILIES)
    font.setPixelSize(max(round(size), 1))
    font.setWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Medium)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    sides = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight}
    option.setAlignment(sides.get(style.align, Qt.AlignmentFlag.AlignHCenter) | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    blocks, y = [], 0.0
    for paragraph in text.splitlines() or [""]:
        layout = QTextLayout(paragraph or " ", font)
        layout.setTextOption(option)
        lines = _break(layout, room, room)
        narrow, wide = room / max(lines, 1) * 0.9, room
        while lines > 1 and wide - narrow > 4:
            middle = (narrow + wide) / 2
            if _break(layout, middle, room) > lines:
                narrow = middle
            else:
                wide = middle
        _break(layout, wide, room)
        blocks.append((layout, y))
        y += layout.boundingRect().height()
    return blocks, y


def _break(layout: QTextLayout, wrap: float, room: float) -> int:
    """Break into lines no wider than ``wrap``, aligned within ``room``; how many lines that takes."""
    layout.beginLayout()
    y, count = 0.0, 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(wrap)
        end = line.textStart() + line.textLength()
        line.setPosition(QPointF((room - wrap) * _shift(layout), y))
        y += line.height() * 1.08
        count += 1
        if end >= len(layout.text().encode("utf-16-le")) // 2:
            break
    layout.endLayout()
    return count


def _shift(layout: QTextLayout) -> float:
    """Where a narrower block of lines sits in its room: 0 left, 0.5 centred, 1 right."""
    alignment = layout.textOption().alignment()
    if alignment & Qt.AlignmentFlag.AlignHCenter:
        return 0.5
    return 1.0 if alignment & Qt.AlignmentFlag.AlignRight else 0.0


def _lines(layout: QTextLayout) -> Iterator[QTextLine]:
    return (layout.lineAt(index) for index in range(layout.lineCount()))


def _runs(layout: QTextLayout) -> Iterator[QGlyphRun]:
    return (run for line in _lines(layout) for run in line.glyphRuns())


def _line_rects(layout: QTextLayout, y: float) -> Sequence[QRectF]:
    return [line.naturalTextRect().translated(0, y) for line in _lines(layout)]


def _colour(run: QGlyphRun) -> bool:
    """Whether the run is colour emoji. (Asking such a font for an outline makes Qt lose its bitmaps: never do.)"""
    return "emoji" in run.rawFont().familyName().lower()


def _draw_colour(painter: QPainter, run: QGlyphRun, y: float) -> None:
    """Draw the run unscaled, then that picture of it scaled: Qt leaves bitmap glyphs out of scaled drawing."""
    bounds = run.boundingRect().adjusted(-2, -2, 2, 2).toAlignedRect()
    image = blank(max(bounds.width(), 1), max(bounds.height(), 1))
    with _painting(image) as inner:
        inner.drawGlyphRun(QPointF(-bounds.x(), -bounds.y()), run)
    zoom = painter.transform().m11()
    small = resized(image, max(round(image.width() * zoom), 1), max(round(image.height() * zoom), 1))
    painter.drawImage(QRectF(bounds.x(), bounds.y() + y, bounds.width(), bounds.height()), small)


def _shape(layout: QTextLayout, y: float) -> QPainterPath:
    """The outlines of all glyphs that have one."""
    path = QPainterPath()
    for run in _runs(layout):
        if not _colour(run):
            font = run.rawFont()
            for index, at in zip(run.glyphIndexes(), run.positions(), strict=True):
                path.addPath(font.pathForGlyph(index).translated(at.x(), at.y() + y))
    return path
