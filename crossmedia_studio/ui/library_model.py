"""The library as a Qt model: what is shown, in which order, and what a drag carries."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import seconds
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.dragging import MIME, pack

ItemRole = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class LibraryModel(QAbstractListModel):
    """Items newest first, filtered by words, kinds and stars; found ones (by meaning) lead in their order."""

    def __init__(self, store: MediaStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._all: tuple[MediaItem, ...] = ()
        self._rows: list[MediaItem] = []
        self._words = ""
        self._kinds: frozenset[Kind] = frozenset()
        self._stars = 0
        self._found: dict[str, float] = {}

    # ── what is shown ──

    def set_items(self, items: tuple[MediaItem, ...]) -> None:
        self._all = items
        self._refill()

    def set_filter(self, words: str, kinds: frozenset[Kind], stars: int) -> None:
        """``kinds`` empty: all; ``stars``: at least so many."""
        if words != self._words:
            self._found = {}
        self._words, self._kinds, self._stars = words, kinds, stars
        self._refill()

    def set_found(self, found: tuple[tuple[str, float], ...]) -> None:
        """What a search by meaning gave, best first."""
        self._found = dict(found)
        self._refill()

    def item(self, index: Index) -> MediaItem:
        return self._rows[index.row()]

    def row_of(self, media_id: str) -> int:
        """The row of an item, −1 if it is not shown."""
        return next((i for i, item in enumerate(self._rows) if item.id == media_id), -1)

    def picture_ready(self, media_id: str) -> None:
        row = self.row_of(media_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])

    # ── Qt ──

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._rows[index.row()]
        if role == ItemRole:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return item.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return describe(item)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemIsEditable
        )

    def mimeTypes(self) -> list[str]:
        return [MIME, "text/uri-list"]

    def mimeData(self, indexes: Any) -> QMimeData:
        return pack([self._rows[index.row()] for index in indexes], self._store)

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _refill(self) -> None:
        words = self._words.lower().split()
        rows = [
            item
            for item in reversed(self._all)
            if (not self._kinds or item.kind in self._kinds)
            and item.stars >= self._stars
            and (item.id in self._found or all(word in _haystack(item) for word in words))
        ]
        if words:
            rows.sort(key=lambda item: (not all(w in _haystack(item) for w in words), -self._found.get(item.id, 0.0)))
        if rows == self._rows:
            return
        if [item.id for item in rows] == [item.id for item in self._rows]:
            old, self._rows = self._rows, rows
            for row, (a, b) in enumerate(zip(old, rows, strict=True)):
                if a is not b:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


def describe(item: MediaItem) -> str:
    """An item in a line or two: name, kind, size, length."""
    facts = [tr(theme.KIND_TITLES[item.kind])]
    if item.width:
        facts.append(f"{item.width} × {item.height}")
    if item.length:
        facts.append(length_words(item.length))
    lines = [item.name, " · ".join(facts)]
    if item.recipe and item.recipe.prompt:
        lines.append(item.recipe.prompt[:160])
    if item.tags:
        lines.append(", ".join(item.tags))
    return "\n".join(lines)


def length_words(length: int) -> str:
    """Ticks as ``1:05`` or ``12.4 s``."""
    value = seconds(length)
    if value < 60:
        return tr("{seconds} s", seconds=f"{value:.1f}")
    return f"{int(value) // 60}:{int(value) % 60:02d}"


def _haystack(item: MediaItem) -> str:
    prompt = item.recipe.prompt if item.recipe else ""
    return " ".join((item.name, *item.tags, prompt)).lower()
