"""Meaning: what media says. Plain frozen data, JSON both ways; generators read it instead of foreign media."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.kinds import Kind


@dataclass(frozen=True)
class Tag:
    """A word with its confidence 0–1."""

    word: str
    score: float


@dataclass(frozen=True)
class Mood:
    """Russell's circumplex: ``valence`` −1 (sad) … 1 (happy), ``arousal`` −1 (calm) … 1 (excited)."""

    valence: float = 0.0
    arousal: float = 0.0


@dataclass(frozen=True)
class Colour:
    """``rgb`` 0–255 and the ``share`` of the picture it covers, 0–1."""

    rgb: tuple[int, int, int]
    share: float


@dataclass(frozen=True)
class Scene:
    """A stretch of a text that one picture can show: its words, who or what is seen, where, and how it feels."""

    text: str
    subjects: tuple[str, ...] = ()
    setting: str = ""
    mood: Mood = Mood()


@dataclass(frozen=True)
class Spoken:
    """Words heard from ``start`` to ``end`` seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Shot:
    """A shot of a film in seconds; ``key`` is the time of its most telling frame, ``motion`` 0 (still) … 1."""

    start: float
    end: float
    key: float
    motion: float = 0.0
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """Everything understood about one piece of media; what a kind does not have stays empty.

    ``energy``: loudness curve 0–1 at 10 values a second; ``beats`` in seconds; ``tempo`` in beats a minute;
    ``key`` such as "C minor"; ``composition`` holds measures 0–1 named brightness, contrast, saturation, warmth,
    detail, balance_x, balance_y; ``is_speech`` is the likelihood that the sound is speech.
    """

    kind: Kind
    language: str = ""
    caption: str = ""
    summary: str = ""
    key_phrases: tuple[Tag, ...] = ()
    tags: tuple[Tag, ...] = ()
    subjects: tuple[str, ...] = ()
    mood: Mood = Mood()
    scenes: tuple[Scene, ...] = ()
    palette: tuple[Colour, ...] = ()
    composition: tuple[tuple[str, float], ...] = ()
    width: int = 0
    height: int = 0
    duration: float = 0.0
    tempo: float = 0.0
    beats: tuple[float, ...] = ()
    key: str = ""
    energy: tuple[float, ...] = ()
    loudness: float = 0.0
    is_speech: float = 0.0
    transcript: tuple[Spoken, ...] = ()
    shots: tuple[Shot, ...] = ()
