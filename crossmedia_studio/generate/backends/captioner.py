"""Picture → sentences about it, by a captioner network: the studio's own or one that the artist trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import language as shown
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import choices
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand import captioner, labels
from crossmedia_studio.understand.caption import caption


@dataclass(frozen=True)
class CaptionerOptions:
    """Who speaks, in which language, and how many ways it puts it."""

    tongue: str = option(
        "", mark("Language"), choices=("", "en", "zh"),
        choice_labels=(mark("As the studio"), mark("English"), mark("Chinese")),
    )  # fmt: skip
    ways: int = option(1, mark("Ways to say it"), minimum=1, maximum=8, help=mark("The likeliest first"))
    beams: int = option(
        4, mark("Width of the search"), minimum=1, maximum=16, help=mark("How many sentences it weighs at once")
    )
    always: bool = option(
        False, mark("Always in its own words"),
        help=mark("Even of pictures unlike all it has learned from, where it can only guess"),
    )  # fmt: skip
    trained: str = choices.trained(captioner.FAMILY)


class Captioner:
    """See the module."""

    name: ClassVar[str] = "captioner"
    title: ClassVar[str] = mark("Caption by a network")
    about: ClassVar[str] = mark(
        "Says in a sentence what a drawing or collage shows: what, how many, where. Of other pictures it says only "
        "what the network that names things sees."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.TEXT
    needs: ClassVar[tuple[str, ...]] = (labels.ENTRY, captioner.SHIPPED)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = CaptionerOptions

    def generate(
        self, conditions: Conditions, options: CaptionerOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """The caption where it is sure enough, else what the classifier and the colours say."""
        source = conditions.first(Kind.IMAGE)
        if source is None:
            raise MediaError(tr("There is nothing to describe"), do=tr("Choose a picture"))
        step(0.0, 1.0, tr("Looking"))
        model = captioner.load(models, options.trained or captioner.SHIPPED)
        grid = labels.grids([source.media.pixels], models)[0]  # type: ignore[union-attr]
        step(0.6, 1.0, tr("Putting it into words"))
        asked = options.tongue or conditions.ask.language or shown()
        code = asked if asked in model.words.languages else model.words.languages[0]
        said = captioner.captions(model, grid, code, count=options.ways, beams=options.beams)
        step(1.0)
        told = [
            captioner.sentence(one.text, code, one.sure)
            for index, one in enumerate(said)
            if one.text
            and (options.always or one.sure >= captioner.LIKELY or (index and said[0].sure >= captioner.SURE))
        ]
        return Text("\n".join(dict.fromkeys(told)) or caption(source.meaning, asked), asked if not told else code)
