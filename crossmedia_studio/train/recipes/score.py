"""Recipe ``score``: a Transformer of written music in several voices (``nets.score_transformer``).

It learns to write on, to fill bars that were left out and to accompany a melody, all by one network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.recipe import Lesson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crossmedia_studio.represent.music.tokens import Piece


@dataclass(frozen=True)
class ScoreOptions:
    """What shapes the network and what it reads."""

    studies: int = option(
        400, mark("Studies"), minimum=0, maximum=20_000,
        help=mark("Pieces that the composing rules write beside your own, to learn form and accompaniment from"),
    )  # fmt: skip
    arrangements: int = option(
        400, mark("Arrangements"), minimum=0, maximum=20_000,
        help=mark("How many of your tunes of one voice are also read with an accompaniment by rule"),
    )  # fmt: skip
    width: int = option(192, mark("Width of the network"), minimum=48, maximum=2048)
    depth: int = option(4, mark("Depth of the network"), minimum=1, maximum=48)
    heads: int = option(3, mark("Heads"), minimum=1, maximum=64, help=mark("Ways to look back; the width is shared"))
    dropout: float = option(0.05, mark("Forgetting"), minimum=0, maximum=0.7, help=mark("More for few pieces"))
    reach: int = option(
        768, mark("Longest piece"), unit=mark("tokens"), minimum=64, maximum=8192,
        help=mark("A bar of a tune is about 15, of four voices 50; longer pieces are read in stretches"),
    )  # fmt: skip
    batch: int = option(4096, mark("Tokens a step"), minimum=128, maximum=1_000_000)
    fill: float = option(
        0.2, mark("Bars to fill"), minimum=0, maximum=0.5, help=mark("The share of lessons in which bars are missing")
    )
    along: float = option(
        0.2, mark("Melodies to accompany"), minimum=0, maximum=0.5, help=mark("The share of lessons that give the lead")
    )
    rate: float = option(1.5e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Score:
    """Learns to write music for several voices."""

    name: ClassVar = "score"
    title: ClassVar = mark("Score Transformer")
    about: ClassVar = mark(
        "Learns to write pieces for several voices, to fill bars that are missing and to accompany a melody, from "
        "written music"
    )
    family: ClassVar = "score"
    kind: ClassVar = Kind.AUDIO
    Options: ClassVar[type] = ScoreOptions

    def lesson(
        self, dataset: Dataset, options: ScoreOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two pieces with notes, or a width that the heads cannot share."""
        from crossmedia_studio.nets.score_transformer import ScoreConfig
        from crossmedia_studio.represent.music import tasks
        from crossmedia_studio.train.preprocess.scores import repertoire
        from crossmedia_studio.train.score_lesson import Plan, ScoreLesson

        share, left = divmod(options.width, options.heads)
        if left or share % 2 or share < 24:
            raise TrainingError(
                tr("{heads} heads cannot share a width of {width}", heads=options.heads, width=options.width),
                do=tr("Choose a width that gives each head an even number from 24 on, such as 64"),
            )
        known = repertoire(dataset, models, work, part(step, 0.0, 0.7))
        learn = (*known.learn, *_studied(known.learn, options, part(step, 0.7, 1.0)))
        config = ScoreConfig(
            tasks.VOCABULARY, options.width, options.depth, options.heads, tasks.VOICES, options.dropout
        )
        plan = Plan(options.batch, options.reach, options.fill, options.along, options.rate)
        return ScoreLesson(learn, known.aside, known.held_out, config, plan, device)


def _studied(pieces: Sequence[Piece], options: ScoreOptions, step: Step) -> list[Piece]:
    """The studies, and pieces of one voice with an accompaniment."""
    from crossmedia_studio.represent.music import vocabulary as v
    from crossmedia_studio.train.studies import arranged, study

    alone = [piece for piece in pieces if piece.header[-1] == v.VOICES]
    tunes = [
        alone[index * len(alone) // options.arrangements] for index in range(min(options.arrangements, len(alone)))
    ]
    count = options.studies + len(tunes)
    found = []
    for number in range(count):
        step(number, count, tr("Writing studies, {number} of {count}", number=number + 1, count=count))
        more = number - options.studies
        found.append(study(number + 1) if more < 0 else arranged(tunes[more], more))
    return found
