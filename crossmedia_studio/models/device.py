"""What this machine can carry: the best device for PyTorch, its memory, and whether a model fits."""

from __future__ import annotations

import gc
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil

from crossmedia_studio.core.i18n import tr

_MB = 1024 * 1024


@dataclass(frozen=True)
class Memory:
    """Megabytes of a memory: all of it, and what is free to use now."""

    total_mb: int
    free_mb: int

    def fits(self, megabytes: int) -> bool:
        """Whether that much can be used now."""
        return megabytes <= self.free_mb


@dataclass(frozen=True)
class Device:
    """A device PyTorch can compute on: ``kind`` is what ``torch.device`` takes."""

    kind: str
    name: str
    memory: Memory


def machine_memory() -> Memory:
    """The main memory; ``free`` counts what the system gives back on demand, and the limit of a container."""
    seen = psutil.virtual_memory()
    total, free = seen.total, seen.available
    limit, used = _cgroup("memory.max"), _cgroup("memory.current")
    if limit is not None and limit < total:
        total, free = limit, min(free, max(limit - (used or 0), 0))
    return Memory(total // _MB, free // _MB)


def _cgroup(name: str) -> int | None:
    """A figure of the control group (version 2) we run in, if there is one.

    https://docs.kernel.org/admin-guide/cgroup-v2.html
    """
    try:
        return int(Path("/sys/fs/cgroup", name).read_text("ascii"))
    except (OSError, ValueError):
        return None


def cpu_threads() -> int:
    """Threads for CPU work: all cores this process may use but one, at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


def unused_threads(most: int) -> int:
    """Threads for long work, at most ``most``: one for each core that other programs leave free now, at least one.

    The threads of a network wait for the slowest of them, so that one too many can cost a hundredfold.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(most, cores - round(psutil.getloadavg()[0])))


def best() -> Device:
    """The fastest device: CUDA, Apple's Metal, else the CPU. Imports torch."""
    import torch

    if torch.cuda.is_available():
        free, total = torch.cuda.mem_get_info()
        return Device("cuda", torch.cuda.get_device_name(), Memory(total // _MB, free // _MB))
    if torch.backends.mps.is_available():
        return Device("mps", "Apple Metal", machine_memory())
    return Device("cpu", f"CPU × {os.cpu_count() or 1}", machine_memory())


def describe() -> str:
    """What models run on, in words, without importing PyTorch: a GPU shows once PyTorch is in use."""
    memory = machine_memory()
    cpu = tr("{cores} processor cores, {gb} GB memory", cores=os.cpu_count() or 1, gb=round(memory.total_mb / 1024))
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "cuda"):
        return cpu
    found = best()
    return cpu if found.kind == "cpu" else f"{found.name}, {cpu}"


def free_memory_mb() -> int:
    """Megabytes of main memory that models may use now."""
    return machine_memory().free_mb


def give_back() -> None:
    """Return memory of forgotten networks to the system and to the GPU."""
    if threading.current_thread() is threading.main_thread():  # elsewhere it could delete the window's objects
        gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
