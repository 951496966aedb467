"""The heads of the tracks: name, mute, hide, lock, the colour of what they carry; drag the lower edge for height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolTip, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project.edits import AddTrack, MoveTrack, RemoveTrack, SetTrack
from crossmedia_studio.project.model import Track, TrackKind
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import icons, theme
from crossmedia_studio.ui.widgets.timeline_commands import Do, new_track
from crossmedia_studio.ui.widgets.timeline_layout import Layout, Row

WIDTH = 168
_BUTTON = 22
_ICON = 14
_EDGE = 5


class TrackHeads(QWidget):
    """Painted, not built of widgets: a hundred tracks cost nothing. ``resized``: a row's height changed."""

    resized = Signal()
    wheeled = Signal(QWheelEvent)

    def __init__(self, layout: Layout, session: Session, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout, self._session, self._do = layout, session, do
        self._stretching: Row | None = None
        self._hovered: tuple[str, str] = ("", "")
        self._editor: QLineEdit | None = None
        self.setFixedWidth(WIDTH)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Tracks"))

    # ── painting ──

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in self._layout.rows:
            self._head(painter, row)
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour("line"))
        painter.end()

    def _head(self, painter: QPainter, row: Row) -> None:
        track, top = row.track, self._layout.y(row)
        if top > self.height() or top + row.height < 0:
            return
        painter.fillRect(QRectF(0, top, 4, row.height), theme.medium(track.kind))
        painter.fillRect(QRectF(0, top + row.height, self.width() - 1, 1), theme.colour("line"))
        middle = top + row.height / 2
        icons.paint(painter, QRectF(12, middle - 8, 16, 16), _ICONS[track.kind], theme.medium(track.kind))
        painter.setFont(theme.font("body", bold=True))
        painter.setPen(theme.colour("text"))
        room = self._button(row, 0).left() - 36
        name = QFontMetricsF(painter.font()).elidedText(track.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(34, top, room, row.height), int(Qt.AlignmentFlag.AlignVCenter), name)
        for index, (field, on, off, warn) in enumerate(_buttons(track)):
            rect = self._button(row, index)
            active = bool(getattr(track, field))
            if self._hovered == (track.id, field):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("raised"))
                painter.drawRoundedRect(rect, 4, 4)
            inner = QRectF(0, 0, _ICON, _ICON)
            inner.moveCenter(QRectF(rect).center())
            icons.paint(painter, inner, on if active else off, theme.colour(warn if active else "second"))

    def _button(self, row: Row, index: int) -> QRect:
        top = self._layout.y(row) + (row.height - _BUTTON) // 2
        return QRect(self.width() - 8 - _BUTTON * (len(_buttons(row.track)) - index), top, _BUTTON, _BUTTON)

    # ── pointer ──

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._layout.row_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        field = self._field_at(row, event.position().toPoint())
        if field:
            self._do(SetTrack(row.track.id, ((field, not getattr(row.track, field)),)))
        elif self._on_edge(row, event.position().y()):
            self._stretching = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._stretching is not None:
            height = round(event.position().y()) - self._layout.y(self._stretching)
            self._layout.set_height(self._stretching.track.id, height)
            self.resized.emit()
            return
        row = self._layout.row_at(event.position().y())
        field = self._field_at(row, event.position().toPoint()) if row else ""
        hovered = (row.track.id, field) if row and field else ("", "")
        on_edge = row is not None and not field and self._on_edge(row, event.position().y())
        self.setCursor(Qt.CursorShape.SplitVCursor if on_edge else Qt.CursorShape.ArrowCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._stretching = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.wheeled.emit(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = ("", "")
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._layout.row_at(event.position().y())
        if row is not None and not self._field_at(row, event.position().toPoint()):
            self.rename(row.track.id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            row = self._layout.row_at(event.pos().y())
            field = self._field_at(row, event.pos()) if row else ""
            if row and field:
                QToolTip.showText(event.globalPos(), _tip(field, bool(getattr(row.track, field))), self)
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self._layout.row_at(event.pos().y())
        menu = QMenu(self)
        if row is not None:
            track = row.track
            menu.addAction(icons.icon("pencil-simple"), tr("Rename track"), lambda: self.rename(track.id))
            for field, on, off, _ in _buttons(track):
                value = bool(getattr(track, field))
                name = on if value else off
                action = menu.addAction(icons.icon(name), _tip(field, value))
                action.triggered.connect(
                    lambda _=False, field=field, value=value: self._do(SetTrack(track.id, ((field, not value),)))
                )
            menu.addSeparator()
            index = [t.id for t in self._session.project.tracks].index(track.id)
            up = 1 if track.kind is not TrackKind.AUDIO else -1
            menu.addAction(icons.icon("arrow-up"), tr("Move up"), lambda: self._do(MoveTrack(track.id, index + up)))
            menu.addAction(
                icons.icon("arrow-down"), tr("Move down"), lambda: self._do(MoveTrack(track.id, max(index - up, 0)))
            )
            menu.addSeparator()
        for kind, text in _NEW.items():
            track_icon = icons.icon(_ICONS[kind], f"medium_{kind.value}")
            action = menu.addAction(track_icon, text())
            action.triggered.connect(
                lambda _=False, kind=kind: self._do(AddTrack(new_track(self._session.project, kind)))
            )
        if row is not None:
            menu.addSeparator()
            menu.addAction(icons.icon("trash"), tr("Remove track"), lambda: self._do(RemoveTrack(row.track.id)))
        menu.exec(event.globalPos())

    def rename(self, track_id: str) -> None:
        """Type a track's name in its place."""
        row = self._layout.row_of(track_id)
        if row is None:
            return
        editor = QLineEdit(row.track.name, self)
        editor.setGeometry(30, self._layout.y(row) + (row.height - 28) // 2, WIDTH - 40, 28)
        editor.selectAll()
        editor.editingFinished.connect(lambda: self._renamed(track_id, editor))
        editor.show()
        editor.setFocus()
        self._editor = editor

    def _renamed(self, track_id: str, editor: QLineEdit) -> None:
        if self._editor is not editor:
            return
        self._editor = None
        name = editor.text().strip()
        editor.deleteLater()
        if name:
            self._do(SetTrack(track_id, name=name))

    def _field_at(self, row: Row, at: QPoint) -> str:
        for index, (field, *_) in enumerate(_buttons(row.track)):
            if self._button(row, index).contains(at):
                return field
        return ""

    def _on_edge(self, row: Row, y: float) -> bool:
        return abs(self._layout.y(row) + row.height - y) <= _EDGE


_ICONS = {TrackKind.VIDEO: "film-strip", TrackKind.AUDIO: theme.KIND_ICONS[Kind.AUDIO], TrackKind.TEXT: "text-t"}
_NEW = {
    TrackKind.VIDEO: lambda: tr("Add a picture track"),
    TrackKind.AUDIO: lambda: tr("Add a sound track"),
    TrackKind.TEXT: lambda: tr("Add a text track"),
}


def _buttons(track: Track) -> tuple[tuple[str, str, str, str], ...]:
    """Field, icon when on, icon when off, colour when on."""
    mute = ("muted", "speaker-x", "speaker-high", "warning")
    hide = ("hidden", "eye-slash", "eye", "warning")
    lock = ("locked", "lock-simple", "lock-simple-open", "accent")
    if track.kind is TrackKind.AUDIO:
        return mute, lock
    if track.kind is TrackKind.TEXT:
        return hide, lock
    return mute, hide, lock


def _tip(field: str, on: bool) -> str:
    return {
        ("muted", True): tr("Let this track be heard"),
        ("muted", False): tr("Mute this track"),
        ("hidden", True): tr("Show this track"),
        ("hidden", False): tr("Hide this track"),
        ("locked", True): tr("Unlock this track"),
        ("locked", False): tr("Lock this track against changes"),
    }[(field, on)]
