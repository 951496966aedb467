"""Takes in the order of the artist's choices: picture, name, and how sure the order is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.library_model import ItemRole, LibraryModel
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.widgets.media_grid import drag_items, draw_thumbnail

Ranking = tuple[tuple[str, float, float, float], ...]
"""(media id, strength, low, high), best first, 0–1."""

_ROW = 56
_PICTURE = 72
_BAR = 180


class RankingList(QListView):
    """Rows can be dragged away and opened; ``activated`` carries the index."""

    def __init__(self, store: MediaStore, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.rows = LibraryModel(store, self)
        self.setModel(self.rows)
        self._delegate = _Row(thumbnails, self)
        self.setItemDelegate(self._delegate)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Ranking"))
        thumbnails.ready.connect(self.rows.picture_ready)

    def show_ranking(self, ranking: Ranking, project: Project) -> None:
        """Those that are still in the library."""
        items = project.items
        self._delegate.strengths = {media_id: (value, low, high) for media_id, value, low, high in ranking}
        kept = tuple(items[media_id] for media_id, *_ in ranking if media_id in items)
        self.rows.set_items(kept[::-1])  # the model shows the last first
        self.viewport().update()

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag_items(self, self._thumbnails)


class _Row(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.strengths: dict[str, tuple[float, float, float]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item: MediaItem = index.data(ItemRole)
        box = QRectF(option.rect).adjusted(4, 2, -4, -2)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        place = QRectF(box.left() + 4, box.top(), 26, box.height())
        painter.setPen(theme.colour("second"))
        painter.setFont(theme.font(tabular=True))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(index.row() + 1))
        picture = QRectF(place.right() + 6, box.top() + 3, _PICTURE, box.height() - 6)
        draw_thumbnail(painter, picture, item, self._thumbnails)
        bar = QRectF(box.right() - _BAR - 8, box.top(), _BAR, box.height())
        name = QRectF(picture.right() + 10, box.top(), bar.left() - picture.right() - 20, box.height())
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font())
        stars = f"  {item.stars}★" if item.stars else ""
        room = int(name.width()) - QFontMetrics(painter.font()).horizontalAdvance(stars)
        short = QFontMetrics(painter.font()).elidedText(item.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), short + stars)
        if item.id in self.strengths:
            self._paint_strength(painter, bar, *self.strengths[item.id])
        painter.restore()

    def _paint_strength(self, painter: QPainter, bar: QRectF, value: float, low: float, high: float) -> None:
        """How often it would be chosen over an average take: a point, the interval about it, the share in words."""
        words = QRectF(bar.right() - 44, bar.top(), 44, bar.height())
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(theme.colour("text"))
        share = f"{round(value * 100)} %"
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), share)
        left, width, y = bar.left(), bar.width() - 52, bar.center().y()
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(left, y), QPointF(left + width, y))
        painter.setPen(QPen(theme.colour("accent"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left + width * low, y), QPointF(left + width * high, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(QPointF(left + width * value, y), 4, 4)
