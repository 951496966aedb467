"""What a file holds, without keeping it: the facts a library item needs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.media import audio, files, image, video


@dataclass(frozen=True)
class Probe:
    """``length`` in ticks (0 for text and pictures), sizes in pixels as shown, ``rate`` in Hz."""

    kind: Kind
    length: int = 0
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    rate: int = 0
    channels: int = 0
    has_audio: bool = False


def probe(path: Path) -> Probe:
    """The facts about ``path``, having made sure that it can be decoded. Raises :class:`MediaError` otherwise."""
    path = Path(path)
    kind = files.kind_of(path)
    if kind is Kind.TEXT:
        files.read(path)
        return Probe(kind)
    if kind is Kind.IMAGE:
        picture = image.read(path)
        return Probe(kind, width=picture.width, height=picture.height)
    if kind is Kind.AUDIO:
        return _sound(path)
    film = video.probe(path)
    if not film.has_audio:
        return Probe(kind, film.duration, film.width, film.height, film.fps)
    track = audio.probe(path)
    return Probe(kind, film.duration, film.width, film.height, film.fps, track.rate, track.channels, True)


def _sound(path: Path) -> Probe:
    sound, blocks = audio.blocks(path)
    frames = sound.frames
    if frames:
        next(blocks, None)
    else:
        frames = sum(len(block) for block in blocks)
    length = frames * TICKS_PER_SECOND // sound.rate
    return Probe(Kind.AUDIO, length, rate=sound.rate, channels=sound.channels, has_audio=True)
