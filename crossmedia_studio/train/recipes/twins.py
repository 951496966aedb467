"""Recipe ``twins``: sounds, and the pictures that the GAN knows, in one space: born together from one vector."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_learn
from crossmedia_studio.train.recipe import Lesson


@dataclass(frozen=True)
class TwinsOptions:
    """How many pairs, and how the space is shaped."""

    pictures: int = option(
        900, mark("Pictures"), minimum=16, maximum=20_000, help=mark("How many of the studio's drawings get a sound")
    )
    batch: int = option(256, mark("Pairs a step"), minimum=8, maximum=4096)
    code: int = option(8, mark("Numbers a pair"), minimum=2, maximum=64, help=mark("More keeps pairs further apart"))
    shared: float = option(
        0.5, mark("Order"), minimum=0, maximum=10,
        help=mark("How strictly the knob goes from dark and low to bright and high, from soft to spiky"),
    )  # fmt: skip
    width: int = option(256, mark("Width of the network"), minimum=16, maximum=2048)
    rate: float = option(3e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class TwinsRecipe:
    """Learns which sounds and pictures belong together."""

    name: ClassVar = "twins"
    title: ClassVar = mark("Twins of picture and sound")
    about: ClassVar = mark(
        "Gives your sounds to pictures that are like them, bright to high, spiky to harsh, a dog to its bark: one knob "
        "then walks both"
    )
    family: ClassVar = "twins"
    kind: ClassVar = Kind.AUDIO
    Options: ClassVar[type] = TwinsOptions

    def lesson(
        self, dataset: Dataset, options: TwinsOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two sounds, ModelMissing without the models that draw and sound."""
        from crossmedia_studio.train.twins.lesson import TwinsLesson
        from crossmedia_studio.train.twins.prepare import prepare

        learn = to_learn(dataset, self.kind)
        return TwinsLesson(prepare(learn, options, models, work, step), options, models, device)
