"""Models: installed weights by catalogue name, and loaded networks kept within a memory budget."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.core.folders import resources
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models import device, manifest
from crossmedia_studio.models.catalogue import CATALOGUE
from crossmedia_studio.models.manifest import Installed

log = logging.getLogger(__name__)


def shipped_folder() -> Path:
    """The models that ship with the studio: a folder each, as :mod:`.manifest` notes it."""
    return resources() / "models"


class Models:
    """Handed to understanding and backends. One instance a process, built by ``app`` (or the CLI)."""

    def __init__(self, folder: Path, *, budget_mb: int = 0, threads: int = 0) -> None:
        """``budget_mb`` for loaded networks (0: half of the memory), ``threads`` for CPU work (0: cores − 1)."""
        self._folder = folder
        self._budget_mb = budget_mb or device.machine_memory().total_mb // 2
        self.threads = threads or device.cpu_threads()
        self._loaded: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.RLock()
        self._asked = threading.local()

    def installed(self, name: str) -> bool:
        """Whether the catalogue entry (or imported model) ``name`` is there, whole."""
        return self._find(name) is not None

    def folder(self, name: str) -> Path:
        """The folder of an installed entry. Raises ModelMissing with how to install it."""
        self._found(name)
        names: list[str] = getattr(self._asked, "names", [])
        if name not in names:
            names.append(name)
        return self._place(name)

    @contextmanager
    def asked(self) -> Iterator[list[str]]:
        """The models whose folders this thread asks for inside, each once, in that order."""
        before, names = getattr(self._asked, "names", []), list[str]()
        self._asked.names = names
        try:
            yield names
        finally:
            self._asked.names = before

    def family(self, family: str) -> tuple[Installed, ...]:
        """The models of our own networks that are of ``family``: those that ship with the studio first, then trained
        ones."""
        shipped = manifest.listed(shipped_folder())
        own = (one for one in self.imported() if one.name not in {ships.name for ships in shipped})
        return tuple(one for one in (*shipped, *own) if one.family == family)

    def of_family(self, family: str, name: str = "") -> str:
        """The name of a model of ``family``: ``name``, or if that is empty the one that ships. Raises ModelMissing."""
        there = [one.name for one in self.family(family)]
        name = name.strip() or next(iter(there), family)
        if name not in there:
            raise ModelMissing(
                tr("There is no model called {name} of this kind", name=name),
                do=tr("Choose one of: {names}", names=", ".join(there)) if there else tr("Install the studio again"),
            )
        return name

    def fingerprint(self, name: str) -> str:
        """SHA-256 over the entry's pinned file hashes: the ``weights`` of a recipe. Raises ModelMissing."""
        found = self._found(name)
        return CATALOGUE[name].fingerprint if name in CATALOGUE else found.fingerprint

    def imported(self) -> tuple[Installed, ...]:
        """The models the artist brought."""
        return tuple(one for one in manifest.listed(self._folder) if one.imported)

    def load(self, key: str, megabytes: int, make: Callable[[], Any]) -> Any:
        """What ``make`` builds, kept under ``key`` until room is needed (least recently used goes first).

        Raises ModelError if ``megabytes`` cannot fit, saying how much is free and what to do.
        """
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key][0]
            self._make_room(key, megabytes)
            network = make()
            self._loaded[key] = (network, megabytes)
            return network

    def unload(self) -> None:
        """Forget every loaded network and give the memory back."""
        with self._lock:
            self._loaded.clear()
        device.give_back()

    def _make_room(self, key: str, megabytes: int) -> None:
        if megabytes > self._budget_mb:
            raise self._too_big(key, megabytes, self._budget_mb, tr("Raise the memory limit in the settings"))
        held = sum(size for _, size in self._loaded.values())
        free = device.machine_memory().free_mb
        dropped = False
        while self._loaded and (held + megabytes > self._budget_mb or free < megabytes):
            old, (_, size) = self._loaded.popitem(last=False)
            log.info("unloaded %s (%d MB) to make room for %s", old, size, key)
            held, free, dropped = held - size, free + size, True
        if dropped:
            device.give_back()
        free = device.machine_memory().free_mb
        if free < megabytes:
            raise self._too_big(key, megabytes, free, tr("Close other programs or choose a smaller model"))

    @staticmethod
    def _too_big(key: str, megabytes: int, room: int, do: str) -> ModelError:
        return ModelError(
            tr("The model {name} does not fit into memory", name=key),
            why=tr("it needs {need} MB and {free} MB are free", need=megabytes, free=room),
            do=do,
        )

    def _place(self, name: str) -> Path:
        """Where ``name`` lies or would lie: what ships with the studio lies among its resources."""
        shipped = shipped_folder() / name
        return shipped if (shipped / manifest.FILE).is_file() else self._folder / name

    def _find(self, name: str) -> Installed | None:
        manifest.check_name(name)
        found = manifest.read(self._place(name))
        if found is not None and name in CATALOGUE and not found.imported:
            have = {(path, sha256) for path, sha256, _ in found.files}
            if any((file.path, file.sha256) not in have for file in CATALOGUE[name].files if not file.notice):
                return None
        return found

    def _found(self, name: str) -> Installed:
        found = self._find(name)
        if found is None:
            title = tr(CATALOGUE[name].title) if name in CATALOGUE else name
            do = (
                tr("Install it with: {command}", command=f"crossmedia-studio models install {name}")
                if name in CATALOGUE
                else tr("Import it again")
            )
            raise ModelMissing(tr("The model {title} is not installed", title=title), do=do, entry=name)
        return found
