"""How much a melody repeats itself, and a guard against going round in circles."""

from __future__ import annotations

from collections.abc import Sequence

from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Bar, Piece

GROUP = 4
"""Bars of the groups that are compared."""
_SPANS = (1, 2, 4)
_TIMES = 3


def repetition(piece: Piece) -> float:
    """The share of groups of four bars whose lead was heard before in the piece, note for note; 0 for short pieces."""
    leads = [bar.events[0] for bar in piece.bars]
    groups = [tuple(leads[at : at + GROUP]) for at in range(len(leads) - GROUP + 1)]
    again = sum(group in groups[:at] for at, group in enumerate(groups))
    return again / len(groups) if groups else 0.0


def plain_repetition(piece: Piece) -> float:
    """As :func:`repetition` for single bars that sound, whatever the form asks for."""
    leads = [bar.events[0] for bar in piece.bars if any(token >= v.NOTE for token in bar.events[0])]
    again = sum(lead in leads[:at] for at, lead in enumerate(leads))
    return again / len(leads) if leads else 0.0


def circles(bars: Sequence[Bar]) -> bool:
    """Whether the last bar closes a circle: one, two or four bars sound for the third time in a row."""
    leads = [bar.events[0] for bar in bars[-max(_SPANS) * _TIMES :]]
    for span in _SPANS:
        if len(leads) < span * _TIMES:
            continue
        groups = [leads[len(leads) - span * (time + 1) : len(leads) - span * time] for time in range(_TIMES)]
        if all(group == groups[0] for group in groups):
            return True
    return False
