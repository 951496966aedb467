"""Words as pictures: captions in every script, and the frame that stands in for a missing picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGlyphRun,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from crossmedia_studio.fuse.compose.application import ensure_gui
from crossmedia_studio.fuse.compose.pictures import blank, over, painting, resized
from crossmedia_studio.project.model import TextStyle

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
    while (excess := _set(text, style, size, room, False)[1] / (0.92 * frame_height)) > 1 and size > 4:
        size *= min(0.95, excess**-0.5)
    blocks, tall = _set(text, style, size, room, True)
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
    with painting(image) as painter:
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


def _set(
    text: str, style: TextStyle, size: float, room: float, even: bool
) -> tuple[list[tuple[QTextLayout, float]], float]:
    """Each paragraph laid out, with its top; and the height of all. ``even``: in lines of like length."""
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
        while even and lines > 1 and wide - narrow > 4:
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
    with painting(image) as inner:
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


def placeholder(width: int, height: int, words: str) -> QImage:
    """A frame that stands in for a picture that cannot be shown, and says why."""
    image = blank(width, height, "#232529")
    unit = min(width, height)
    with painting(image) as painter:
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
