"""Sound → film: a painting that breathes with the loudness and opens on every beat; the sound is in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL import Image

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import palettes
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.frames import FPS, film_length, film_size, write_film
from crossmedia_studio.generate.painting import energy_of, painting
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Meaning

_DRAWN = 0.5
"""Frames are drawn at that part of the size: their soft sheets enlarge well, and a song has thousands."""


@dataclass(frozen=True)
class VisualiserOptions:
    """How strongly the picture follows the sound."""

    manner: str = option(
        "strata", mark("Manner"), choices=("strata", "silk"), choice_labels=(mark("Paper layers"), mark("Silk folds"))
    )
    reaction: float = option(0.6, mark("Reaction"), minimum=0, maximum=1)


class Visualiser:
    """See the module."""

    name: ClassVar[str] = "visualiser"
    title: ClassVar[str] = mark("Music film")
    about: ClassVar[str] = mark("An abstract film that follows the beats and the loudness of a sound.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.AUDIO})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = VisualiserOptions

    def generate(
        self, conditions: Conditions, options: VisualiserOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        source = conditions.first(Kind.AUDIO)
        if source is None or not isinstance(source.media, Audio) or not len(source.media.samples):
            raise MediaError(tr("There is no sound to follow"), do=tr("Choose a sound"))
        audio, meaning, seed = source.media, source.meaning, conditions.ask.seed
        length = min(film_length(conditions.ask, audio.duration), audio.duration)
        audio = Audio(audio.samples[: round(length * audio.rate)], audio.rate)
        size = film_size(conditions.ask)
        random = rng(seed, "visualiser", source.id)
        colours = palettes.palette(meaning, conditions.ask.prompt, random)
        small = max(round(size[0] * _DRAWN), 8), max(round(size[1] * _DRAWN), 8)
        canvas = painting(
            colours,
            energy_of(meaning) * 0.6 - 0.2,
            0.30,
            *small,
            seed,
            source.id,
            share=max(small[0] // 160, 1),
            strata=options.manner == "strata",
        )
        count = max(round(length * FPS), 1)
        times = np.arange(count) / float(FPS)
        loud, kick = energy_curve(audio, meaning, times), beat_curve(meaning, times)
        way = np.cumsum(0.006 + 0.022 * options.reaction * loud + 0.03 * options.reaction * kick)
        axes = random.standard_normal((3, len(canvas.latent))).astype(np.float32)

        def frame(index: int) -> np.ndarray:
            t = float(way[index])
            shift = axes[0] * np.sin(t) + axes[1] * np.sin(0.73 * t + 1.0) - axes[1] * np.sin(1.0)
            shift = 0.8 * shift + axes[2] * 0.16 * options.reaction * kick[index]
            glow = float(options.reaction * (0.25 * loud[index] + 0.75 * kick[index]))
            drawn = Image.fromarray(np.ascontiguousarray(canvas.frame(shift, glow, 0.15 * t)[..., :3]))
            return np.asarray(drawn.resize(size, Image.Resampling.BICUBIC))

        return write_film(scratch, size, count, frame, step, audio=audio)


def energy_curve(audio: Audio, meaning: Meaning, times: np.ndarray) -> np.ndarray:
    """Loudness 0–1 at ``times``: as understood, else measured in tenths of a second."""
    values = np.asarray(meaning.energy, np.float32)
    if len(values) < 2:
        tenth = max(audio.rate // 10, 1)
        mono = audio.samples.mean(axis=1)
        parts = np.array_split(mono, max(len(mono) // tenth, 2))
        values = np.array([float(np.sqrt(np.mean(part * part) + 1e-12)) if len(part) else 0.0 for part in parts])
        values = values / max(float(values.max()), 1e-6)
    return np.interp(times, np.arange(len(values)) / 10, values).astype(np.float32)


def beat_curve(meaning: Meaning, times: np.ndarray) -> np.ndarray:
    """1 on each beat, dying away within a third of a second; a slow pulse where there is no beat."""
    if not meaning.beats:
        return (0.15 + 0.15 * np.sin(2 * np.pi * times / 4)).astype(np.float32)
    beats = np.asarray(meaning.beats)
    last = np.searchsorted(beats, times + 1e-6) - 1
    since = np.where(last >= 0, times - beats[last.clip(0)], 9.0)
    return np.exp(-since / 0.14).astype(np.float32)
