"""Runs one request and reports it as events. The one broad ``except`` below the window lives here."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from crossmedia_studio.core.errors import ModelMissing, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Cancelled, CancelToken, Snapshot, Step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.handlers import HANDLERS, Workshop
from crossmedia_studio.models.loader import Models

log = logging.getLogger(__name__)

Emit = Callable[[m.EngineEvent], None]

_SECONDS_BETWEEN_REPORTS = 0.04


class Engine:
    """One engine a thread: it keeps decoders and rendered stills that must not be shared, and borrows ``models``."""

    def __init__(self, models: Models, settings: Settings) -> None:
        self._workshop = Workshop(models, settings)

    def run(self, job: int, request: m.Request, emit: Emit, token: CancelToken) -> None:
        """Do ``request``; emit Started, any number of Progress, then exactly one of Finished, Stopped, Failed."""
        emit(m.Started(job, request))
        try:
            token.check()
            result = HANDLERS[type(request)](self._workshop, request, reporter(job, emit, token))
        except Cancelled:
            emit(m.Stopped(job, request))
        except KeyboardInterrupt:
            emit(m.Stopped(job, request))
            raise
        except StudioError as error:
            emit(failure(job, request, error))
        except MemoryError:
            self._workshop.models.unload()
            emit(
                m.Failed(
                    job,
                    request,
                    tr("There was not enough memory"),
                    do=tr("Close other programs, choose a smaller size or a smaller model, then try again"),
                    details=traceback.format_exc(),
                )
            )
        except Exception as error:
            log.exception("request failed: %s", type(request).__name__)
            emit(
                m.Failed(
                    job,
                    request,
                    tr("Something went wrong inside the studio"),
                    why=f"{type(error).__name__}: {error}",
                    do=tr("Your work is safe. Try again; if it fails again, report the details"),
                    details=traceback.format_exc(),
                )
            )
        else:
            emit(m.Finished(job, request, result))

    def close(self) -> None:
        """Give back decoders and caches."""
        self._workshop.close()


def reporter(job: int, emit: Emit, token: CancelToken) -> Step:
    """A step that checks ``token`` on every call and emits at most 25 Progress events a second."""
    begun = time.monotonic()
    last = 0.0
    told: tuple[float, float] | None = None  # a training run's own estimate of seconds left, and when it was made

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        nonlocal last, told
        token.check()
        now = time.monotonic()
        if isinstance(preview, Snapshot):
            told = (preview.seconds_left, now) if preview.seconds_left >= 0 else None
        if now - last < _SECONDS_BETWEEN_REPORTS and preview is None and done < total:
            return
        last = now
        fraction = min(max(done / total, 0.0), 1.0) if total else 0.0
        elapsed = now - begun
        left = elapsed * (1 - fraction) / fraction if fraction > 0.02 and elapsed > 0.5 else -1.0
        if told is not None:
            left = max(told[0] - (now - told[1]), 0.0)
        emit(m.Progress(job, fraction, words, left, preview))

    return step


def failure(job: int, request: m.Request, error: StudioError) -> m.Failed:
    """``error`` as the event that ends ``request``."""
    missing = error.entry if isinstance(error, ModelMissing) else ""
    details = "".join(traceback.format_exception(error))
    return m.Failed(job, request, error.what, error.why, error.do, details, missing)
