"""A background QThread that runs requests one after another. Several instances: compute, media, preview, export."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from crossmedia_studio.core.progress import CancelToken
from crossmedia_studio.engine import messages as m


class Runs(Protocol):
    """What a lane drives: :class:`crossmedia_studio.engine.runner.Engine`."""

    def run(self, job: int, request: m.Request, emit: Callable[[m.EngineEvent], None], token: CancelToken) -> None: ...

    def close(self) -> None: ...


class Lane(QThread):
    """Requests go in on the GUI thread; ``reported`` carries engine events back to it.

    ``build`` makes the engine inside the thread, so that heavy imports never hold up the window.
    """

    reported = Signal(object)

    def __init__(self, name: str, build: Callable[[], Runs], ids: Iterator[int], parent: QObject | None = None) -> None:
        """``ids`` is shared by all lanes of a window, so that a job number names one job."""
        super().__init__(parent)
        self.setObjectName(name)
        self._build = build
        self._ids = ids
        self._wake = threading.Condition()
        self._queue: OrderedDict[int, tuple[m.Request, str]] = OrderedDict()
        self._running: tuple[int, CancelToken] | None = None
        self._closing = False

    def submit(self, request: m.Request, replace: str = "") -> int:
        """Queue ``request``; a waiting one with the same ``replace`` key is dropped (and reported as Stopped)."""
        with self._wake:
            job = next(self._ids)
            dropped = [(j, r) for j, (r, key) in self._queue.items() if replace and key == replace]
            for old, _ in dropped:
                del self._queue[old]
            self._queue[job] = (request, replace)
            self._wake.notify()
        for old, old_request in dropped:
            self.reported.emit(m.Stopped(old, old_request))
        if not self.isRunning():
            self.start()
        return job

    def cancel(self, job: int) -> None:
        """Stop ``job``: at once if it waits, at its next step if it runs. Unknown jobs are ignored."""
        with self._wake:
            waiting = self._queue.pop(job, None)
            if self._running and self._running[0] == job:
                self._running[1].cancel()
        if waiting:
            self.reported.emit(m.Stopped(job, waiting[0]))

    def first(self, job: int) -> None:
        """Move a waiting job to the front of the queue."""
        with self._wake:
            if job in self._queue:
                self._queue.move_to_end(job, last=False)

    def close(self) -> None:
        """Cancel everything and wait until the thread has ended."""
        with self._wake:
            self._closing = True
            self._queue.clear()
            if self._running:
                self._running[1].cancel()
            self._wake.notify()
        self.wait()

    def run(self) -> None:
        """The thread's body; not to be called."""
        engine: Runs | None = None
        while True:
            with self._wake:
                while not self._queue and not self._closing:
                    self._wake.wait()
                if self._closing:
                    break
                job, (request, _) = self._queue.popitem(last=False)
                token = CancelToken()
                self._running = (job, token)
            engine = engine or self._build()
            engine.run(job, request, self.reported.emit, token)
            with self._wake:
                self._running = None
        if engine is not None:
            engine.close()
