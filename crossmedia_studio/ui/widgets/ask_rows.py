"""Rows of the prompt form: size and length, and the seed with its dice and lock."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.ui.draft import new_seed
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.number import NumberField

SIZES: tuple[tuple[str, int, int], ...] = (
    (mark("Automatic size"), 0, 0),
    (mark("Wide"), 1280, 720),
    (mark("Square"), 1024, 1024),
    (mark("Tall"), 720, 1280),
    (mark("Small wide"), 640, 360),
    (mark("Full HD"), 1920, 1080),
)


class SizeRow(QWidget):
    """``changed`` (width, height, seconds); zeros leave the choice to the model."""

    changed = Signal(int, int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.size_box = QComboBox()
        self.size_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.size_box.setMinimumContentsLength(8)
        self.size_box.setToolTip(tr("How large the picture shall be"))
        for title, width, height in SIZES:
            self.size_box.addItem(f"{tr(title)}  {width} × {height}" if width else tr(title), (width, height))
        self.size_box.currentIndexChanged.connect(self._on_any)
        self._length_label = QLabel(tr("Length"))
        self.length = NumberField(
            0.0, minimum=0.0, maximum=600.0, step=0.1, decimals=1, unit=tr("s"), special=tr("Automatic")
        )
        self.length.setToolTip(tr("Seconds; 0 leaves it to the model"))
        self.length.setFixedWidth(92)
        self.length.edited.connect(self._on_any)
        row.addWidget(self.size_box, 1)
        row.addWidget(self._length_label)
        row.addWidget(self.length)

    def show_values(self, kind: Kind, width: int, height: int, duration: float) -> None:
        """The values of an ask for ``kind``."""
        self.size_box.blockSignals(True)
        index = next((i for i in range(self.size_box.count()) if self.size_box.itemData(i) == (width, height)), -1)
        if index < 0:
            self.size_box.addItem(f"{width} × {height}", (width, height))
            index = self.size_box.count() - 1
        self.size_box.setCurrentIndex(index)
        self.size_box.blockSignals(False)
        self.length.set_value(duration)
        self.size_box.setVisible(kind in (Kind.IMAGE, Kind.VIDEO))
        for widget in (self._length_label, self.length):
            widget.setVisible(kind in (Kind.AUDIO, Kind.VIDEO))
        self.setVisible(kind is not Kind.TEXT)

    def _on_any(self, *_: object) -> None:
        width, height = self.size_box.currentData()
        self.changed.emit(width, height, self.length.value)


class SeedRow(QWidget):
    """``changed`` (seed, locked). An open lock rolls a new seed after each take."""

    changed = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(QLabel(tr("Seed")))
        row.addStretch(1)
        self.number = NumberField(0, minimum=0, maximum=2**31 - 1, step=1, decimals=0)
        self.number.setFixedWidth(110)
        self.number.setToolTip(tr("The same seed and ask give the same take. Drag or type"))
        self.number.edited.connect(self._edited)
        row.addWidget(self.number)
        self.dice = QToolButton()
        self.dice.setIcon(icon("dice-five"))
        self.dice.setToolTip(tr("Roll another seed"))
        self.dice.clicked.connect(self.roll)
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setToolTip(tr("Keep this seed for the next takes"))
        self.lock.toggled.connect(self._toggled)
        for button in (self.dice, self.lock):
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._show_lock(False)

    def show_values(self, seed: int, locked: bool) -> None:
        self.number.set_value(seed)
        self.lock.blockSignals(True)
        self.lock.setChecked(locked)
        self.lock.blockSignals(False)
        self._show_lock(locked)

    def roll(self) -> None:
        """Another seed."""
        self.number.set_value(new_seed())
        self._emit()

    def _edited(self, value: float, more: bool) -> None:
        self._emit()

    def _toggled(self, locked: bool) -> None:
        self._show_lock(locked)
        self._emit()

    def _show_lock(self, locked: bool) -> None:
        self.lock.setIcon(icon("lock-simple" if locked else "lock-simple-open", "accent" if locked else "text"))

    def _emit(self) -> None:
        self.changed.emit(round(self.number.value), self.lock.isChecked())
