"""Find in a text editor: every place marked, Enter goes on, Escape closes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.widgets.tool_button import tool_button

_MOST = 2000
"""Places that are marked at most."""


class FindBar(QWidget):
    """Hidden until :meth:`open` or Ctrl+F in ``editor``."""

    def __init__(self, editor: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        self.query = QLineEdit()
        self.query.setPlaceholderText(tr("Find"))
        self.query.setAccessibleName(tr("Find"))
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(self.refresh)
        self.hits = QLabel()
        self.hits.setObjectName("small")
        self.hits.setMinimumWidth(64)
        row.addWidget(self.query, 1)
        row.addWidget(self.hits)
        for icon_name, tip, work in (
            ("caret-up", tr("The one before (Shift+Enter)"), lambda: self.go(back=True)),
            ("caret-down", tr("The next one (Enter)"), self.go),
            ("x", tr("Close (Esc)"), self.close_bar),
        ):
            row.addWidget(tool_button(icon_name, tip, work))
        for widget in (editor, self.query):
            widget.installEventFilter(self)
        editor.textChanged.connect(self.refresh)
        self.hide()

    def open(self) -> None:
        """Show the bar; selected words are what is looked for."""
        self.show()
        selected = self._editor.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.query.setText(selected)
        self.query.selectAll()
        self.query.setFocus()
        self.refresh()

    def close_bar(self) -> None:
        self.hide()
        self._editor.setExtraSelections([])
        self._editor.setFocus()

    def go(self, back: bool = False) -> None:
        """To the next place (or the one before), around the end."""
        words = self.query.text()
        if not words:
            return
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if not self._editor.find(words, flags):
            cursor = self._editor.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start)
            self._editor.setTextCursor(cursor)
            self._editor.find(words, flags)

    def refresh(self) -> None:
        """Mark every place anew."""
        if not self.isVisible():
            return
        words = self.query.text()
        marks: list[Any] = []
        shade = QTextCharFormat()
        shade.setBackground(theme.colour("warning", 0.35))
        cursor = self._editor.document().find(words) if words else QTextCursor()
        while not cursor.isNull() and len(marks) < _MOST:
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = cursor, shade
            marks.append(selection)
            cursor = self._editor.document().find(words, cursor)
        self._editor.setExtraSelections(marks)
        self.hits.setText(tr("{count} found", count=len(marks)) if words else "")

    def release(self) -> None:
        """Stop listening before the pane goes: a dying widget must not call back."""
        for widget in (self._editor, self.query):
            widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.matches(QKeySequence.StandardKey.Find):
            self.open()
            return True
        if watched is not self.query:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return False
