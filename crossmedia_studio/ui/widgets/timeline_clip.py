"""How one clip looks. Clips that lie wholly in sight are drawn once and kept as pixmaps, so that scrolling is cheap."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND, seconds
from crossmedia_studio.project.model import Clip, MediaItem, Track, TrackKind
from crossmedia_studio.ui import icons, theme
from crossmedia_studio.ui.widgets.timeline_art import ClipArt
from crossmedia_studio.ui.widgets.timeline_layout import Layout
from crossmedia_studio.ui.widgets.waveform_shape import picture

HEADER = 16
"""Height of the strip with a clip's name."""
DETAIL = 26.0
"""Narrower clips are plain blocks."""
_WIDEST_KEPT = 1200
_KEPT_BYTES = 64 << 20
_GAMMA = 0.7
"""Waveforms in clips are lifted a little, so that quiet speech shows in a low row."""

_Key = tuple[str, int, int, bool, int]


class ClipPaint:
    """Draws clips of one timeline."""

    def __init__(self, layout: Layout, art: ClipArt) -> None:
        self._layout = layout
        self._art = art
        self._kept: OrderedDict[_Key, tuple[tuple[object, ...], QPixmap]] = OrderedDict()
        self._bytes = 0

    def draw(
        self,
        painter: QPainter,
        rect: QRectF,
        track: Track,
        clip: Clip,
        item: MediaItem | None,
        selected: bool,
        area: QRectF,
    ) -> None:
        """One clip into ``rect``; only what lies in ``area`` is drawn in detail."""
        if rect.left() >= 0 and rect.width() <= _WIDEST_KEPT:
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(rect.topLeft(), self._pixmap(rect, track, clip, item, selected, float(ratio)))
        else:
            self._draw(painter, rect, track, clip, item, selected, area)

    def _pixmap(
        self, rect: QRectF, track: Track, clip: Clip, item: MediaItem | None, selected: bool, ratio: float
    ) -> QPixmap:
        covered = round(self._covered(track, clip))
        key = (clip.id, int(rect.width()), int(rect.height()), selected, covered)
        shown = (clip, item, theme.tokens(), track.muted, ratio)
        found = self._kept.get(key)
        if found is not None and all(a is b or a == b for a, b in zip(found[0], shown, strict=True)):
            self._kept.move_to_end(key)
            return found[1]
        pixmap = QPixmap(QSize(int(rect.width()), int(rect.height())) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        asked = self._art.asked
        painter = QPainter(pixmap)
        place = QRectF(0, 0, int(rect.width()), int(rect.height()))
        self._draw(painter, place, track, clip, item, selected, place)
        painter.end()
        if asked == self._art.asked:  # else something is still to come
            self._keep(key, shown, pixmap)
        return pixmap

    def _keep(self, key: _Key, shown: tuple[object, ...], pixmap: QPixmap) -> None:
        old = self._kept.pop(key, None)
        self._bytes += _size(pixmap) - (_size(old[1]) if old else 0)
        self._kept[key] = (shown, pixmap)
        while self._bytes > _KEPT_BYTES:
            _, (_, gone) = self._kept.popitem(last=False)
            self._bytes -= _size(gone)

    def _covered(self, track: Track, clip: Clip) -> float:
        """How many pixels of the clip's left end lie under a transition."""
        for crossing in self._layout.times(track).crossings:
            if crossing.right.id == clip.id:
                return self._layout.width(crossing.end - clip.start)
        return 0.0

    def _draw(
        self,
        painter: QPainter,
        rect: QRectF,
        track: Track,
        clip: Clip,
        item: MediaItem | None,
        selected: bool,
        area: QRectF,
    ) -> None:
        tint = clip_colour(track, item)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(rect, 4, 4)
        painter.fillPath(shape, blend(tint, theme.colour("panel"), 0.42 if selected else 0.30))
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        seen = rect.intersected(area.adjusted(-2, 0, 2, 0))
        self._inside(painter, rect, seen, track, clip, item, tint, selected)
        painter.restore()
        edge = theme.colour("accent") if selected else blend(tint, theme.colour("field"), 0.75)
        inset = 1.0 if selected else 0.5
        painter.setPen(QPen(edge, 2.0 if selected else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 4, 4)
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
            painter.fillRect(strip, blend(tint, theme.colour("panel"), 0.75 if selected else 0.55))
        hidden = rect.left() + self._covered(track, clip) - seen.left()
        seen = seen.adjusted(max(hidden, 0), 0, 0, 0)
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
            painter.setPen(QPen(blend(tint, theme.colour("panel"), 0.6), 1))
            painter.drawLine(QPointF(seen.left(), body.center().y()), QPointF(seen.right(), body.center().y()))
            return
        left, right = int(seen.left()), int(seen.right()) + 1
        begin = seconds(clip.offset) + (left - body.left()) / self._layout.scale
        columns = peaks.columns(begin, begin + (right - left) / self._layout.scale, right - left)
        inner = body.adjusted(0, 2, 0, -2)
        ink = blend(tint, theme.colour("text"), 0.8)
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
        left = max(rect.left(), seen.left()) + 6
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


def clip_colour(track: Track, item: MediaItem | None) -> QColor:
    """The colour of what the clip holds."""
    return theme.medium(item.kind if item is not None else track.kind)


def _cover(image: object, width: float, height: float) -> QRectF:
    """The part of ``image`` that fills width × height without distortion."""
    size = image.size()  # type: ignore[attr-defined]
    scale = max(width / size.width(), height / size.height())
    w, h = width / scale, height / scale
    return QRectF((size.width() - w) / 2, (size.height() - h) / 2, w, h)


def blend(top: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of ``top`` over ``ground``, opaque."""
    return QColor.fromRgbF(
        top.redF() * share + ground.redF() * (1 - share),
        top.greenF() * share + ground.greenF() * (1 - share),
        top.blueF() * share + ground.blueF() * (1 - share),
    )


def _size(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
