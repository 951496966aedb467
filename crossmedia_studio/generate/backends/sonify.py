"""Picture → sound, read like a score from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.music.compose import LONGEST, SHORTEST
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

DEFAULT_SECONDS = 16.0


@dataclass(frozen=True)
class SonifyOptions:
    """The scale the picture is read in."""

    scale: str = option(
        "",
        mark("Scale"),
        choices=("", "major", "minor"),
        choice_labels=(mark("By brightness"), mark("Major"), mark("Minor")),
    )
    transpose: int = option(0, mark("Transpose"), unit=mark("semitones"), minimum=-12, maximum=12)


class Sonify:
    """What stands out in the picture is heard where it lies: height is pitch, hue the instrument."""

    name = "sonify"
    title = mark("Picture read as a score")
    about = mark("Reads the picture from left to right; height is pitch, brightness loudness, hue the instrument.")
    sources = frozenset({Kind.IMAGE})
    target = Kind.AUDIO
    needs = ("instruments",)
    uses = ()
    Options = SonifyOptions

    def generate(
        self, conditions: Conditions, options: SonifyOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, of the length asked for, else 16 s. The seed changes nothing."""
        from crossmedia_studio.generate.music.play import play
        from crossmedia_studio.generate.music.scan import scan

        source = conditions.first(Kind.IMAGE)
        if source is None or not isinstance(source.media, Image):
            raise MediaError(tr("There is no picture to read"), do=tr("Choose a picture"))
        step(0.0, 1.0, tr("Reading the picture"))
        seconds = conditions.ask.duration or DEFAULT_SECONDS
        if not SHORTEST <= seconds <= LONGEST:
            raise OptionError(
                tr("Music of {seconds} seconds cannot be composed", seconds=f"{seconds:g}"),
                do=tr("Choose a length from {low} to {high} seconds", low=f"{SHORTEST:g}", high=f"{LONGEST:g}"),
            )
        bright = dict(source.meaning.composition).get("brightness", 0.5) >= 0.42
        if options.scale:
            bright = options.scale == "major"
        return play(scan(source.media.pixels, seconds, bright, options.transpose), models, part(step, 0.05, 1.0))
