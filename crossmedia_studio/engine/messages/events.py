"""What the engine says while it works. Every request ends in exactly one of Finished, Stopped, Failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crossmedia_studio.engine.messages.requests import Request


@dataclass(frozen=True)
class Started:
    job: int
    request: Request


@dataclass(frozen=True)
class Progress:
    """``fraction`` 0–1; ``seconds_left`` negative while unknown; ``preview`` RGBA array, str or training Snapshot."""

    job: int
    fraction: float
    words: str = ""
    seconds_left: float = -1.0
    preview: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Finished:
    job: int
    request: Request
    result: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Stopped:
    job: int
    request: Request


@dataclass(frozen=True)
class Failed:
    """``what``, ``why``, ``do`` as in StudioError; ``details`` is a traceback; ``missing`` a catalogue entry."""

    job: int
    request: Request
    what: str
    why: str = ""
    do: str = ""
    details: str = ""
    missing: str = ""


EngineEvent = Started | Progress | Finished | Stopped | Failed
