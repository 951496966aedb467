"""The garbage collector works on the GUI thread alone while the studio runs."""

from __future__ import annotations

import gc
import threading
from typing import Any

from crossmedia_studio.worker.garbage import Garbage


class Knot:
    """Holds itself, and tells on which thread it went."""

    went: list[str] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.went.append(threading.current_thread().name)


def _litter() -> None:
    for _ in range(3000):
        Knot()


def test_cycles_go_on_the_thread_of_the_window(qtbot: Any) -> None:
    Knot.went.clear()
    garbage = Garbage()
    try:
        worker = threading.Thread(target=_litter, name="worker")
        worker.start()
        worker.join()
        assert not Knot.went
        qtbot.waitUntil(lambda: len(Knot.went) >= 3000, timeout=10_000)
        assert set(Knot.went) == {threading.main_thread().name}
    finally:
        garbage.close()
    assert gc.isenabled()
