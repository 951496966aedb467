"""Speech in a sound or film → its words, with times as SRT, WebVTT or LRC if wanted (Whisper)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.sounding import KINDS, heard
from crossmedia_studio.generate.speech.captions import FORMS
from crossmedia_studio.media.kinds import Audio, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class TranscriptOptions:
    """In what form the words are written down."""

    form: str = option(
        "text",
        mark("Form"),
        choices=tuple(FORMS),
        choice_labels=(
            mark("Text"), mark("Text with times"), mark("Subtitles (SRT)"), mark("Subtitles (WebVTT)"),
            mark("Lyrics (LRC)"),
        ),
    )  # fmt: skip


class Transcript:
    """Writes down what is said. What was understood (and perhaps corrected) before is used as it is."""

    name = "transcript"
    title = mark("Transcript")
    about = mark("Writes down what is said, in many languages; names may be misheard (Whisper base).")
    sources = KINDS
    target = Kind.TEXT
    needs = ("whisper-base",)
    uses = ()
    Options = TranscriptOptions

    def generate(
        self, conditions: Conditions, options: TranscriptOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """Raises MediaError if there is no sound or nothing is said."""
        from crossmedia_studio.media.audio import resample
        from crossmedia_studio.understand import speech

        sound, source = heard(conditions)
        step(0.0, 1.0, tr("Listening to the words"))
        language, spoken = source.meaning.language, source.meaning.transcript
        if not spoken:
            mono = Audio(sound.samples.mean(axis=1, keepdims=True), sound.rate)
            language, spoken = speech.transcribe(resample(mono, speech.RATE).samples[:, 0], models, step)
        if not spoken:
            raise MediaError(
                tr("No words can be heard in it"), do=tr("Choose a sound in which someone speaks, or Description")
            )
        return Text(FORMS[options.form](spoken), language)
