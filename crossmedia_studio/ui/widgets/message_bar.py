"""Bars under the menu: errors and offers that wait without blocking; details fold away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.sign import Sign

Button = tuple[str, Callable[[], object]]

_TONES = {"error": "warning-circle", "warning": "warning", "done": "check-circle", "accent": "info"}
_MOST = 3


class MessageBar(QWidget):
    """One message: an icon, a sentence, buttons, a cross. ``tone`` is a theme colour: error, warning, done, accent."""

    def __init__(
        self, tone: str, text: str, *, more: str = "", details: str = "", buttons: tuple[Button, ...] = ()
    ) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = text
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 4, 8, 4)
        outer.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        outer.addLayout(row)
        row.addWidget(Sign(icon(_TONES[tone], tone), 18))
        words = QLabel(f"<b>{_escape(text)}</b>&nbsp; {_escape(more)}" if more else f"<b>{_escape(text)}</b>")
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(words, 1)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setFixedHeight(140)
        self._details.hide()
        outer.addWidget(self._details)
        if details:
            fold = QPushButton(tr("Details"))
            fold.setCheckable(True)
            fold.toggled.connect(self._details.setVisible)
            row.addWidget(fold)
        for label, work in buttons:
            button = QPushButton(label)
            button.clicked.connect(self._pressed(work))
            row.addWidget(button)
        close = QToolButton()
        close.setIcon(icon("x"))
        close.setToolTip(tr("Close this message"))
        close.clicked.connect(self.dismiss)
        row.addWidget(close)

    def dismiss(self) -> None:
        """Take the bar away."""
        self.hide()
        self.deleteLater()

    def _pressed(self, work: Callable[[], object]) -> Callable[[], None]:
        def pressed() -> None:
            self.dismiss()
            work()

        return pressed


class MessageBars(QWidget):
    """The newest few bars, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    def show_bar(self, bar: MessageBar) -> None:
        """Add ``bar``; one that says the same is replaced, the oldest beyond three goes."""
        for old in self.bars():
            if old.text == bar.text:
                old.dismiss()
        self._rows.insertWidget(0, bar)
        bar.show()
        for old in self.bars()[_MOST:]:
            old.dismiss()

    def bars(self) -> list[MessageBar]:
        """Those that are shown."""
        items = (self._rows.itemAt(i) for i in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [w for w in widgets if isinstance(w, MessageBar) and not w.isHidden()]


def sentences(*parts: str) -> str:
    """``parts`` as sentences on one line, each with its full stop; Chinese ones with theirs."""
    said = []
    for part in parts:
        bare = part.rstrip(".。")
        if bare:
            said.append(f"{bare}。" if "\u3000" <= bare[-1] <= "\u9fff" or bare[-1] in "”）" else f"{bare}.")
    return " ".join(said)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
