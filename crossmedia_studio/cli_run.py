"""Runs one engine request for the command line: a progress bar on stderr, Ctrl-C cancels, failures are raised."""

from __future__ import annotations

import os
import signal
import sys
from functools import cache
from types import FrameType
from typing import Any

from crossmedia_studio.core import settings as settings_file
from crossmedia_studio.core.errors import ModelMissing, StudioError
from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.core.progress import Cancelled, CancelToken
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.models.loader import Models


@cache
def engine() -> Engine:
    """The engine of this process, built at the first request; no window needs a core for itself here."""
    chosen = settings_file.load()
    models = Models(models_folder(), budget_mb=chosen.memory_mb, threads=chosen.threads or os.cpu_count() or 1)
    return Engine(models, chosen)


def do(request: m.Request, *, quiet: bool = False) -> Any:
    """The result of ``request``. Raises StudioError when it failed, Cancelled after Ctrl-C."""
    token = CancelToken()
    ended: list[m.EngineEvent] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = [signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        with _Bar(quiet or not sys.stderr.isatty()) as bar:

            def emit(event: m.EngineEvent) -> None:
                if isinstance(event, m.Progress):
                    bar.show(event)
                elif not isinstance(event, m.Started):
                    ended.append(event)

            engine().run(0, request, emit, token)
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    (end,) = ended
    if isinstance(end, m.Stopped):
        raise Cancelled
    if isinstance(end, m.Failed):
        print(end.details, file=sys.stderr) if _wants_details() else None
        if end.missing:
            raise ModelMissing(end.what, why=end.why, do=end.do, entry=end.missing)
        raise StudioError(end.what, why=end.why, do=end.do)
    assert isinstance(end, m.Finished)
    return end.result


def _wants_details() -> bool:
    return "--debug" in sys.argv


class _Bar:
    """A rich progress bar, imported only when it will be seen."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent

    def __enter__(self) -> _Bar:
        if not self._silent:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
            self._task = self._progress.add_task("", total=1.0)
        return self

    def show(self, event: m.Progress) -> None:
        if not self._silent:
            self._progress.update(self._task, completed=event.fraction, description=event.words)

    def __exit__(self, *exc: object) -> None:
        if not self._silent:
            self._progress.stop()
