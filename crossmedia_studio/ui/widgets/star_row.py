"""Five stars that are pressed; pressing the last lit one takes them away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.icons import icon


class StarRow(QWidget):
    """``rated`` carries 0–5."""

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.stars: list[QToolButton] = []
        for count in range(1, 6):
            star = QToolButton()
            star.setIconSize(QSize(15, 15))
            star.setFixedWidth(22)
            star.setToolTip(tr("Rate with {stars} stars", stars=count))
            star.clicked.connect(self._pressed)
            self.stars.append(star)
            row.addWidget(star)
        self.show_stars(0)

    def show_stars(self, count: int) -> None:
        self._count = count
        for place, star in enumerate(self.stars, 1):
            star.setIcon(icon("star", "warning" if count >= place else "off"))

    def _pressed(self) -> None:
        count = self.stars.index(self.sender()) + 1  # type: ignore[arg-type]
        self.rated.emit(0 if self._count == count else count)
