"""How the timeline's rows, transitions, ghosts and notes look. Pure drawing: no events, no state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.project.model import Clip, Project, TrackKind
from crossmedia_studio.ui import icons, theme
from crossmedia_studio.ui.widgets.timeline_art import ClipArt
from crossmedia_studio.ui.widgets.timeline_clip import DETAIL, ClipPaint, blend
from crossmedia_studio.ui.widgets.timeline_layout import Layout, Row, crossing_height, runs

_THIN = 4.0
"""Narrower clips are drawn together, for there may be thousands of them."""


@dataclass(frozen=True)
class Look:
    """What a painting needs to know beside the layout."""

    selection: frozenset[str] = frozenset()
    hovered: str = ""
    faint: frozenset[str] = frozenset()
    """Clips that are being carried: drawn half there."""


class TimelinePaint:
    """Draws the part of the timeline that lies in a given rectangle."""

    def __init__(self, layout: Layout, art: ClipArt) -> None:
        self._layout = layout
        self._clips = ClipPaint(layout, art)

    def rows(self, painter: QPainter, area: QRect, look: Look) -> None:
        """Everything of the document that lies in ``area``."""
        painter.fillRect(area, theme.colour("field"))
        project = self._layout.project
        if project is None:
            return
        for row in self._layout.rows:
            top = self._layout.y(row)
            if top > area.bottom() or top + row.height < area.top():
                continue
            painter.fillRect(QRect(area.left(), top, area.width(), row.height), theme.colour("window"))
            self._row(painter, area, row, project, look)

    def _row(self, painter: QPainter, area: QRect, row: Row, project: Project, look: Look) -> None:
        layout, track = self._layout, row.track
        first, last = layout.in_sight(track, layout.time(area.left() - 4), layout.time(area.right() + 5))
        top = layout.y(row)
        quiet = track.hidden if track.kind is not TrackKind.AUDIO else track.muted
        painter.save()
        if quiet:
            painter.setOpacity(0.4)
        times = layout.times(track)
        unit = layout.scale / TICKS_PER_SECOND
        lefts = np.round(times.starts[first:last] * unit) - layout.left
        rights = np.round(times.ends[first:last] * unit) - layout.left
        self._dust(painter, row, first, last, look)
        blocks: dict[str, list[QRectF]] = defaultdict(list)
        places = zip(track.clips[first:last], lefts.tolist(), rights.tolist(), strict=True)
        wide = [(c, a, b) for c, a, b in places if b - a >= _THIN]
        items, selection, height = project.items, look.selection, row.height - 2
        for clip, left, right in wide:
            item = items.get(clip.media)
            selected = clip.id in selection
            if right - left < DETAIL:
                token = "accent" if selected else f"medium_{item.kind if item else track.kind}"
                blocks[token].append(QRectF(left, top + 1, right - left - 1, height))
                continue
            rect = QRectF(left, top + 1, right - left, height)
            if clip.id in look.faint:
                painter.setOpacity(0.35)
            self._clips.draw(painter, rect, track, clip, item, selected, QRectF(area))
            painter.setOpacity(0.4 if quiet else 1.0)
            if clip.id == look.hovered and not track.locked and rect.width() > 48:
                self._handles(painter, rect, clip)
        painter.setPen(Qt.PenStyle.NoPen)
        for token, rects in blocks.items():
            painter.setBrush(blend(theme.colour(token), theme.colour("panel"), 0.55))
            painter.drawRects(rects)
        self._transitions(painter, row, area)
        painter.restore()
        if track.locked:
            painter.fillRect(
                QRect(area.left(), top, area.width(), row.height),
                QBrush(theme.colour("text", 0.10), Qt.BrushStyle.BDiagPattern),
            )

    def _dust(self, painter: QPainter, row: Row, first: int, last: int, look: Look) -> None:
        """Clips too narrow to tell apart: one block where no gap shows, the selected ones over it."""
        times, top, height = self._layout.times(row.track), self._layout.y(row) + 1, row.height - 2
        chosen = np.zeros(last - first, bool)
        if look.selection:
            ids = (clip.id in look.selection for clip in row.track.clips[first:last])
            chosen = np.fromiter(ids, bool, last - first)
        panel = theme.colour("panel")
        for mask, colour in ((~chosen, theme.medium(row.track.kind)), (chosen, theme.colour("accent"))):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(blend(colour, panel, 0.55))
            merged = runs(times, first, last, self._layout, _THIN, mask)
            painter.drawRects([QRectF(a, top, max(b - a, 1.0), height) for a, b in merged])

    def _handles(self, painter: QPainter, rect: QRectF, clip: Clip) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("field"), 1))
        painter.setBrush(theme.colour("text"))
        for x in self._layout.fade_handles(clip):
            painter.drawEllipse(QPointF(x, rect.top() + 8), 4.0, 4.0)
        painter.restore()

    def _transitions(self, painter: QPainter, row: Row, area: QRect) -> None:
        for crossing in self._layout.times(row.track).crossings:
            left, right = self._layout.x(crossing.start), self._layout.x(crossing.end)
            if right - left < 3 or right < area.left() or left > area.right():
                continue
            rect = QRectF(left, self._layout.y(row) + 1, right - left, crossing_height(row) - 1)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("text", 0.8), 1))
            painter.setBrush(theme.colour("field", 0.55))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(QPen(theme.colour("text", 0.45), 1))
            painter.drawLine(rect.bottomLeft(), rect.topRight())
            if rect.width() > 22:
                size = min(14.0, rect.height() - 6)
                box = QRectF(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("field"))
                painter.drawEllipse(box.adjusted(-3, -3, 3, 3))
                icons.paint(painter, box, "circle-half", theme.colour("text"))
            painter.restore()

    def ghosts(self, painter: QPainter, rects: Iterable[tuple[QRectF, str]], refused: bool) -> None:
        """Where carried things would land, each with a word; in the colour of refusal if they may not."""
        colour = theme.colour("error" if refused else "accent")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        for rect, word in rects:
            fill = QColor(colour)
            fill.setAlphaF(0.22)
            painter.setBrush(fill)
            painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine if refused else Qt.PenStyle.SolidLine))
            painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
            painter.setPen(theme.colour("text"))
            painter.drawText(
                rect.adjusted(6, 0, -4, 0),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
                word,
            )
        painter.restore()

    def bubble(self, painter: QPainter, at: QPointF, text: str, refused: bool, area: QRect) -> None:
        """A small note beside the pointer while dragging."""
        painter.save()
        painter.setFont(theme.font("small", tabular=True))
        size = QFontMetricsF(painter.font()).size(0, text)
        rect = QRectF(at.x() + 14, at.y() - size.height() - 18, size.width() + 16, size.height() + 8)
        rect.moveRight(min(rect.right(), area.right() - 4))
        rect.moveLeft(max(rect.left(), area.left() + 4))
        rect.moveTop(max(rect.top(), area.top() + 4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("error" if refused else "border"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(rect, 5, 5)
        painter.setPen(theme.colour("text"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()
