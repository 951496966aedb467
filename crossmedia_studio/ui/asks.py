"""Requests of a pane that may go before the answer comes: after ``close`` nobody is called any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.jobs import Jobs


class Asks:
    """Submits to ``jobs`` what is only for showing; answers that arrive after :meth:`close` are let go."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._closed = False

    def submit(
        self,
        request: m.Request,
        done: Callable[[Any], object],
        failed: Callable[[m.Failed], object],
        *,
        lane: str = "media",
        replace: str = "",
    ) -> int:
        """As ``Jobs.submit``, without a row in the Queue."""
        return self._jobs.submit(
            request, lane=lane, replace=replace, done=self._while_open(done), failed=self._while_open(failed)
        )

    def close(self) -> None:
        """The pane goes."""
        self._closed = True

    def _while_open(self, work: Callable[[Any], object]) -> Callable[[Any], object]:
        return lambda answer: None if self._closed else work(answer)
