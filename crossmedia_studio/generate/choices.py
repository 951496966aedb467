"""Options that several backends have: which trained model, before which ground."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option

GROUNDS = {"white": 250, "grey": 128, "black": 8}
"""Plain grounds before which cut-outs are shown: their grey, 0–255."""
OWN = mark("One you trained; empty takes the studio's own")


def trained(
    family: str,
    help: str = mark("The name of a model you trained; empty for the one that ships"),
    label: str = mark("Trained model"),
) -> Any:
    """An artist's own model of ``family``, else the one that ships."""
    return option("", label, help=help, family=family, nothing=mark("The studio's own"))


def ground(grounds: Iterable[str] = GROUNDS, help: str = "") -> Any:
    """A plain ground: white, grey or black."""
    labels = mark("White"), mark("Grey"), mark("Black")
    return option("white", mark("Ground"), choices=tuple(grounds), choice_labels=labels, help=help)
