"""Keeps the tape filled: asks the preview lane for the chunks that will be heard next. Used by playback alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.timing import TICKS_PER_SECOND, ticks
from crossmedia_studio.engine.messages import Failed, PreviewSound
from crossmedia_studio.project.model import Project
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.tape import AUDIBLE_SPEED, Tape

AHEAD = 8
"""Chunks of a quarter of a second that are mixed ahead."""

_GRAIN = TICKS_PER_SECOND // 12


class SoundFeed:
    """A change of the project makes every chunk stale; the old one is heard until the new one is there."""

    def __init__(self, asks: Asks, folder: Path, tape: Tape, say: Callable[[str], object]) -> None:
        """``say`` takes a sentence about sound that could not be mixed."""
        self._asks, self._folder, self._tape, self._say = asks, folder, tape, say
        self._project: Project | None = None
        self._asked: set[tuple[int, int]] = set()

    def clear(self) -> None:
        """Another film plays: forget what was mixed."""
        self._tape.clear()
        self._asked.clear()

    def fill(self, project: Project, span: tuple[int, int], *, loop: bool, ahead: int = AHEAD) -> None:
        """Ask for what the tape will reach next in its direction; ``span``: start and end of playing, ticks."""
        tape = self._tape
        if abs(tape.speed) > AUDIBLE_SPEED or tape.rate != project.rate:
            return
        self._project = project
        start, end = (t * tape.rate // TICKS_PER_SECOND // tape.chunk for t in span)
        here = int(tape.position // tape.chunk)
        step = -1 if tape.speed < 0 else 1
        wanted = [here + step * i for i in range(ahead)]
        if loop:
            wanted += [start, start + 1] if step > 0 else [end, end - 1]
        wanted = [index for index in dict.fromkeys(wanted) if 0 <= index <= end + 1]
        tape.keep_only({*wanted, here - step})
        for index in wanted:
            if not tape.has(index, project) and (index, id(project)) not in self._asked:
                self._ask(project, index)

    def grain(self, project: Project, start: int, heard: Callable[[Any], object]) -> None:
        """A short piece of sound at ``start`` for scrubbing; only the newest is made."""
        request = PreviewSound(project, self._folder, start, start + _GRAIN)
        self._asks.submit(request, heard, lambda failed: self._say(failed.what), lane="preview", replace="scrub")

    def _ask(self, project: Project, index: int) -> None:
        tape = self._tape
        key = (index, id(project))
        self._asked.add(key)
        first = ticks(Fraction(index * tape.chunk, tape.rate))
        last = ticks(Fraction((index + 1) * tape.chunk, tape.rate))

        def arrived(samples: Any) -> None:
            self._asked.discard(key)
            stale = project is not self._project
            if not (stale and self._project is not None and tape.has(index, self._project)):
                tape.put(index, project, samples)

        def refused(failed: Failed) -> None:
            arrived(np.zeros((0, 2), np.float32))
            self._say(failed.what)

        self._asks.submit(PreviewSound(project, self._folder, first, last), arrived, refused, lane="preview")
