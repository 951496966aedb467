"""A small button with a picture alone: its words are a tip, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton, QWidget

from crossmedia_studio.ui.icons import icon


def tool_button(
    icon_name: str,
    tip: str,
    work: Callable[[], object] | None = None,
    *,
    colour: str = "text",
    parent: QWidget | None = None,
) -> QToolButton:
    """A button that does ``work`` when it is pressed; ``colour`` is a colour of the theme."""
    button = QToolButton(parent)
    button.setIcon(icon(icon_name, colour))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    if work is not None:
        button.clicked.connect(lambda: work())
    return button
