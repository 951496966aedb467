"""Recipe ``sketchbook``: words → drawings, a flow Transformer in the latents of the picture VAE."""

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
from crossmedia_studio.train.enough import to_check, to_learn
from crossmedia_studio.train.recipe import Lesson


@dataclass(frozen=True)
class SketchbookOptions:
    """What it begins from and how large it is."""

    begin: str = option(
        "studio", mark("Begin from"), choices=("studio", "nothing"),
        choice_labels=(mark("The studio's Sketchbook"), mark("Nothing")),
        help=mark("The studio's own can draw already: a few pictures and minutes give it your hand"),
    )  # fmt: skip
    batch: int = option(48, mark("Pictures a step"), minimum=1, maximum=4096)
    rate: float = option(1e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)
    views: int = option(
        10, mark("Views of each picture"), minimum=2, maximum=64,
        help=mark("Each picture is seen as it is, mirrored, in so many other poses, and before two grounds"),
    )  # fmt: skip
    width: int = option(384, mark("Width of the network"), minimum=32, maximum=2048, help=mark("Only from nothing"))
    depth: int = option(6, mark("Depth of the network"), minimum=1, maximum=48, help=mark("Only from nothing"))


class Sketchbook:
    """Learns to draw what words say."""

    name: ClassVar = "sketchbook"
    title: ClassVar = mark("Sketchbook")
    about: ClassVar = mark(
        "Learns to draw from words: pictures with captions in English or Chinese, best cut out, one thing each"
    )
    family: ClassVar = "sketchbook"
    kind: ClassVar = Kind.IMAGE
    Options: ClassVar[type] = SketchbookOptions

    def lesson(
        self, dataset: Dataset, options: SketchbookOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two pictures or pictures without any words."""
        from crossmedia_studio.train.sketchbook.lesson import SketchbookLesson
        from crossmedia_studio.train.sketchbook.prepare import prepare

        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn)
        return SketchbookLesson(prepare(learn, aside, options, models, work, step), options, models, device)
