"""Words → sound effects that a model of sounds invents, a layer for each thing that is named."""

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
from crossmedia_studio.generate.sounds.choices import LONGEST, SHORTEST, VOICE
from crossmedia_studio.generate.words import written
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class SoundsOptions:
    """How far from what the model knows, and which model."""

    variety: float = option(
        1.0, mark("Variety"), minimum=0.3, maximum=1.3,
        help=mark("Less stays close to what the model has heard, more is stranger"),
    )  # fmt: skip
    trained: str = choices.trained(sound_latents.FAMILY, choices.OWN)
    voice: str = choices.trained(sound_latents.VOCODER, choices.OWN, VOICE)


class Sounds:
    """See the module."""

    name: ClassVar[str] = "sounds"
    title: ClassVar[str] = mark("Sound effects (invented)")
    about: ClassVar[str] = mark(
        "Invents drums, bells, weather, animals, machines and game sounds from tags; another seed gives another sound."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.AUDIO
    needs: ClassVar[tuple[str, ...]] = (sound_latents.SHIPPED, sound_latents.VOCODER)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = SoundsOptions

    def generate(
        self, conditions: Conditions, options: SoundsOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, as long as asked for, else as long as such sounds are. Raises Unsupported if no word names a
        sound that the model has heard."""
        import numpy as np

        from crossmedia_studio.generate.sounds import invent
        from crossmedia_studio.generate.sounds.finish import finished, levelled

        text = written(conditions)
        step(0.0, 1.0, tr("Inventing"))
        inventor = invent.load(models, options.trained, options.voice)
        layers = inventor.called(text)
        seconds = conditions.ask.duration or max(inventor.natural(words) for words in layers)
        if not SHORTEST <= seconds <= LONGEST:
            raise OptionError(
                tr("Sound effects of {seconds} seconds cannot be made", seconds=f"{seconds:g}"),
                do=tr("Choose a length from {low} to {high} seconds", low=SHORTEST, high=LONGEST),
            )
        mix = np.zeros((round(seconds * sound_latents.RATE), 2), np.float32)
        for number, words in enumerate(layers):
            inner = part(step, number / len(layers), (number + 1) / len(layers), tr("Inventing"))
            mix += levelled(inventor.sound(words, seconds, conditions.ask.seed + number, options.variety, inner))
        return finished(mix)
