"""Python's garbage collector, kept to the GUI thread.

A cycle may hold Qt objects, which must be deleted where they live; left to itself the collector runs on whichever
thread allocates next, a worker too, and deleting a widget there crashes. So it is off, and a timer calls it here.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 2000


class Garbage(QObject):
    """Collects by Python's own thresholds from the thread it is made on, until ``close`` gives the work back."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._check)
        self._timer.start()

    def close(self) -> None:
        self._timer.stop()
        gc.enable()

    def _check(self) -> None:
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
