"""A grid of library items that fills its width: thumbnail, name, medium, stars, and a spark on what was generated."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui import dragging, theme
from crossmedia_studio.ui.icons import paint
from crossmedia_studio.ui.library_model import ItemRole, length_words
from crossmedia_studio.ui.thumbnails import Thumbnails, tinted

Index = QModelIndex | QPersistentModelIndex

_WIDEST = 128
_DRAGGED = QSize(84, 52)
_OWN_KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
)  # fmt: skip


class MediaGrid(QListView):
    """``removing`` on Delete, ``starred`` on 0–5, both for what is selected."""

    removing = Signal()
    starred = Signal(int)
    renamed = Signal(str, str)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSpacing(0)
        delegate = _Cell(thumbnails, self)
        delegate.renamed.connect(self.renamed)
        self.setItemDelegate(delegate)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        elif event.text() in ("0", "1", "2", "3", "4", "5") and not event.modifiers():
            self.starred.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag_items(self, self._thumbnails)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 4
        columns = max(1, round(width / _WIDEST))
        self.setGridSize(QSize(width // columns, width // columns * 5 // 8 + 30))
        super().resizeEvent(event)


class _Cell(QStyledItemDelegate):
    renamed = Signal(str, str)

    def __init__(self, thumbnails: Thumbnails, view: MediaGrid) -> None:
        super().__init__(view)
        self._thumbnails = thumbnails
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: MediaItem = index.data(ItemRole)
        cell = QRectF(option.rect).adjusted(4, 4, -4, -2)
        picture = QRectF(cell.left(), cell.top(), cell.width(), cell.height() - 22)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        draw_thumbnail(painter, picture, item, self._thumbnails)
        state = option.state
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(theme.colour("accent" if state & QStyle.StateFlag.State_Selected else "border"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = picture.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, 5, 5)
            if state & QStyle.StateFlag.State_Selected:
                painter.drawRoundedRect(edge.adjusted(1, 1, -1, -1), 4, 4)
        name = QRectF(cell.left() + 1, picture.bottom() + 2, cell.width() - 2, 18)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text"))
        if item.stars:
            stars = f"{item.stars}★"
            width = QFontMetrics(painter.font()).horizontalAdvance(stars) + 4
            painter.setPen(theme.colour("warning"))
            painter.drawText(name, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), stars)
            painter.setPen(theme.colour("text"))
            name.setRight(name.right() - width)
        elide = Qt.TextElideMode.ElideMiddle if item.recipe is None else Qt.TextElideMode.ElideRight  # suffixes stay
        short = QFontMetrics(painter.font()).elidedText(item.name, elide, int(name.width()))
        painter.drawText(name, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), short)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(theme.font("small"))
        editor.setStyleSheet("min-height: 18px; padding: 0 3px;")
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        cell: QRect = option.rect
        editor.setGeometry(cell.left() + 3, cell.bottom() - 24, cell.width() - 6, 24)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            item: MediaItem = index.data(ItemRole)
            if editor.text().strip() and editor.text() != item.name:
                self.renamed.emit(item.id, editor.text())


def drag_items(view: QListView, thumbnails: Thumbnails) -> None:
    """Drag the selected items, with the picture of the one under the pointer and how many they are."""
    indexes = view.selectionModel().selectedIndexes()
    if not indexes:
        return
    current = view.currentIndex() if view.currentIndex() in indexes else indexes[0]
    ratio = view.devicePixelRatioF()
    pixmap = QPixmap(_DRAGGED * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    box = QRectF(0, 0, _DRAGGED.width(), _DRAGGED.height())
    draw_thumbnail(painter, box, current.data(ItemRole), thumbnails)
    if len(indexes) > 1:
        plate = QRectF(box.center().x() - 13, box.center().y() - 10, 26, 20)
        _plate(painter, plate)
        painter.setPen(theme.colour("text"))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), str(len(indexes)))
    painter.end()
    dragging.start(view, pixmap)


def draw_thumbnail(painter: QPainter, box: QRectF, item: MediaItem, thumbnails: Thumbnails) -> None:
    """An item's picture cropped into ``box``, its medium's badge below left, length right, spark above right."""
    clip = QPainterPath()
    clip.addRoundedRect(box, 5, 5)
    painter.save()
    painter.setClipPath(clip)
    painter.fillRect(box, theme.colour("field"))
    pixmap = thumbnails.get(item)
    if pixmap is not None and not pixmap.isNull():
        ratio = max(box.width() / pixmap.width(), box.height() / pixmap.height())
        if item.kind is Kind.AUDIO:
            painter.drawPixmap(box, tinted(pixmap, theme.medium(Kind.AUDIO)), QRectF(pixmap.rect()))
        else:
            size = QRectF(0, 0, box.width() / ratio, box.height() / ratio)
            size.moveCenter(QRectF(pixmap.rect()).center())
            if item.kind is Kind.TEXT:
                size.moveTopLeft(QPointF(0, 0))
            painter.drawPixmap(box, pixmap, size)
    else:
        paint(
            painter, QRectF(box.center().x() - 14, box.center().y() - 14, 28, 28), theme.KIND_ICONS[item.kind],
            theme.medium(item.kind, 0.6),
        )  # fmt: skip
    painter.setClipping(False)
    badge = QRectF(box.left() + 4, box.bottom() - 22, 18, 18)
    _plate(painter, badge)
    paint(painter, badge.adjusted(2, 2, -2, -2), theme.KIND_ICONS[item.kind], theme.medium(item.kind))
    if item.recipe is not None:
        spark = QRectF(box.right() - 22, box.top() + 4, 18, 18)
        _plate(painter, spark)
        paint(painter, spark.adjusted(2, 2, -2, -2), "sparkle", theme.colour("text"))
    if item.length and box.width() > 90:
        painter.setFont(theme.font("small", tabular=True))
        words = length_words(item.length)
        width = QFontMetrics(painter.font()).horizontalAdvance(words) + 8
        plate = QRectF(box.right() - width - 4, box.bottom() - 22, width, 18)
        _plate(painter, plate)
        painter.setPen(theme.colour("text"))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def _plate(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("window", 0.86))
    painter.drawRoundedRect(box, 4, 4)
