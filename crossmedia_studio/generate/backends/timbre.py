"""A rhythm → the same rhythm played by another sound, or by what words call for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices
from crossmedia_studio.generate.sounding import KINDS, heard
from crossmedia_studio.generate.sounds.choices import LONGEST, VOICE
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.conditions import Conditions

_VOICES = 4
"""Variations of an invented sound that take turns."""


@dataclass(frozen=True)
class TimbreOptions:
    """How much of the rhythm's accents is kept, and which model."""

    accents: float = option(
        1.0, mark("Accents"), help=mark("How much louder and brighter beats stand out"), minimum=0, maximum=1.5
    )
    trained: str = choices.trained(sound_latents.FAMILY, choices.OWN)
    voice: str = choices.trained(sound_latents.VOCODER, choices.OWN, VOICE)


class Timbre:
    """See the module."""

    name: ClassVar[str] = "timbre"
    title: ClassVar[str] = mark("Rhythm in another timbre")
    about: ClassVar[str] = mark(
        "Hears the beats of the first sound and plays them with a second one, or with what the prompt names."
    )
    sources: ClassVar[frozenset[Kind]] = KINDS
    target: ClassVar[Kind] = Kind.AUDIO
    needs: ClassVar[tuple[str, ...]] = (sound_latents.SHIPPED, sound_latents.VOCODER)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = TimbreOptions

    def generate(
        self, conditions: Conditions, options: TimbreOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, as long as the rhythm, at most a minute. Raises MediaError for a sound without beats, or with
        nothing to play them."""
        from dataclasses import replace

        from crossmedia_studio.generate.sounds import invent, morph, timbre
        from crossmedia_studio.generate.sounds.finish import finished

        rhythm, _ = heard(conditions)
        rhythm = Audio(rhythm.samples[: round(LONGEST * rhythm.rate)], rhythm.rate)
        step(0.0, 1.0, tr("Listening"))
        found = [replace(hit, level=hit.level * options.accents, bright=hit.bright * options.accents)
                 for hit in timbre.hits(rhythm)]  # fmt: skip
        step(0.15)
        others = sum(source.media.kind in KINDS for source in conditions.sources) > 1
        if others:
            space = sound_latents.load(models, options.trained, options.voice)
            voices = [space.log_mel(morph.read(space, morph.two_sounds(conditions)[1]))]
        elif conditions.ask.prompt.strip():
            inventor = invent.load(models, options.trained, options.voice)
            space, words = inventor.space, inventor.called(conditions.ask.prompt)
            voices = []
            for number in range(_VOICES):
                inner, called = part(step, 0.15 + 0.1 * number, 0.25 + 0.1 * number), words[number % len(words)]
                seed = conditions.ask.seed * _VOICES + number
                voices.append(space.log_mel(inventor.latents(called, inventor.usual(called), seed, 0.8, inner)))
        else:
            raise MediaError(
                tr("There is nothing to play this rhythm with"),
                do=tr("Choose a second sound, or name one in the prompt"),
            )
        log_mel = timbre.played(found, voices, rhythm.duration)
        made = space.sounded(log_mel, rhythm.duration, conditions.ask.seed, part(step, 0.6, 0.95), channels=2)
        return finished(made.samples)
