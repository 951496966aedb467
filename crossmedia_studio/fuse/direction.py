"""The way a picture moves across the frame: an option of several transitions."""

from __future__ import annotations

from typing import Any

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option

WAYS = {"left": (1, 0), "right": (-1, 0), "up": (0, 1), "down": (0, -1)}
"""From where it comes, in widths and heights of the frame, by where it goes."""


def direction() -> Any:
    """One of :data:`WAYS`."""
    labels = mark("To the left"), mark("To the right"), mark("Up"), mark("Down")
    return option("left", mark("Direction"), choices=tuple(WAYS), choice_labels=labels)
