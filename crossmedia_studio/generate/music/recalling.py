"""Form while a piece is written: bars of a section that returns lean on what stood there before, new ones away."""

from __future__ import annotations

from collections.abc import Iterable

from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Bar

Place = tuple[str, int, int]
""""chord", "event" or "length"; the voice; steps since the beginning of the bar (of chords: which)."""


class Memory:
    """Which token stood at which place of which bar of each section. ``recall`` and ``contrast`` in nats."""

    def __init__(self, recall: float, contrast: float) -> None:
        self._recall, self._contrast = recall, contrast
        self._known: dict[int, dict[Place, int]] = {}

    def keep(self, bars: Iterable[Bar]) -> None:
        """What was written; of bars of one letter and place the latest counts."""
        for bar in bars:
            self._known[bar.section] = dict(_places(bar))

    def worth(self, section: int, place: Place) -> list[tuple[int, float]]:
        """Tokens and the nats they gain at ``place`` of a bar of ``section``; those of another letter lose."""
        here = self._known.get(section)
        if here is not None:
            return [(here[place], self._recall)] if place in here else []
        letter, at = divmod(section - v.BAR, v.PLACES)
        others = (self._known.get(v.BAR + other * v.PLACES + at, {}) for other in range(letter))
        return [(other[place], -self._contrast) for other in others if place in other and place[1] == 0]


def _places(bar: Bar) -> Iterable[tuple[Place, int]]:
    for index, chord in enumerate(bar.chords):
        yield ("chord", -1, index), chord
    for voice, events in enumerate(bar.events):
        at = 0
        for event, length in zip(events[::2], events[1::2], strict=True):
            yield ("event", voice, at), event
            yield ("length", voice, at), length
            at += v.LENGTHS[length - v.DUR]
