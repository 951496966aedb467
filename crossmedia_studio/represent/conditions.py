"""Conditions: what a backend is given. The ask, the prompt's meaning, and each chosen medium with its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Media
from crossmedia_studio.understand.meaning import Meaning


@dataclass(frozen=True)
class Ask:
    """What a person wants. Zero sizes and durations leave the choice to the backend.

    ``width``/``height`` in pixels, ``duration`` in seconds, ``language`` of words to be made ("en", "zh").
    """

    target: Kind
    prompt: str = ""
    seed: int = 0
    width: int = 0
    height: int = 0
    duration: float = 0.0
    language: str = ""


@dataclass(frozen=True)
class Source:
    """A chosen medium, what was understood of it, and its content id (SHA-256 of the file's bytes)."""

    media: Media
    meaning: Meaning
    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Conditions:
    """``prompt`` is the understood prompt (empty Meaning of kind TEXT without one)."""

    ask: Ask
    prompt: Meaning
    sources: tuple[Source, ...] = ()

    def first(self, kind: Kind) -> Source | None:
        """The first source of ``kind``."""
        return next((s for s in self.sources if s.media.kind is kind), None)
