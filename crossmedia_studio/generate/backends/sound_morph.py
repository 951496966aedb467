"""Two sounds → one between them, or a walk from one to the other, through the latents of a model of sounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices
from crossmedia_studio.generate.sounding import KINDS
from crossmedia_studio.generate.sounds.choices import LONGEST, SHORTEST, VOICE
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.conditions import Conditions

_SECONDS = 4.0


@dataclass(frozen=True)
class SoundMorphOptions:
    """One sound between the two, or from one to the other."""

    way: str = option(
        "between", mark("Way"), choices=("between", "walk"),
        choice_labels=(mark("One sound between them"), mark("From one to the other")),
    )  # fmt: skip
    share: float = option(
        0.5, mark("Share of the second"), help=mark("Of the sound between them"), minimum=0, maximum=1
    )
    leave: float = option(
        0.0, mark("Leave the first at"), unit="s", help=mark("Where a way from one to the other begins"),
        minimum=0, maximum=86_400,
    )  # fmt: skip
    arrive: float = option(
        0.0, mark("Arrive in the second at"), unit="s", help=mark("Where it ends; 0: both from their beginnings on"),
        minimum=0, maximum=86_400,
    )  # fmt: skip
    trained: str = choices.trained(sound_latents.FAMILY, choices.OWN)
    voice: str = choices.trained(sound_latents.VOCODER, choices.OWN, VOICE)


class SoundMorph:
    """See the module."""

    name: ClassVar[str] = "sound_morph"
    title: ClassVar[str] = mark("Morph between two sounds")
    about: ClassVar[str] = mark("Mixes what two short sounds are condensed into, and sounds what lies between.")
    sources: ClassVar[frozenset[Kind]] = KINDS
    target: ClassVar[Kind] = Kind.AUDIO
    needs: ClassVar[tuple[str, ...]] = (sound_latents.SHIPPED, sound_latents.VOCODER)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = SoundMorphOptions

    def generate(
        self, conditions: Conditions, options: SoundMorphOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz. A walk is as long as asked for, else 4 s, and at its ends as loud as the sounds are; a sound
        between is as long as both are in between. Raises MediaError for fewer than two sounds."""
        from crossmedia_studio.generate.sounds import morph
        from crossmedia_studio.generate.sounds.finish import finished

        first, second = morph.two_sounds(conditions)
        seconds = conditions.ask.duration
        if seconds and not SHORTEST <= seconds <= LONGEST:
            raise OptionError(
                tr("A morph of {seconds} seconds cannot be made", seconds=f"{seconds:g}"),
                do=tr("Choose a length from {low} to {high} seconds", low=SHORTEST, high=LONGEST),
            )
        step(0.0, 1.0, tr("Listening"))
        space = sound_latents.load(models, options.trained, options.voice)
        sounding = part(step, 0.4, 0.9, tr("Sounding"))
        if options.way == "walk":
            seconds = seconds or _SECONDS
            way = morph.walk(space, first, second, seconds, options.leave, options.arrive)
            made = space.decode(way.latents(), seconds, conditions.ask.seed, sounding, channels=2)
            return finished(way.levelled(made.samples), lufs=None)
        latents = morph.mixed(space, first, second, options.share)
        made = space.decode(latents, seconds, conditions.ask.seed, sounding, channels=2)
        return finished(made.samples)
