"""Find any action by its name: type, arrows, Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.icons import icon

_KEYS = Qt.ItemDataRole.UserRole + 1


class ActionSearch(QDialog):
    """Only what can be done now is offered."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("toast")
        self._actions = [action for action in actions.all() if action.isEnabled()]
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Search actions…"))
        self.words.addAction(icon("magnifying-glass", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(self._fill)
        self.words.installEventFilter(self)
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Row(self.list))
        self.list.itemClicked.connect(self._run)
        column.addWidget(self.words)
        column.addWidget(self.list)
        self.setFixedSize(440, 400)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 60)
        self._fill("")
        self.words.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, words: str) -> None:
        self.list.clear()
        parts = words.lower().split()
        for action in self._actions:
            text = action.text()
            if all(part in f"{text} {action.statusTip()}".lower() for part in parts):
                self._add(action)
        self.list.setCurrentRow(0)

    def _add(self, action: QAction) -> None:
        item = QListWidgetItem(action.icon(), action.text())
        item.setData(Qt.ItemDataRole.UserRole, action.objectName())
        item.setData(_KEYS, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        item.setSizeHint(QSize(0, 30))
        self.list.addItem(item)

    def _run(self, *_: object) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        name = item.data(Qt.ItemDataRole.UserRole)
        action = next(action for action in self._actions if action.objectName() == name)
        self.close()
        action.trigger()


class _Row(QStyledItemDelegate):
    """The action's name, its shortcut at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        picked = option.state & QStyle.StateFlag.State_Selected
        painter.save()
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("on_accent" if picked else "second"))
        place = option.rect.adjusted(0, 0, -10, 0)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), index.data(_KEYS))
        painter.restore()
