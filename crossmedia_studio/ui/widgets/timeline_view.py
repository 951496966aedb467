"""The timeline's canvas: paints what is in sight, scrolls and zooms, and hands the pointer to its gestures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import TICKS_PER_SECOND, timecode
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets import timeline_drop as dropping
from crossmedia_studio.ui.widgets.timeline_art import ClipArt
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.timeline_heads import WIDTH, TrackHeads
from crossmedia_studio.ui.widgets.timeline_layout import MAXIMUM_SCALE, MINIMUM_SCALE, Layout
from crossmedia_studio.ui.widgets.timeline_paint import Look, TimelinePaint
from crossmedia_studio.ui.widgets.timeline_pointer import Pointer
from crossmedia_studio.ui.widgets.timeline_ruler import HEIGHT, TimelineRuler
from crossmedia_studio.ui.widgets.timeline_snap import REACH, Snap

_ZOOM_STEP = 1.25
_WHEEL = 120
_MARGIN = 80


class TimelineView(QAbstractScrollArea):
    """Ruler, heads and clips. Every gesture ends in one edit through ``do``."""

    refused = Signal(str)
    """A gesture ended where the document does not allow it; everything is back in its place."""
    menu_wanted = Signal(object, object)
    """(Hit or None, global position)."""
    zoomed = Signal(float)
    previewed = Signal(object, object)
    """The document as a running gesture would leave it, and the time to look at (or None); twice None at its end."""
    dropped = Signal(object, object, str)
    """(QMimeData, time, track id)."""

    def __init__(
        self,
        *,
        session: Session,
        view: ViewState,
        do: Do,
        art: ClipArt,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.view, self.do = session, view, do
        self.lanes = Layout()
        self.lanes.show(session.project)
        self._art = art
        self._paint = TimelinePaint(self.lanes, art)
        self.pointer = Pointer(self)
        self.ruler = TimelineRuler(self.lanes, session, view, do, self)
        self.heads = TrackHeads(self.lanes, session, do, self)
        self.setViewportMargins(WIDTH, HEIGHT, 0, 0)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Timeline"))
        self._landing: tuple[dropping.Place, ...] = ()
        self._line: int | None = None
        self.snapping = True
        self._playhead_x = 0
        self._fitted = True
        """The whole film is in sight, and stays so while the pane is resized."""
        self._spring = QVariantAnimation(self)
        self._spring.setStartValue(0.0)
        self._spring.setEndValue(1.0)
        self._springing: list[tuple[QRectF, QRectF]] = []
        self._spring.valueChanged.connect(lambda _: self.viewport().update())
        self._spring.finished.connect(self._sprung)
        self._drift = QTimer(self)
        self._drift.setInterval(30)
        self._drift.timeout.connect(self._drift_on)
        self._disconnect = session.changed.connect(self._on_project)
        view.playhead_changed.connect(self._on_playhead)
        view.selection_changed.connect(self._on_selection)
        view.range_changed.connect(self._on_range)
        art.ready.connect(self.viewport().update)
        self.heads.resized.connect(self._relayout)
        self.ruler.zoomed.connect(self.wheelEvent)
        self.heads.wheeled.connect(self.wheelEvent)
        self._relayout()

    def release(self) -> None:
        """Stop listening and every timer."""
        self._disconnect()
        self._drift.stop()
        self._spring.stop()
        self._art.close()

    # ── what is shown ──

    def show_project(self, project: Project) -> None:
        """Show ``project``: the document, or what a gesture makes of it."""
        self.lanes.show(project)
        self._relayout()

    def set_scale(self, scale: float, about: float | None = None) -> None:
        """``scale`` in pixels a second; the time under the view's x ``about`` (default: the middle) stays there."""
        about = self.viewport().width() / 2 if about is None else about
        exact = (about + self.lanes.left) / self.lanes.scale
        self.lanes.scale = min(max(scale, MINIMUM_SCALE), MAXIMUM_SCALE)
        self.lanes.left = max(0, round(exact * self.lanes.scale - about))
        self._fitted = False
        self._relayout()
        self.zoomed.emit(self.lanes.scale)

    def zoom(self, steps: float, about: float | None = None) -> None:
        self.set_scale(self.lanes.scale * _ZOOM_STEP**steps, about)

    def fit(self) -> None:
        """Show the whole film."""
        length = max(self.session.project.length, 10 * TICKS_PER_SECOND) / TICKS_PER_SECOND
        self.lanes.left = 0
        self.set_scale((self.viewport().width() - _MARGIN) / length, 0)
        self._fitted = True

    def reveal(self, time: int) -> None:
        """Scroll so that ``time`` is in sight."""
        x = self.lanes.x(time)
        if not 0 <= x <= self.viewport().width() - 20:
            self.horizontalScrollBar().setValue(round(x + self.lanes.left - self.viewport().width() * 0.2))

    def snap(self, moving: frozenset[str]) -> Snap:
        """The snap points for a drag of the clips ``moving``."""
        further = [self.view.playhead]
        if self.view.range[1] > self.view.range[0]:
            further += self.view.range
        return Snap(self.session.project, moving, further, self.lanes.ticks(REACH))

    def set_snapping(self, on: bool) -> None:
        """Whether edges, markers and the play head attract (Shift turns it around while dragging)."""
        self.snapping = on

    def spring_back(self, pairs: list[tuple[QRectF, QRectF]]) -> None:
        """Let refused ghosts glide back from where they were to where they belong."""
        time = theme.motion(160)
        if pairs and time:
            self._springing = pairs
            self._spring.setDuration(time)
            self._spring.start()
        self.viewport().update()

    def set_drifting(self, on: bool) -> None:
        """While dragging beyond the border, scroll on."""
        if on and not self._drift.isActive():
            self._drift.start()
        elif not on:
            self._drift.stop()

    # ── painting ──

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        area = event.rect()
        gesture = self.pointer.gesture
        look = Look(self.view.selection | self.pointer.carried, self.pointer.hovered, self.pointer.faint)
        self._art.begin()
        self._paint.rows(painter, area, look)
        self._range(painter)
        self._lines(painter, gesture.line if gesture else self._line)
        if gesture is not None and gesture.ghosts:
            self._paint.ghosts(painter, [(self.place(t, s, w), word) for t, s, w, word in gesture.ghosts], True)
        if self._landing:
            rects = [(self.place(p.track.id, p.start, p.piece.length), p.piece.word) for p in self._landing]
            self._paint.ghosts(painter, rects, False)
        if self._springing:
            value = float(self._spring.currentValue() or 0.0)
            self._paint.ghosts(painter, [(_between(a, b, value), "") for a, b in self._springing], True)
        if self.pointer.band is not None:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(theme.colour("accent", 0.15))
            painter.drawRect(QRectF(self.pointer.band).adjusted(0.5, 0.5, -0.5, -0.5))
        self._playhead(painter)
        if gesture is not None and (gesture.note or gesture.refusal):
            text = gesture.refusal or gesture.note
            self._paint.bubble(painter, self.pointer.at, text, bool(gesture.refusal), self.viewport().rect())
        painter.end()
        self._art.end()

    def _range(self, painter: QPainter) -> None:
        start, end = self.view.range
        if end <= start:
            return
        left, right = self.lanes.x(start), self.lanes.x(end)
        height, shade = self.viewport().height(), theme.colour("field", 0.45)
        painter.fillRect(QRectF(0, 0, max(left, 0), height), shade)
        painter.fillRect(QRectF(right, 0, max(self.viewport().width() - right, 0), height), shade)

    def _lines(self, painter: QPainter, snap: int | None) -> None:
        height = self.viewport().height()
        for marker in self.session.project.markers:
            x = round(self.lanes.x(marker.time)) + 0.5
            if 0 <= x <= self.viewport().width():
                painter.setPen(QPen(theme.colour("second", 0.35), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, 0), QPointF(x, height))
        if snap is not None:
            x = round(self.lanes.x(snap)) + 0.5
            painter.setPen(QPen(theme.colour("warning"), 1.5))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def _playhead(self, painter: QPainter) -> None:
        x = round(self.lanes.x(self.view.playhead)) + 0.5
        painter.setPen(QPen(theme.colour("text"), 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.viewport().height()))

    def place(self, track_id: str, start: int, length: int) -> QRectF:
        """Where a ghost lies; for a track that is not there yet, below all others."""
        row = self.lanes.row_of(track_id)
        top = self.lanes.y(row) if row else self.lanes.content_height - self.lanes.top
        height = row.height if row else 48
        return QRectF(self.lanes.x(start), top + 1, max(self.lanes.width(length), 6.0), height - 2)

    # ── events ──

    def resizeEvent(self, event: QResizeEvent) -> None:
        frame = self.contentsRect()
        self.ruler.setGeometry(frame.left() + WIDTH, frame.top(), frame.width() - WIDTH, HEIGHT)
        self.heads.setGeometry(frame.left(), frame.top() + HEIGHT, WIDTH, self.viewport().height())
        if self._fitted and event.size().width() > 200:
            self.fit()
        self._relayout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.lanes.left = self.horizontalScrollBar().value()
        self.lanes.top = self.verticalScrollBar().value()
        self._repaint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta, keys = event.angleDelta(), event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier:
            self.zoom(delta.y() / _WHEEL, event.position().x())
        elif keys & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier) or delta.x():
            self._scroll(delta.x() or delta.y(), 0)
        elif self.verticalScrollBar().maximum() > 0:
            self._scroll(0, delta.y())
        else:
            self._scroll(delta.y(), 0)
        event.accept()

    def _scroll(self, dx: int, dy: int) -> None:
        for bar, delta in ((self.horizontalScrollBar(), dx), (self.verticalScrollBar(), dy)):
            if delta:
                bar.setValue(bar.value() - round(delta * (0.8 if bar is self.horizontalScrollBar() else 0.35)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pointer.cancel():
            return
        if event.key() == Qt.Key.Key_Alt:
            self.pointer.refresh(event.modifiers() | Qt.KeyboardModifier.AltModifier)
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.lanes.hit(event.pos().x(), event.pos().y()), event.globalPos())

    # ── drops ──

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropping.pieces(event.mimeData(), self.session.project):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        time, track = self._target(event)
        row = self.lanes.row_of(track)
        carried = dropping.pieces(event.mimeData(), self.session.project)
        self._landing = dropping.plan(self.session.project, carried, time, row.track if row else None)
        self.viewport().update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._landing, self._line = (), None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        time, track = self._target(event)
        self._landing, self._line = (), None
        self.viewport().update()
        self.dropped.emit(event.mimeData(), time, track)
        event.acceptProposedAction()

    def _target(self, event: QDropEvent) -> tuple[int, str]:
        """The snapped time and the track under a drag."""
        time = self.lanes.time(event.position().x())
        found = None
        if self.snapping and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            found = self.snap(frozenset()).nearest((time,))
        self._line = found.line if found else None
        row = self.lanes.row_at(event.position().y())
        return time + (found.shift if found else 0), row.track.id if row else ""

    # ── changes ──

    def _on_project(self, before: Project, after: Project) -> None:
        alive = {c.id for t in after.tracks for c in t.clips} if self.view.selection else set()
        if self.view.selection - alive:
            self.view.select(self.view.selection & alive)
        self.pointer.cancel()
        if before.tracks is not after.tracks or before.media is not after.media:
            self.show_project(after)
        else:
            self.lanes.show(after)
            self._repaint()

    def _on_playhead(self, time: int) -> None:
        old, new = self._playhead_x, round(self.lanes.x(time))
        self._playhead_x = new
        if self.view.playing:
            self.reveal(time)
        height = self.viewport().height()
        self.viewport().update(QRect(old - 2, 0, 5, height))
        self.viewport().update(QRect(new - 2, 0, 5, height))
        self.ruler.update(QRect(old - 8, 0, 17, HEIGHT))
        self.ruler.update(QRect(new - 8, 0, 17, HEIGHT))

    def _on_range(self, start: int, end: int) -> None:
        self._repaint()

    def _on_selection(self, ids: object) -> None:
        self.setAccessibleDescription(self.describe())
        self.viewport().update()

    def describe(self) -> str:
        """The selection in words, for screen readers."""
        project = self.session.project
        chosen = [(t, c) for t in project.tracks for c in t.clips if c.id in self.view.selection]
        if not chosen:
            return tr("Nothing is selected")
        if len(chosen) > 1:
            return tr("{count} clips are selected", count=len(chosen))
        track, clip = chosen[0]
        item = project.items.get(clip.media)
        name = clip.name or clip.text or (item.name if item else "")
        start, end = timecode(clip.start, project.fps), timecode(clip.end, project.fps)
        return tr("{name} on {track}, {start} to {end}", name=name, track=track.name, start=start, end=end)

    def _relayout(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        length = self.lanes.project.length if self.lanes.project else 0
        content = round(self.lanes.width(length)) + width // 2
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        left = self.lanes.left
        horizontal.setRange(0, max(0, content - width, left if self.pointer.busy else 0))
        horizontal.setPageStep(width)
        horizontal.setSingleStep(40)
        horizontal.setValue(left)
        vertical.setRange(0, max(0, self.lanes.content_height + 24 - height))
        vertical.setPageStep(height)
        vertical.setSingleStep(24)
        self.lanes.left, self.lanes.top = horizontal.value(), vertical.value()
        self._repaint()

    def _repaint(self) -> None:
        self._playhead_x = round(self.lanes.x(self.view.playhead))
        self.viewport().update()
        self.ruler.update()
        self.heads.update()

    def _drift_on(self) -> None:
        x, width = self.pointer.at.x(), self.viewport().width()
        speed = min(0.0, x - 24) or max(0.0, x - width + 24)
        if speed:
            bar = self.horizontalScrollBar()
            if speed > 0 and bar.value() == bar.maximum():
                bar.setMaximum(bar.maximum() + 40)
            bar.setValue(bar.value() + round(speed * 0.5))
            self.pointer.refresh()

    def _sprung(self) -> None:
        self._springing = []
        self.viewport().update()


def _between(a: QRectF, b: QRectF, share: float) -> QRectF:
    eased = 1 - (1 - share) ** 3
    top_left = a.topLeft() + (b.topLeft() - a.topLeft()) * eased
    return QRectF(top_left, b.size())
