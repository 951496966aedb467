"""Prints how long a piece of work takes. Used by the benches of this folder."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

ROUNDS = 31


def report(name: str, work: Callable[[int], object], *, warm: bool = False) -> None:
    """Print the median, best and worst time of ``work(0)`` … ``work(ROUNDS - 1)``; ``warm``: once unmeasured before."""
    if warm:
        work(0)
    times = []
    for index in range(ROUNDS):
        start = time.perf_counter()
        work(index)
        times.append((time.perf_counter() - start) * 1000)
    print(f"{name:<52} {statistics.median(times):8.2f} ms   ({min(times):.2f} to {max(times):.2f})")
