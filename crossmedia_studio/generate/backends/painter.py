"""Words, a picture or a sound → an abstract painting: a random network (CPPN) coloured and paced by their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import palettes
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.generate.painting import energy_of, painting
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Meaning


@dataclass(frozen=True)
class PainterOptions:
    """What the pattern is like."""

    manner: str = option(
        "strata", mark("Manner"), choices=("strata", "silk"), choice_labels=(mark("Paper layers"), mark("Silk folds"))
    )
    detail: float = option(0.35, mark("Detail"), minimum=0, maximum=1)


def subject(conditions: Conditions) -> tuple[Meaning, str]:
    """The meaning to paint and the words or id it is known by: a chosen sound or picture, else the words."""
    for kind in (Kind.AUDIO, Kind.VIDEO, Kind.IMAGE):
        source = conditions.first(kind)
        if source is not None:
            return source.meaning, source.id or conditions.ask.prompt
    source = conditions.first(Kind.TEXT)
    words = conditions.ask.prompt or (source.media.text if source and isinstance(source.media, Text) else "")
    if not words.strip():
        raise MediaError(tr("There are no words to paint"), do=tr("Write a feeling, a colour, a thing"))
    return conditions.prompt, words


class Painter:
    """See the module."""

    name: ClassVar[str] = "painter"
    title: ClassVar[str] = mark("Abstract painting")
    about: ClassVar[str] = mark(
        "Paints an abstract pattern from mood, colours and tempo; it shows a feeling, not things."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE, Kind.AUDIO})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = PainterOptions

    def generate(
        self, conditions: Conditions, options: PainterOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        square = conditions.first(Kind.AUDIO) is not None
        width, height = frame_size(conditions.ask, (1024, 1024) if square else (1280, 720))
        meaning, about = subject(conditions)
        step(0.05)
        colours = palettes.palette(meaning, conditions.ask.prompt, rng(conditions.ask.seed, "palette", about))
        canvas = painting(colours, energy_of(meaning), options.detail, width, height, conditions.ask.seed, about,
                          share=2 * max(max(width, height) // 1600, 1), strata=options.manner == "strata")  # fmt: skip
        step(0.3)
        pixels = canvas.frame()
        step(1.0, 1.0, "", pixels)
        return Image(pixels)
