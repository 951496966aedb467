"""Film → a short film of its key shots, each with its own sound, joined by brief fades of the sound."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.generate.frames import film_length
from crossmedia_studio.media import audio as sounds
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Shot

_RATE = 48_000
_FADE = 0.04


@dataclass(frozen=True)
class SummaryOptions:
    """How long each shot may last."""

    shot: float = option(3.0, mark("Longest shot"), unit="s", minimum=0.5, maximum=30)


class Summary:
    """See the module."""

    name: ClassVar[str] = "summary"
    title: ClassVar[str] = mark("Film summary")
    about: ClassVar[str] = mark(
        "Cuts the key shots of a film together, a quarter of its length unless you say otherwise."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.VIDEO})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = SummaryOptions

    def generate(
        self, conditions: Conditions, options: SummaryOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        source = conditions.first(Kind.VIDEO)
        if source is None or not isinstance(source.media, Video):
            raise MediaError(tr("There is no film to sum up"), do=tr("Choose a film"))
        film = source.media
        whole = seconds(film.duration)
        wanted = min(film_length(conditions.ask, max(whole / 4, min(whole, 3.0))), whole)
        parts = choose(source.meaning.shots or (Shot(0.0, whole, whole / 2),), wanted, options.shot)
        step(0.02)
        path = scratch / f"take-{secrets.token_hex(6)}.mp4"
        audio = _sound(film, parts) if film.has_audio else None
        total = sum(end - start for start, end in parts)
        done = 0.0
        with video.Writer(path, film.width, film.height, film.fps, audio=audio) as writer:
            for start, end in parts:
                frames = max(round((end - start) * film.fps), 1)
                for count, (_, pixels) in enumerate(video.frames(film.path, ticks(start))):
                    if count >= frames:
                        break
                    step(
                        0.02 + 0.98 * (done + count / float(film.fps)) / total,
                        1.0,
                        "",
                        None if count else pixels[::4, ::4].copy(),
                    )
                    writer.write(pixels)
                done += end - start
        return video.probe(path)


def choose(shots: tuple[Shot, ...], wanted: float, longest: float) -> list[tuple[float, float]]:
    """Stretches (start, end) in seconds around the key moments of the most telling shots, in order, ``wanted`` long."""
    ranked = sorted(shots, key=lambda s: -((s.end - s.start) ** 0.5 + 1.5 * s.motion + 0.2 * len(s.tags)))
    parts: list[tuple[float, float]] = []
    left = wanted
    for shot in ranked:
        if left < 0.2 and parts:
            break
        length = min(shot.end - shot.start, longest, max(left, 0.2))
        start = min(max(shot.key - length / 2, shot.start), shot.end - length)
        parts.append((start, start + length))
        left -= length
    return sorted(parts)


def _sound(film: Video, parts: list[tuple[float, float]]) -> Audio | None:
    sound = video.sound(film.path, _RATE)
    if sound is None:
        return None
    samples = sounds.stereo(sound).samples
    pieces = []
    for start, end in parts:
        length = max(round(round((end - start) * film.fps) / film.fps * _RATE), 1)
        piece = samples[round(start * _RATE) : round(start * _RATE) + length]
        piece = np.pad(piece, ((0, length - len(piece)), (0, 0)))
        fade = min(round(_FADE * _RATE), length // 2)
        ramp = np.ones(length, np.float32)
        if fade:
            ramp[:fade] = np.linspace(0, 1, fade)
            ramp[-fade:] = np.linspace(1, 0, fade)
        pieces.append(piece * ramp[:, None])
    return Audio(np.concatenate(pieces).astype(np.float32), _RATE)
