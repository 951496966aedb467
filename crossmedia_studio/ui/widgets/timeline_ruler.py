"""The ruler above the timeline: time codes, markers, in and out point, the head of the play head."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QInputDialog, QMenu, QToolTip, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import TICKS_PER_SECOND, frame_index, frame_start, timecode
from crossmedia_studio.project.edits import SetMarkers
from crossmedia_studio.project.model import Marker
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.timeline_layout import Layout

HEIGHT = 32
_APART = 92
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)
_REACH = 6


class TimelineRuler(QWidget):
    """Press or drag anywhere on it to scrub; drag a marker to move it, double click it to name it."""

    scrubbed = Signal(object)
    scrub_ended = Signal()
    zoomed = Signal(QWheelEvent)

    def __init__(
        self, layout: Layout, session: Session, view: ViewState, do: Do, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._layout, self._session, self._view, self._do = layout, session, view, do
        self._marker: int | None = None
        self._scrubbing = False
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Time ruler"))

    # ── painting ──

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = event.rect()
        painter.fillRect(area, theme.colour("panel"))
        self._range(painter)
        self._ticks(painter, area)
        painter.fillRect(QRect(area.left(), self.height() - 1, area.width(), 1), theme.colour("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for marker in self._session.project.markers:
            self._flag(painter, marker)
        self._playhead(painter)
        painter.end()

    def _ticks(self, painter: QPainter, area: QRect) -> None:
        layout, fps = self._layout, self._session.project.fps
        painter.setFont(theme.font("small", tabular=True))
        step, parts = self._step()
        first = max(0, layout.time(area.left() - _APART) // step)
        last = layout.time(area.right() + 1) // step
        faint, strong = QPen(theme.colour("border", 0.7), 1), QPen(theme.colour("second"), 1)
        for index in range(int(first), int(last) + 1):
            x = round(layout.x(index * step)) + 0.5
            painter.setPen(faint)
            for part in range(1, parts):
                small = round(layout.x(index * step + step * part // parts)) + 0.5
                long = 7 if part * 2 == parts else 4
                painter.drawLine(QPointF(small, HEIGHT - 1 - long), QPointF(small, HEIGHT - 2))
            painter.drawLine(QPointF(x, HEIGHT - 12), QPointF(x, HEIGHT - 2))
            painter.setPen(strong)
            text = timecode(round(index * step) + 1, fps)
            painter.drawText(QRectF(x + 5, 3, _APART, 16), int(Qt.AlignmentFlag.AlignLeft), text)

    def _step(self) -> tuple[int, int]:
        """Ticks between labels, and into how many parts they are divided."""
        layout, fps = self._layout, self._session.project.fps
        frame = TICKS_PER_SECOND / fps
        nominal = round(fps)
        for frames in (n for n in range(1, nominal) if nominal % n == 0):
            if layout.width(int(frame * frames)) >= _APART:
                return int(frame * frames), frames
        for step in _STEPS:
            if layout.width(step * TICKS_PER_SECOND) >= _APART:
                return step * TICKS_PER_SECOND, 6 if step % 6 == 0 else 5 if step % 5 == 0 else 4
        step = _STEPS[-1]
        while layout.width(step * TICKS_PER_SECOND) < _APART:
            step *= 2
        return step * TICKS_PER_SECOND, 4

    def _range(self, painter: QPainter) -> None:
        start, end = self._view.range
        if end > start:
            left, right = self._layout.x(start), self._layout.x(end)
            painter.fillRect(QRectF(left, HEIGHT - 6, right - left, 5), theme.colour("accent", 0.45))
            for x in (left, right - 2):
                painter.fillRect(QRectF(x, HEIGHT - 12, 2, 11), theme.colour("accent"))

    def _flag(self, painter: QPainter, marker: Marker) -> None:
        x = self._layout.x(marker.time)
        if not -200 < x < self.width() + 10:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(marker.colour))
        shape = [(-5, 12), (5, 12), (5, 19), (0, 25), (-5, 19)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, dy + 4) for dx, dy in shape]))

    def _playhead(self, painter: QPainter) -> None:
        x = round(self._layout.x(self._view.playhead)) + 0.5
        if -8 < x < self.width() + 8:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text"))
            painter.drawPolygon(
                QPolygonF(
                    [QPointF(x - 6, 16), QPointF(x + 6, 16), QPointF(x + 6, 24), QPointF(x, 31), QPointF(x - 6, 24)]
                )
            )

    # ── pointer ──

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._marker = self._marker_at(event.position().x())
        if self._marker is None:
            self._scrubbing = True
            self._scrub(event)
        else:
            self._view.set_playhead(self._session.project.markers[self._marker].time)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._scrubbing:
            self._scrub(event)
        elif self._marker is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_marker(event.position().x())
        else:
            over = self._marker_at(event.position().x())
            self.setCursor(Qt.CursorShape.PointingHandCursor if over is not None else Qt.CursorShape.ArrowCursor)
            if over is not None:
                marker = self._session.project.markers[over]
                QToolTip.showText(event.globalPosition().toPoint(), marker.text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._scrubbing:
            self._scrubbing = False
            self.scrub_ended.emit()
        self._marker = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        marker = self._marker_at(event.position().x())
        if marker is not None:
            self._rename(marker)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoomed.emit(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self._marker_at(event.pos().x())
        markers = self._session.project.markers
        menu = QMenu(self)
        if index is not None:
            menu.addAction(icon("pencil-simple"), tr("Rename marker…"), lambda: self._rename(index))
            rest = tuple(m for i, m in enumerate(markers) if i != index)
            menu.addAction(icon("trash"), tr("Remove marker"), lambda: self._do(SetMarkers(rest)))
        else:
            time = self._frame(event.pos().x())
            marker = Marker(time, tr("Marker {number}", number=len(markers) + 1))
            menu.addAction(icon("flag"), tr("Add a marker here"), lambda: self._do(SetMarkers((*markers, marker))))
            if markers:
                menu.addAction(tr("Remove all markers"), lambda: self._do(SetMarkers(())))
            if self._view.range[1] > self._view.range[0]:
                menu.addAction(tr("Clear in and out"), lambda: self._view.set_range(0, 0))
        menu.exec(event.globalPos())

    def _scrub(self, event: QMouseEvent) -> None:
        self.scrubbed.emit(self._frame(event.position().x()))

    def _frame(self, x: float) -> int:
        fps = self._session.project.fps
        return frame_start(frame_index(self._layout.time(x), fps), fps)

    def _marker_at(self, x: float) -> int | None:
        for index, marker in enumerate(self._session.project.markers):
            if abs(self._layout.x(marker.time) - x) <= _REACH:
                return index
        return None

    def _drag_marker(self, x: float) -> None:
        assert self._marker is not None
        time = self._frame(x)
        markers = list(self._session.project.markers)
        old = markers[self._marker]
        if time == old.time or any(m.time == time for m in markers):
            return
        markers[self._marker] = Marker(time, old.text, old.colour)
        markers.sort(key=lambda m: m.time)
        self._do(SetMarkers(tuple(markers)), merge=f"marker:{old.text}")
        self._marker = next(i for i, m in enumerate(markers) if m.time == time)

    def _rename(self, index: int) -> None:
        markers = list(self._session.project.markers)
        name, ok = QInputDialog.getText(self, tr("Rename marker"), tr("Name"), text=markers[index].text)
        if ok and name.strip():
            markers[index] = Marker(markers[index].time, name.strip(), markers[index].colour)
            self._do(SetMarkers(tuple(markers)))
