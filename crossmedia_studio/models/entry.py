"""What a catalogue entry is: data files pinned by hash, and the registry packages they ride in.

A package is only ever a container of data: named members are copied out of it, nothing in it is imported or run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Container:
    """A downloadable archive. ``sha256`` and ``bytes`` pin the archive itself."""

    package: str
    version: str
    sha256: str
    bytes: int

    @property
    def spec(self) -> str:
        """The package and version as people write them."""
        return f"{self.package} {self.version}"


@dataclass(frozen=True)
class Wheel(Container):
    """A wheel, fetched by pip. ``tags`` are pip's (python version, implementation, abi, platform) when it has any."""

    tags: tuple[str, str, str, str] | None = None


@dataclass(frozen=True)
class Tarball(Container):
    """An npm package, fetched by the npm client."""


@dataclass(frozen=True)
class Part:
    """A member of a container."""

    container: Container
    member: str


@dataclass(frozen=True)
class DataFile:
    """A file of an entry: its ``path`` in the entry's folder, what it must be, and the parts that make it, in order.

    ``hub`` is the file's path in the entry's hub repository; empty if it has none there. A ``notice`` is a licence
    text that travels with the weights; the weights work without it.
    """

    path: str
    sha256: str
    bytes: int
    parts: tuple[Part, ...]
    hub: str = ""
    notice: bool = False


@dataclass(frozen=True)
class Entry:
    """A model or data set that can be installed. ``title`` and ``about`` are marked, translated on display."""

    name: str
    title: str
    about: str
    task: str
    licence: str
    credit: str
    memory_mb: int
    files: tuple[DataFile, ...]
    starter: bool = False
    hub: str = ""
    """The hub repository these weights come from: the canonical alternative to the containers."""

    @property
    def containers(self) -> tuple[Container, ...]:
        """The archives this entry's files ride in, each once."""
        return tuple(dict.fromkeys(part.container for file in self.files for part in file.parts))

    @property
    def bytes(self) -> int:
        """Bytes on disk once installed."""
        return sum(file.bytes for file in self.files)

    @property
    def download(self) -> int:
        """Bytes that an install downloads from the registries."""
        return sum(container.bytes for container in self.containers)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the pinned hashes: the same weights give the same fingerprint."""
        return fingerprint((file.path, file.sha256) for file in self.files if not file.notice)


def fingerprint(files: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over (path, SHA-256) pairs in order of path."""
    listed = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(files))
    return hashlib.sha256(listed.encode()).hexdigest()
