"""Runs one engine request for the command line: a progress bar on stderr, Ctrl-C cancels, failures are raised."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from crossmedia_studio.cli_progress import watched
from crossmedia_studio.core import settings as settings_file
from crossmedia_studio.core.errors import ModelMissing, StudioError
from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.core.progress import Cancelled
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
    ended: list[m.EngineEvent] = []
    with watched(quiet) as (token, show):

        def emit(event: m.EngineEvent) -> None:
            if isinstance(event, m.Progress):
                show(event.fraction, event.words)
            elif not isinstance(event, m.Started):
                ended.append(event)

        engine().run(0, request, emit, token)
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
