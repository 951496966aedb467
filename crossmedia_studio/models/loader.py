"""Models: installed weights by catalogue name, and loaded networks kept within a memory budget."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Models:
    """Handed to understanding and backends. One instance a process, built by ``app`` (or the CLI)."""

    def __init__(self, folder: Path, *, budget_mb: int = 0, threads: int = 0) -> None:
        """``budget_mb`` for loaded networks (0: half of the memory), ``threads`` for CPU work (0: cores − 1)."""
        self._folder = folder
        self._budget_mb = budget_mb
        self.threads = threads
        self._loaded: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.RLock()

    def installed(self, name: str) -> bool:
        """Whether the catalogue entry ``name`` is there, whole."""
        raise NotImplementedError

    def folder(self, name: str) -> Path:
        """The folder of an installed entry. Raises ModelMissing with how to install it."""
        raise NotImplementedError

    def fingerprint(self, name: str) -> str:
        """SHA-256 over the entry's pinned file hashes: the ``weights`` of a recipe."""
        raise NotImplementedError

    def load(self, key: str, megabytes: int, make: Callable[[], Any]) -> Any:
        """What ``make`` builds, kept under ``key`` until room is needed (least recently used goes first).

        Raises ModelError if ``megabytes`` cannot fit, saying how much is free and what to do.
        """
        raise NotImplementedError

    def unload(self) -> None:
        """Forget every loaded network and give the memory back."""
        raise NotImplementedError
