"""Which bars belong to which section: A, B, C … by where parts begin and how alike they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.represent.music import vocabulary as v

_ALIKE = 0.6
"""Share of the time that the same pitch sounds, from which on two sections bear the same letter."""
_SLOTS = 16


def sections(melody: Sequence[tuple[tuple[int, int, int], ...]], bar: int, parts: Sequence[int]) -> list[int]:
    """For each bar (events of the lead as (offset, length, pitch) in steps) the token BAR letter·place.

    ``parts`` are the bars on which a part is known to begin. Unknown: phrases of eight bars, of four in short pieces.
    A bar that holds only an upbeat comes before the first section, in the last place.
    """
    if len(melody) > 4 and upbeat(melody[0], bar):
        return [v.bar_token(0, v.PLACES - 1), *_lettered(melody[1:], bar, [max(part - 1, 0) for part in parts])]
    return _lettered(melody, bar, parts)


def _lettered(melody: Sequence[tuple[tuple[int, int, int], ...]], bar: int, parts: Sequence[int]) -> list[int]:
    count = len(melody)
    starts = sorted({0, *(part for part in parts if 0 < part < count)})
    if len(starts) == 1:
        size = 8 if count >= 16 else 4
        starts = list(range(0, count, size))
        if len(starts) > 1 and count - starts[-1] < size // 2:
            starts.pop()
    else:
        starts = _joined(starts, count)
    grid = np.array([_sampled(events, bar) for events in melody]).reshape(count, _SLOTS)
    known: list[np.ndarray] = []
    tokens: list[int] = []
    for start, end in zip(starts, [*starts[1:], count], strict=True):
        here = grid[start:end]
        letter = next((index for index, other in enumerate(known) if _alike(here, other) >= _ALIKE), len(known))
        if letter == len(known):
            known.append(here)
        tokens += [v.bar_token(letter, place) for place in range(end - start)]
    return tokens


def upbeat(events: Sequence[tuple[int, int, int]], bar: int) -> bool:
    """Whether the first bar of a piece is silent to its middle."""
    return min((offset for offset, _, _ in events), default=bar) * 2 >= bar


def _joined(starts: list[int], count: int) -> list[int]:
    """Parts of less than four bars belong to the one before them."""
    kept = [0]
    for start in starts[1:]:
        if start - kept[-1] >= 4 and count - start >= 2:
            kept.append(start)
    return kept


def _sampled(events: Sequence[tuple[int, int, int]], bar: int) -> np.ndarray:
    """The pitch that sounds at each sixteenth part of the bar; 0 for none."""
    row = np.zeros(_SLOTS, int)
    for offset, length, pitch in events:
        row[int(np.ceil(offset * _SLOTS / bar)) : int(np.ceil((offset + length) * _SLOTS / bar))] = pitch
    return row


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    size = min(len(one), len(other))
    if not size or abs(len(one) - len(other)) > max(len(one), len(other)) // 2:
        return 0.0
    return float(((one[:size] == other[:size]) & (one[:size] > 0)).mean())
