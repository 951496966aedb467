"""The row that every page of the inspector is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

WIDTH = 152


def labelled(label: str, widget: QWidget, width: int = WIDTH) -> QWidget:
    """Words on the left, the control right, all controls of one width."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(QLabel(label), 1)
    widget.setFixedWidth(width)
    row.addWidget(widget)
    return holder
