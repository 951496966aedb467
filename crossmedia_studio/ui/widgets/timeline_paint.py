"""How the timeline's rows, clips and transitions look. Pure drawing: no events, no state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND, seconds
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind
from crossmedia_studio.ui import icons, theme
from crossmedia_studio.ui.widgets.timeline_art import ClipArt
from crossmedia_studio.ui.widgets.timeline_layout import Layout, Row, crossing_height, runs
from crossmedia_studio.ui.widgets.waveform_shape import picture

HEADER = 16
"""Height of the strip with a clip's name."""
_THIN = 4.0
_DETAIL = 26.0
_GAMMA = 0.7
"""Waveforms in clips are lifted a little, so that quiet speech shows in a low row."""


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
        self._art = art

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
        start, end = layout.time(area.left() - 4), layout.time(area.right() + 5)
        first, last = layout.in_sight(track, start, end)
        top = layout.y(row)
        quiet = track.hidden if track.kind is not TrackKind.AUDIO else track.muted
        painter.save()
        if quiet:
            painter.setOpacity(0.4)
        times = layout.times(track)
        if last - first > 200:
            body = QRectF(0, top + 1, 0, row.height - 2)
            shade = _blend(theme.medium(track.kind), theme.colour("panel"), 0.55)
            for left, right in runs(times, first, last, layout, _THIN):
                painter.fillRect(QRectF(left, body.top(), max(right - left, 1.0), body.height()), shade)
            wide = [c for c in track.clips[first:last] if layout.width(c.length) >= _THIN]
            if look.selection:
                picked = QColor(theme.colour("accent"))
                for clip in track.clips[first:last]:
                    if clip.id in look.selection and layout.width(clip.length) < _THIN:
                        x, w = layout.x(clip.start), max(1.0, layout.width(clip.length))
                        painter.fillRect(QRectF(x, body.top(), w, body.height()), picked)
        else:
            wide = list(track.clips[first:last])
        for clip in wide:
            self.clip(painter, clip_rect(layout, row, clip), track, clip, project.items.get(clip.media), look, area)
        self._transitions(painter, row, area)
        painter.restore()
        if track.locked:
            painter.fillRect(
                QRect(area.left(), top, area.width(), row.height),
                QBrush(theme.colour("text", 0.10), Qt.BrushStyle.BDiagPattern),
            )

    def clip(
        self,
        painter: QPainter,
        rect: QRectF,
        track: Track,
        clip: Clip,
        item: MediaItem | None,
        look: Look,
        area: QRect,
    ) -> None:
        """One clip into ``rect``; only what lies in ``area`` is drawn in detail."""
        tint = clip_colour(track, item)
        selected = clip.id in look.selection
        ground = _blend(tint, theme.colour("panel"), 0.42 if selected else 0.30)
        if rect.width() < _THIN:
            painter.fillRect(rect, theme.colour("accent") if selected else ground)
            return
        painter.save()
        if clip.id in look.faint:
            painter.setOpacity(painter.opacity() * 0.35)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        radius = min(4.0, rect.width() / 3)
        shape.addRoundedRect(rect, radius, radius)
        painter.fillPath(shape, ground)
        if rect.width() >= _DETAIL:
            painter.save()
            seen = rect.intersected(QRectF(area).adjusted(-2, 0, 2, 0))
            painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
            self._inside(painter, rect, seen, track, clip, item, tint, selected)
            painter.restore()
        edge = theme.colour("accent") if selected else _blend(tint, theme.colour("field"), 0.75)
        inset = 1.0 if selected else 0.5
        painter.setPen(QPen(edge, 2.0 if selected else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        if clip.id == look.hovered and not track.locked and rect.width() > 48:
            self._handles(painter, rect, clip)
        painter.restore()

    def _inside(
        self,
        painter: QPainter,
        rect: QRectF,
        seen: QRectF,
        track: Track,
        clip: Clip,
        item: MediaItem | None,
        tint: QColor,
        selected: bool,
    ) -> None:
        header = HEADER if rect.height() >= 34 else 0
        body = rect.adjusted(0, header, 0, 0)
        gone = item is not None and self._art.missing(item)
        if gone or (clip.media and item is None):
            painter.fillRect(body, QBrush(theme.colour("error", 0.5), Qt.BrushStyle.BDiagPattern))
        elif track.kind is TrackKind.TEXT:
            self._words(painter, rect, clip, tint)
            self._fades(painter, rect, clip)
            return
        elif item is not None:
            if item.kind in (Kind.IMAGE, Kind.VIDEO):
                self._strip(painter, body, seen, clip, item)
            if item.kind is Kind.AUDIO:
                self._wave(painter, body, seen, clip, item, tint)
            elif item.has_audio and not track.muted and body.height() > 40:
                self._film_sound(painter, body, seen, clip, item)
        self._fades(painter, body, clip)
        if header:
            strip = QRectF(rect.left(), rect.top(), rect.width(), header)
            painter.fillRect(strip, _blend(tint, theme.colour("panel"), 0.75 if selected else 0.55))
        covered = [c.end for c in self._layout.times(track).crossings if c.right.id == clip.id]
        seen = seen.adjusted(max(self._layout.x(covered[0]) - seen.left(), 0) if covered else 0, 0, 0, 0)
        self._name(painter, rect, seen, clip, item, header, gone)

    def _strip(self, painter: QPainter, body: QRectF, seen: QRectF, clip: Clip, item: MediaItem) -> None:
        """Film frames (or the picture again and again) side by side, each at its own time."""
        aspect = item.width / item.height if item.width and item.height else 16 / 9
        tile = max(body.height() * min(max(aspect, 0.4), 3.0), 24.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        index = max(0, int((seen.left() - body.left()) // tile))
        per_tile = tile / self._layout.scale
        while body.left() + index * tile < seen.right():
            x = body.left() + index * tile
            time = clip.offset + round(index * per_tile * TICKS_PER_SECOND)
            image = self._art.picture(item, time, per_tile)
            if image is not None:
                painter.drawPixmap(
                    QRectF(x, body.top(), tile, body.height()), image, _cover(image, tile, body.height())
                )
                painter.fillRect(QRectF(x + tile - 1, body.top(), 1, body.height()), QColor(0, 0, 0, 90))
            index += 1

    def _wave(self, painter: QPainter, body: QRectF, seen: QRectF, clip: Clip, item: MediaItem, tint: QColor) -> None:
        peaks = self._art.peaks(item)
        if peaks is None:
            painter.setPen(QPen(_blend(tint, theme.colour("panel"), 0.6), 1))
            painter.drawLine(QPointF(seen.left(), body.center().y()), QPointF(seen.right(), body.center().y()))
            return
        left, right = int(seen.left()), int(seen.right()) + 1
        begin = seconds(clip.offset) + (left - body.left()) / self._layout.scale
        columns = peaks.columns(begin, begin + (right - left) / self._layout.scale, right - left)
        inner = body.adjusted(0, 2, 0, -2)
        ink = _blend(tint, theme.colour("text"), 0.8)
        columns = np.sign(columns) * np.abs(columns * 10 ** (clip.gain.value / 20)) ** _GAMMA
        painter.drawImage(QPointF(left, inner.top()), picture(columns, max(int(inner.height()), 2), ink))

    def _film_sound(self, painter: QPainter, body: QRectF, seen: QRectF, clip: Clip, item: MediaItem) -> None:
        peaks = self._art.peaks(item)
        if peaks is None:
            return
        height = min(body.height() * 0.34, 24.0)
        band = QRectF(body.left(), body.bottom() - height, body.width(), height)
        painter.fillRect(band, QColor(0, 0, 0, 130))
        self._wave_in(painter, band, seen, clip, item)

    def _wave_in(self, painter: QPainter, band: QRectF, seen: QRectF, clip: Clip, item: MediaItem) -> None:
        peaks = self._art.peaks(item)
        if peaks is None:
            return
        left, right = int(seen.left()), int(seen.right()) + 1
        begin = seconds(clip.offset) + (left - band.left()) / self._layout.scale
        columns = peaks.columns(begin, begin + (right - left) / self._layout.scale, right - left)
        painter.drawImage(QPointF(left, band.top()), picture(columns, max(int(band.height()), 2), QColor("#ffffff")))

    def _words(self, painter: QPainter, rect: QRectF, clip: Clip, tint: QColor) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text"))
        left = max(rect.left(), 0.0)
        text = " ".join(clip.text.split())
        room = QRectF(left + 6, rect.top(), rect.right() - left - 12, rect.height())
        metrics = QFontMetricsF(painter.font())
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()),
        )

    def _name(
        self,
        painter: QPainter,
        rect: QRectF,
        seen: QRectF,
        clip: Clip,
        item: MediaItem | None,
        header: int,
        gone: bool,
    ) -> None:
        """The name stays in sight while its clip does."""
        left = max(rect.left(), seen.left(), 0.0) + 6
        room = rect.right() - left - 6
        if room < 16 or not header:
            return
        name = clip.name or (item.name if item else "")
        if gone or item is None:
            name = tr("Missing: {name}", name=name or clip.media[:8])
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text"))
        if item is not None:
            glyph = "warning" if gone else theme.KIND_ICONS[item.kind]
            icons.paint(painter, QRectF(left, rect.top() + 3, 11, 11), glyph, theme.colour("text", 0.85))
            left, room = left + 15, room - 15
            if item.recipe is not None and room > 30:
                icons.paint(painter, QRectF(left, rect.top() + 3, 11, 11), "sparkle", theme.colour("text", 0.85))
                left, room = left + 14, room - 14
        if room > 12:
            metrics = QFontMetricsF(painter.font())
            painter.drawText(
                QRectF(left, rect.top(), room, header),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
                metrics.elidedText(name, Qt.TextElideMode.ElideRight, room),
            )

    def _fades(self, painter: QPainter, body: QRectF, clip: Clip) -> None:
        shade = QColor(0, 0, 0, 120)
        line = QPen(theme.colour("text", 0.7), 1)
        for length, edge, sign in ((clip.fade_in, body.left(), 1), (clip.fade_out, body.right(), -1)):
            reach = self._layout.width(length)
            if reach < 2:
                continue
            corner = QPointF(edge + sign * reach, body.top())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawPolygon(QPolygonF([QPointF(edge, body.top()), corner, QPointF(edge, body.bottom())]))
            painter.setPen(line)
            painter.drawLine(QPointF(edge, body.bottom()), corner)

    def _handles(self, painter: QPainter, rect: QRectF, clip: Clip) -> None:
        painter.setPen(QPen(theme.colour("field"), 1))
        painter.setBrush(theme.colour("text"))
        for x in self._layout.fade_handles(clip):
            painter.drawEllipse(QPointF(x, rect.top() + 8), 4.0, 4.0)

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


def clip_rect(layout: Layout, row: Row, clip: Clip) -> QRectF:
    """The clip's place in the view."""
    return QRectF(layout.x(clip.start), layout.y(row) + 1, max(layout.width(clip.length), 1.0), row.height - 2)


def clip_colour(track: Track, item: MediaItem | None) -> QColor:
    """The colour of what the clip holds."""
    return theme.medium(item.kind if item is not None else track.kind)


def _cover(image: object, width: float, height: float) -> QRectF:
    """The part of ``image`` that fills width × height without distortion."""
    size = image.size()  # type: ignore[attr-defined]
    scale = max(width / size.width(), height / size.height())
    w, h = width / scale, height / scale
    return QRectF((size.width() - w) / 2, (size.height() - h) / 2, w, h)


def _blend(top: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of ``top`` over ``ground``, opaque."""
    return QColor.fromRgbF(
        top.redF() * share + ground.redF() * (1 - share),
        top.greenF() * share + ground.greenF() * (1 - share),
        top.blueF() * share + ground.blueF() * (1 - share),
    )
