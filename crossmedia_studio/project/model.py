"""The document as frozen values. Times are ticks; positions are fractions of the frame, so preview and export agree."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe


def new_id() -> str:
    """A short random id, unique within any project."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class MediaItem:
    """One piece of media in the library. ``id`` is the SHA-256 of its bytes, by which ``media.store`` finds the file.

    ``length`` in ticks (0 for text and pictures). ``meaning`` is the JSON of an ``understand.Meaning`` that the
    artist may have corrected, empty if it was not read yet. ``stars`` 0–5. Ids are unique within a project.
    """

    id: str
    kind: Kind
    name: str
    suffix: str
    length: int = 0
    width: int = 0
    height: int = 0
    rate: int = 0
    channels: int = 0
    fps: Fraction = Fraction(0)
    has_audio: bool = False
    tags: tuple[str, ...] = ()
    stars: int = 0
    recipe: Recipe | None = None
    meaning: str = ""


class Ease(StrEnum):
    """How a value runs from its keyframe to the next."""

    HOLD = "hold"
    LINEAR = "linear"
    SMOOTH = "smooth"
    """Cubic smoothstep: slow start, slow end."""


@dataclass(frozen=True)
class Keyframe:
    """``time`` in clip time (ticks from the clip's start)."""

    time: int
    value: float
    ease: Ease = Ease.SMOOTH


@dataclass(frozen=True)
class Curve:
    """A value over clip time: ``keys`` sorted by time, or none for a constant ``value``."""

    value: float
    keys: tuple[Keyframe, ...] = ()


class Blend(StrEnum):
    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"
    ADD = "add"
    DARKEN = "darken"
    LIGHTEN = "lighten"


@dataclass(frozen=True)
class Transform:
    """Where a picture sits: ``x``, ``y`` move its centre (1.0 = one frame width, height; 0 = centred), ``scale`` 1
    fits it as ``fit`` says, ``rotation`` in degrees clockwise, ``opacity`` 0–1."""

    x: Curve = Curve(0.0)
    y: Curve = Curve(0.0)
    scale: Curve = Curve(1.0)
    rotation: Curve = Curve(0.0)
    opacity: Curve = Curve(1.0)
    fit: str = "cover"
    """``cover`` fills the frame and crops, ``contain`` shows everything."""


@dataclass(frozen=True)
class TextStyle:
    """How a text clip is drawn; sizes are fractions of the frame height, colours ``#rrggbb`` or ``#aarrggbb``."""

    font: str = ""
    size: float = 0.055
    colour: str = "#ffffff"
    outline: str = "#000000"
    outline_width: float = 0.004
    background: str = ""
    bold: bool = False
    align: str = "center"
    x: float = 0.5
    y: float = 0.9
    width: float = 0.86
    """``x``, ``y``: anchor of the block (its bottom centre), ``width``: where lines wrap; fractions of the frame."""


@dataclass(frozen=True)
class EffectUse:
    """An entry of ``fuse.effects`` with its option values."""

    name: str
    options: tuple[tuple[str, Any], ...] = ()
    enabled: bool = True


@dataclass(frozen=True)
class Clip:
    """A stretch of media on a track: ``start`` and ``length`` on the timeline, ``offset`` into the media, all ticks.

    Exactly one of ``media`` (a MediaItem id) and ``text`` is set; text clips live on text tracks.
    ``gain`` in dB; ``fade_in`` and ``fade_out`` in ticks fade picture opacity and sound alike.
    """

    id: str
    start: int
    length: int
    media: str = ""
    text: str = ""
    offset: int = 0
    name: str = ""
    transform: Transform = Transform()
    style: TextStyle = TextStyle()
    blend: Blend = Blend.NORMAL
    gain: Curve = Curve(0.0)
    fade_in: int = 0
    fade_out: int = 0
    effects: tuple[EffectUse, ...] = ()

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True)
class Transition:
    """``kind`` names an entry of ``fuse.transitions``; it runs ``length`` ticks centred on the cut where clip
    ``left`` ends and ``right`` begins. Media that runs out holds its last frame."""

    left: str
    right: str
    length: int
    kind: str = "dissolve"
    options: tuple[tuple[str, Any], ...] = ()


class TrackKind(StrEnum):
    VIDEO = "video"
    """Pictures and films (with their sound)."""
    AUDIO = "audio"
    TEXT = "text"
    """Captions: drawn over everything, exported as subtitles too."""


@dataclass(frozen=True)
class Track:
    """Clips sorted by start, never overlapping. ``duck`` lowers this track by that many dB while a track whose
    ``speech`` is set is heard."""

    id: str
    kind: TrackKind
    name: str
    clips: tuple[Clip, ...] = ()
    transitions: tuple[Transition, ...] = ()
    gain: float = 0.0
    muted: bool = False
    hidden: bool = False
    locked: bool = False
    speech: bool = False
    duck: float = 0.0

    @cached_property
    def end(self) -> int:
        return self.clips[-1].end if self.clips else 0


@dataclass(frozen=True)
class Marker:
    time: int
    text: str
    colour: str = "#5b9dff"


@dataclass(frozen=True)
class Project:
    """The whole document. ``tracks`` from bottom to top: later video tracks cover earlier ones, text tracks all."""

    id: str
    name: str
    width: int = 1280
    height: int = 720
    fps: Fraction = Fraction(24)
    rate: int = 48_000
    tracks: tuple[Track, ...] = ()
    media: tuple[MediaItem, ...] = ()
    markers: tuple[Marker, ...] = ()
    background: str = "#000000"
    language: str = ""
    notes: str = ""

    @cached_property
    def items(self) -> dict[str, MediaItem]:
        """Media by id."""
        return {item.id: item for item in self.media}

    @cached_property
    def length(self) -> int:
        """Ticks from 0 to the end of the last clip."""
        return max((track.end for track in self.tracks), default=0)

    def track(self, track_id: str) -> Track:
        """Raises ``KeyError`` for an unknown id."""
        for track in self.tracks:
            if track.id == track_id:
                return track
        raise KeyError(track_id)


def new_project(name: str) -> Project:
    """An empty project with two video tracks, two audio tracks and one text track."""
    names = [
        (TrackKind.VIDEO, "V1"), (TrackKind.VIDEO, "V2"), (TrackKind.AUDIO, "A1"),
        (TrackKind.AUDIO, "A2"), (TrackKind.TEXT, "T1"),
    ]  # fmt: skip
    return Project(new_id(), name, tracks=tuple(Track(new_id(), kind, label) for kind, label in names))
