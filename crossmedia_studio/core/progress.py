"""Progress and cancel: one callable that lower layers call in every loop.

Cancelling works by raising :class:`Cancelled` out of that callable; the runner alone catches it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol


class Cancelled(Exception):
    """The artist pressed Cancel. Clean up and let it pass."""


class Step(Protocol):
    """Say how far the work is. Raises :class:`Cancelled` once Cancel was pressed."""

    def __call__(self, done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        """``done`` of ``total``; ``words`` (translated) name what is going on; ``preview`` is a
        half-made result worth showing: an RGBA uint8 array (H, W, 4), a str or a Snapshot."""


@dataclass(frozen=True)
class Snapshot:
    """A preview of a training run: ``figures`` (curve, value) at ``step`` of ``steps``.

    ``sheet`` is a picture of samples, RGBA uint8 (H, W, 4), when there is a new one, ``lines`` are samples in words.
    ``seconds_left`` is the run's own estimate, negative while unknown: a resumed run does not start at nothing.
    """

    step: int
    steps: int
    figures: tuple[tuple[str, float], ...]
    sheet: Any = None
    seconds_left: float = -1.0
    lines: tuple[str, ...] = ()


class CancelToken:
    """Set from any thread; seen at the next step."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` if Cancel was pressed."""
        if self._event.is_set():
            raise Cancelled


def no_step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
    """A step for callers who neither watch nor cancel."""


def part(step: Step, start: float, end: float, words: str = "") -> Step:
    """The stretch of ``step`` from fraction ``start`` to ``end``; ``words`` stand in where the
    inner work has none."""

    def inner(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        share = min(max(done / total, 0.0), 1.0) if total else 0.0
        step(start + (end - start) * share, 1.0, words or default, preview)

    default = words
    return inner
