"""The takes made lately in a strip: click to see, drag away, star, again, vary, how was this made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.library_model import ItemRole, LibraryModel
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.media_grid import drag_items, draw_thumbnail
from crossmedia_studio.ui.widgets.star_row import StarRow

_CELL = QSize(92, 66)
_OWN_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class TakesStrip(QWidget):
    """Hidden while there are no takes."""

    def __init__(
        self, takes: TakeMenu, view: ViewState, store: MediaStore, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._takes, self._view = takes, view
        self.model = LibraryModel(store, self)
        thumbnails.ready.connect(self.model.picture_ready)
        self.list = _Strip(thumbnails)
        self.list.setModel(self.model)
        self.list.clicked.connect(self._clicked)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.selectionModel().currentChanged.connect(self._refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(2)
        self._buttons: dict[str, QToolButton] = {}
        for name, glyph, tip in (
            ("again", "repeat", tr("Again, with another seed")),
            ("vary", "shuffle", tr("Vary: something new that starts from this one")),
            ("reference", "paperclip", tr("Use as reference")),
            ("recipe", "info", tr("How was this made?")),
        ):
            button = QToolButton()
            button.setIcon(icon(glyph))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(tip)
            button.setObjectName(name)
            button.clicked.connect(self._pressed)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self._stars = StarRow()
        self._stars.rated.connect(self._starred)
        row.addWidget(self._stars)
        column.addLayout(row)
        self.hide()

    def show_takes(self, project: Project, ids: list[str]) -> None:
        """The items ``ids``, newest first, those that are still in the library."""
        items = tuple(project.items[media_id] for media_id in reversed(ids) if media_id in project.items)
        current = self.current()
        self.model.set_items(items)
        row = self.model.row_of(current.id) if current else -1
        if items:
            self.list.setCurrentIndex(self.model.index(max(row, 0)))
        self.setVisible(bool(items))
        self._refresh()

    def select(self, media_id: str) -> None:
        """Make one take the current one."""
        row = self.model.row_of(media_id)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))

    def current(self) -> MediaItem | None:
        index = self.list.currentIndex()
        return self.model.item(index) if index.isValid() and index.row() < self.model.rowCount() else None

    def _clicked(self, index: QModelIndex) -> None:
        self._view.open_media(self.model.item(index).id)

    def _refresh(self, *_: object) -> None:
        item = self.current()
        for button in self._buttons.values():
            button.setEnabled(item is not None)
        self._buttons["vary"].setEnabled(item is not None and self._takes.can_vary(item))
        self._buttons["recipe"].setEnabled(item is not None and item.recipe is not None)
        self._buttons["again"].setEnabled(item is not None and item.recipe is not None)
        self._stars.show_stars(item.stars if item else 0)

    def _pressed(self) -> None:
        item = self.current()
        if item is None:
            return
        work = {
            "again": self._takes.again,
            "vary": self._takes.vary,
            "reference": self._takes.reference,
            "recipe": self._takes.show_recipe,
        }
        work[self.sender().objectName()](item)

    def _starred(self, count: int) -> None:
        item = self.current()
        if item is not None:
            self._takes.star(item.id, count)

    def _show_menu(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        if index.isValid():
            self._takes.menu(self.model.item(index)).popup(self.list.viewport().mapToGlobal(at))


class _Strip(QListView):
    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFixedHeight(_CELL.height() + 14)
        self.setItemDelegate(_Take(thumbnails, self))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag_items(self, self._thumbnails)


class _Take(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return _CELL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item: MediaItem = index.data(ItemRole)
        box = QRectF(option.rect).adjusted(2, 2, -4, -2)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        draw_thumbnail(painter, box, item, self._thumbnails)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        painter.restore()
