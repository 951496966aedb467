"""How the command line waits: a progress bar on stderr; Ctrl-C cancels, and breaks off when pressed again."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from crossmedia_studio.core.progress import CancelToken

Show = Callable[[float, str], None]
"""Takes how much is done, 0–1, and what is being done."""

_SIGNALS = signal.SIGINT, signal.SIGTERM


@contextmanager
def watched(quiet: bool = False) -> Iterator[tuple[CancelToken, Show]]:
    """A token that Ctrl-C cancels, and what shows progress, if anybody looks at it and unless it is to be ``quiet``."""
    token = CancelToken()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = [signal.signal(number, interrupt) for number in _SIGNALS]
    try:
        with _bar(quiet or not sys.stderr.isatty()) as show:
            yield token, show
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _bar(silent: bool) -> Iterator[Show]:
    """A rich progress bar, imported only when it will be seen."""
    if silent:
        yield lambda fraction, words: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    times = TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, *times, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda fraction, words: progress.update(task, completed=fraction, description=words)
