"""Words → a clip whose picture and sound are born together from one vector; a knob walks both."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.generate import choices, cutouts, imagining, twins
from crossmedia_studio.generate.frames import film_length, film_size, write_film
from crossmedia_studio.generate.mastering import master
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents, sound_latents
from crossmedia_studio.represent.conditions import Conditions

_FPS = Fraction(25)
_STILL, _WALKING = 4.0, 8.0
"""Seconds where no length is asked for."""
_APART = 1.0
"""Seconds from one sound to the next on a walk; a still picture sounds half as often."""
_LUFS = -18.0
_SWELL = 0.05
"""How much a picture grows with its sound."""


@dataclass(frozen=True)
class TwinsOptions:
    """Where in the space, how far from there, before what."""

    x: float = option(
        0.0, mark("Dark – bright"), minimum=-1, maximum=1, pad="y",
        help=mark("The knob moves picture and sound alike: from dark and low to bright and high"),
    )  # fmt: skip
    y: float = option(
        0.0, mark("Soft – spiky"), minimum=-1, maximum=1, help=mark("From round and clear to pointed and harsh")
    )
    walk: float = option(
        0.5, mark("Walk"), minimum=0, maximum=1, help=mark("How far it wanders and comes back; 0 stays where it is")
    )
    style: str = imagining.styles()
    ground: str = choices.ground()
    trained: str = choices.trained(twins.FAMILY)


class TwinsBackend:
    """See the module."""

    name: ClassVar[str] = "twins"
    title: ClassVar[str] = mark("Twins of picture and sound")
    about: ClassVar[str] = mark(
        "A clip whose picture and sound come from the same numbers; words and seed choose where it begins, it does not "
        "understand them."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = (
        twins.SHIPPED, imagining.SHIPPED, latents.SHIPPED, sound_latents.SHIPPED, sound_latents.VOCODER,
    )  # fmt: skip
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = TwinsOptions

    def generate(
        self, conditions: Conditions, options: TwinsOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        words, seed = imagining.words(conditions), conditions.ask.seed
        size = film_size(conditions.ask, (512, 512))
        length = film_length(conditions.ask, _WALKING if options.walk else _STILL)
        step(0.0, 1.0, tr("Inventing"))
        family = twins.load(models, options.trained)
        z = twins.place(seed, words, family.net.config.code, (options.x, options.y))
        style = imagining.style(words, options.style, family.imagination.generator.config.styles)
        allowed = family.allowed(style, z)
        count = max(round(length * _FPS), 1)
        reach = options.walk * twins.REACH / 2.0
        sound = _sound(family, z, reach, allowed, length, seed, part(step, 0.0, 0.2, tr("Sounding")))
        path = twins.walk(z, reach, count, seed) if options.walk else z[None]
        born = family.born(path, allowed)
        swell = _swell(sound, count)
        side, ground = min(size), choices.GROUNDS[options.ground]
        kept: list[np.ndarray] = []

        def frame(index: int) -> np.ndarray:
            if options.walk or not kept:
                some = slice(index, index + 1)
                small = family.imagination.pictures(born.codes[some], born.kinds[some], no_step)[0]
                kept[:] = [cutouts.straight(small)]
            grown = side * (1.0 - _SWELL + _SWELL * swell[index])
            return cutouts.before(kept[0], max(round(grown / 2.0) * 2, 2), size, ground)

        return write_film(scratch, size, count, frame, part(step, 0.2, 1.0), fps=_FPS, audio=sound)


def _sound(
    family: twins.Family, z: np.ndarray, reach: float, allowed: np.ndarray, length: float, seed: int, step: Step
) -> Audio:
    """The sounds that are met on the way, one after the other, ringing into each other: stereo, ``length`` seconds."""
    apart = _APART if reach else 2.0 * _APART
    rate, frames = sound_latents.RATE, round(length * sound_latents.RATE)
    times = np.arange(0.0, max(length - 0.5, 0.1), apart)
    way = twins.walk(z, reach, 1024, seed)[np.minimum((times / length * 1024).astype(int), 1023)]
    born = family.born(way, allowed)
    mix = np.zeros((frames + round(2.0 * twins.SECONDS * rate), 1))
    for number, (time, heard) in enumerate(zip(times, born.sounds, strict=True)):
        step(number, len(times))
        one = family.ear.decode(heard, twins.SECONDS, seed + number).samples.astype(np.float64)
        fade = np.minimum(1.0, np.arange(len(one))[::-1] / (0.15 * rate))
        start = round(time * rate)
        mix[start : start + len(one)] += one * fade[:, None]
    return Audio(np.repeat(master(mix[:frames], rate, _LUFS), 2, axis=1), rate)


def _swell(sound: Audio, count: int) -> np.ndarray:
    """The loudness of each of ``count`` frames, 0–1, that falls slowly."""
    power = np.square(sound.samples[:, 0], dtype=np.float64)
    edges = np.linspace(0, len(power), count + 1).astype(int)
    level = np.sqrt([power[a : max(b, a + 1)].mean() if a < len(power) else 0.0 for a, b in itertools.pairwise(edges)])
    level /= max(float(level.max()), 1e-6)
    for index in range(1, count):
        level[index] = max(level[index], 0.85 * level[index - 1])
    return level
