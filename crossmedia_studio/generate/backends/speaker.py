"""Text → speech: Kokoro reads English and Chinese with 54 voices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.speech.narrate import narrate
from crossmedia_studio.generate.speech.voices import VOICES
from crossmedia_studio.generate.words import written
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class SpeakerOptions:
    """How the text is read."""

    voice: str = option(
        "",
        mark("Voice"),
        help=mark("Who reads. By language: a voice that speaks the language of the text."),
        choices=("", *VOICES),
        choice_labels=(mark("By language"), *VOICES.values()),
    )
    speed: float = option(1.0, mark("Speaking speed"), minimum=0.5, maximum=2.0)


class Speaker:
    """Reads the chosen text, or the prompt, aloud. The seed changes nothing: the network has no chance in it."""

    name = "speaker"
    title = mark("Speech")
    about = mark("A natural voice reads your text, in English or Chinese (Kokoro, 82 million parameters).")
    sources = frozenset({Kind.TEXT})
    target = Kind.AUDIO
    needs = ("kokoro",)
    uses = ()
    Options = SpeakerOptions

    def generate(
        self, conditions: Conditions, options: SpeakerOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Mono, 24 kHz."""
        audio, _ = narrate(written(conditions), options.voice, options.speed, models, step)
        return audio
