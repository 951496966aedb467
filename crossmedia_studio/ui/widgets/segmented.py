"""Big buttons of which one is down: the kinds of media."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import paint


class KindButton(QAbstractButton):
    """A medium's icon over its name, in the medium's colour when down."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setCheckable(True)
        self.setText(tr(theme.KIND_TITLES[kind]))
        self.setToolTip(tr("Make: {kind}", kind=self.text()))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(64, 54)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        down = self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = theme.medium(self.kind) if down else theme.colour("border" if self.underMouse() else "line")
        painter.setPen(QPen(theme.colour("accent") if self.hasFocus() else edge, 1))
        painter.setBrush(theme.medium(self.kind, 0.18) if down else theme.colour("raised"))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        ink = theme.medium(self.kind) if down else theme.colour("second")
        paint(painter, QRectF(box.center().x() - 10, box.top() + 7, 20, 20), theme.KIND_ICONS[self.kind], ink)
        painter.setPen(theme.colour("text" if down else "second"))
        painter.setFont(theme.font("small", bold=down))
        painter.drawText(box.adjusted(2, 30, -2, -4), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class KindChoice(QWidget):
    """``chosen`` carries the Kind that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._group = QButtonGroup(self)
        self.buttons: dict[Kind, KindButton] = {}
        for kind in Kind:
            button = KindButton(kind)
            self._group.addButton(button)
            self.buttons[kind] = button
            row.addWidget(button, 1)
        self._group.buttonClicked.connect(self._clicked)

    def set_kind(self, kind: Kind) -> None:
        """Press ``kind`` without saying so."""
        self.buttons[kind].setChecked(True)

    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, KindButton):
            self.chosen.emit(button.kind)
