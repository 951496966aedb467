"""Meaning: what media says. Plain frozen data, JSON both ways; generators read it instead of foreign media."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields, is_dataclass
from types import GenericAlias
from typing import Any, TypeVar, get_args, get_type_hints

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.key_names import shown as key_shown
from crossmedia_studio.core.kinds import Kind

T = TypeVar("T")


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
    ``key`` such as "C minor"; ``captions`` are (language, sentence) of a picture that a captioner is sure enough of;
    ``composition`` holds measures 0–1 named brightness, contrast, saturation, warmth,
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
    captions: tuple[tuple[str, str], ...] = ()


def to_json(meaning: Meaning) -> str:
    """``meaning`` as JSON; fields that say nothing are left out."""
    empty = asdict(Meaning(meaning.kind))
    said = {name: value for name, value in asdict(meaning).items() if value != empty[name] or name == "kind"}
    return json.dumps(said, ensure_ascii=False)


def from_json(text: str) -> Meaning:
    """The meaning in ``text``. Raises :class:`StudioError` for anything that is not exactly one."""
    try:
        return _read(Meaning, json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise StudioError(
            tr("What was understood of this medium cannot be read"),
            why=str(error)[:200],
            do=tr("Read its meaning again"),
        ) from error


def _read(cls: type[T], raw: Any) -> T:
    if not isinstance(raw, dict):
        raise ValueError(f"{cls.__name__} must be an object")
    hints = get_type_hints(cls)
    unknown = set(raw) - {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown:
        raise ValueError(f"{cls.__name__} has no {sorted(unknown)[0]}")
    return cls(**{name: _value(hints[name], value) for name, value in raw.items()})


def _value(kind: Any, raw: Any) -> Any:
    """``raw`` as the annotated type ``kind``; a whole number may stand for a real one, nothing else is bent."""
    if isinstance(kind, GenericAlias):  # tuple[X, ...] or tuple[X, Y]
        if not isinstance(raw, list):
            raise ValueError("a list was expected")
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], one) for one in raw)
        return tuple(_value(one, value) for one, value in zip(inner, raw, strict=True))
    if is_dataclass(kind):
        return _read(kind, raw)  # type: ignore[arg-type]
    if kind is Kind:
        return Kind(raw)
    if kind is float and type(raw) in (int, float):
        number = float(raw)
        if not math.isfinite(number):
            raise ValueError("a finite number was expected")
        return number
    if type(raw) is not kind:
        raise ValueError(f"{type(raw).__name__} where {kind.__name__} was expected")
    return raw


def to_words(meaning: Meaning) -> str:
    """``meaning`` as lines a person can read, one fact a line; what is empty is left out."""
    lines = [
        (tr("Shows"), meaning.caption),
        (tr("In short"), meaning.summary),
        (tr("Language"), meaning.language),
        (tr("Key phrases"), ", ".join(tag.word for tag in meaning.key_phrases)),
        (tr("Subjects"), ", ".join(meaning.subjects)),
        (tr("Tags"), ", ".join(f"{tag.word} ({tag.score:.0%})" for tag in meaning.tags)),
        (tr("Mood"), mood_words(meaning.mood)),
        (tr("Scenes"), "\n".join(f"  {i}. {_scene_words(scene)}" for i, scene in enumerate(meaning.scenes, 1))),
        (tr("Colours"), ", ".join("#{:02x}{:02x}{:02x}".format(*c.rgb) + f" {c.share:.0%}" for c in meaning.palette)),
        (tr("Size"), f"{meaning.width} × {meaning.height}" if meaning.width else ""),
        (tr("Length"), tr("{seconds} s", seconds=f"{meaning.duration:.1f}") if meaning.duration else ""),
        (tr("Tempo"), tr("{tempo} beats a minute", tempo=round(meaning.tempo)) if meaning.tempo else ""),
        (tr("Key"), key_shown(meaning.key)),
        (tr("Loudness"), f"{meaning.loudness:.1f} LUFS" if meaning.loudness else ""),
        (tr("Speech"), f"{meaning.is_speech:.0%}" if meaning.is_speech else ""),
        (tr("Words heard"), "\n".join(f"  {_clock(s.start)}  {s.text}" for s in meaning.transcript)),
        (tr("Shots"), "\n".join(f"  {_clock(s.start)}–{_clock(s.end)}  {_tag_words(s.tags)}" for s in meaning.shots)),
    ]
    return "\n".join(f"{name}:{'' if said.startswith('  ') else ' '}{_block(said)}" for name, said in lines if said)


def mood_words(mood: Mood) -> str:
    """The corner of the circumplex that ``mood`` lies in, in one or two words; empty for the middle."""
    bright, dark = mood.valence > 0.15, mood.valence < -0.15
    excited, calm = mood.arousal > 0.15, mood.arousal < -0.15
    if bright:
        return tr("joyful and lively") if excited else tr("calm and content") if calm else tr("happy")
    if dark:
        return tr("tense") if excited else tr("sad and quiet") if calm else tr("gloomy")
    return tr("lively") if excited else tr("calm") if calm else ""


def _scene_words(scene: Scene) -> str:
    seen = ", ".join([*scene.subjects, *([scene.setting] if scene.setting else [])])
    return f"{scene.text.strip()} [{seen}]" if seen else scene.text.strip()


def _tag_words(tags: tuple[Tag, ...]) -> str:
    return ", ".join(tag.word for tag in tags[:3])


def _block(said: str) -> str:
    return "\n" + said if said.startswith("  ") else said


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
