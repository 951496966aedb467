"""The order in which measures are played: repeats and endings, and bars brought into step. Shared by the readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MOST_PLAYED = 4000
"""Measures of one voice, repeats played out."""


@dataclass(frozen=True)
class Fence:
    """What stands around a measure: a repeat ``opens`` before it or ``closes`` after it, it belongs to the ``endings``
    of these numbers, a new part of the form ``begins`` with it."""

    opens: bool = False
    closes: bool = False
    endings: tuple[int, ...] = ()
    begins: bool = False


def order(fences: Sequence[Fence], repeats: bool = True) -> list[int]:
    """Indices of measures as they are played; without ``repeats`` each once, with the last ending."""
    if not repeats:
        second = any(2 in fence.endings for fence in fences)
        return [
            index for index, fence in enumerate(fences) if not (second and fence.endings and 2 not in fence.endings)
        ]
    played: list[int] = []
    at, start, time, ended = 0, 0, 1, False
    while at < len(fences) and len(played) < MOST_PLAYED:
        fence = fences[at]
        if (fence.opens and at != start) or (ended and not fence.endings):
            start, time, ended = at, 1, False
        if fence.endings and time not in fence.endings and _comes(fences, at, time):
            at += 1
            continue
        played.append(at)
        ended = bool(fence.endings)
        most = max((2, *fence.endings))
        if fence.closes and time < most and (not fence.endings or max(fence.endings) == time):
            time, at, ended = time + 1, start, False
            continue
        at += 1
        if fence.closes and not fence.endings:
            start, time = at, 1
    return played


def _comes(fences: Sequence[Fence], at: int, time: int) -> bool:
    """Whether an ending of number ``time`` follows, so that this one can be passed over."""
    for fence in fences[at + 1 :]:
        if time in fence.endings:
            return True
        if fence.opens or not fence.endings:
            return False
    return False


@dataclass(frozen=True)
class Span:
    """A measure as played: ``lead`` quarter notes of rest before it and ``rest`` after it bring it into step."""

    index: int
    lead: Fraction
    rest: Fraction


def in_step(
    played: Sequence[int], lengths: Sequence[Fraction], bars: Sequence[Fraction], fences: Sequence[Fence]
) -> tuple[list[Span], int]:
    """Rests that keep bar lines where they were written, and how many measures needed one (the first upbeat apart).

    ``lengths`` and ``bars`` are what each measure holds and what its metre asks for, in quarter notes. A measure that
    the next one completes, as around an upbeat in the middle, is left alone.
    """
    spans: list[Span] = []
    mended, at = 0, Fraction(0)
    for number, index in enumerate(played):
        bar = bars[index] or Fraction(4)
        length = lengths[index]
        lead = rest = Fraction(0)
        after = (at + length) % bar
        if length and after:
            following = lengths[played[number + 1]] if number + 1 < len(played) else None
            if number == 0 and length < bar:
                lead = bar - length
            elif following is not None and after + following != bar:
                gap = bar - after
                mended += 1
                if at % bar == 0 and fences[index].begins and length < bar:
                    lead = gap
                else:
                    rest = gap
        spans.append(Span(index, lead, rest))
        at += lead + length + rest
    return spans, mended
