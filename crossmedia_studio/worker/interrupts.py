"""Ctrl-C and a polite kill in the terminal close a Qt program as its window would. Used by ``app``."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier


@contextmanager
def interrupts(quit: Callable[[], object]) -> Iterator[None]:
    """Within the block, SIGINT and SIGTERM call ``quit`` on this (the main) thread.

    Python runs signal handlers between two lines of Python, which a waiting Qt loop never reaches; hence the socket
    that wakes it (``signal.set_wakeup_fd``).
    """
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reading.recv(64))
    woken = signal.set_wakeup_fd(writing.fileno())
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: quit()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        notifier.setEnabled(False)
        reading.close()
        writing.close()
