"""Recipe ``captioner``: pictures → sentences, an LSTM or a Transformer that reads what the classifier sees."""

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
class CaptionerOptions:
    """Which network, how large, and how it looks at the pictures."""

    decoder: str = option(
        "transformer", mark("Network"), choices=("transformer", "lstm"),
        choice_labels=(mark("Transformer"), mark("LSTM (Show and Tell)")),
        help=mark("The Transformer sees where things are; the LSTM is smaller and sees the picture as a whole"),
    )  # fmt: skip
    batch: int = option(64, mark("Captions a step"), minimum=1, maximum=4096)
    rate: float = option(1e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)
    width: int = option(256, mark("Width of the network"), minimum=16, maximum=2048)
    depth: int = option(3, mark("Depth of the network"), minimum=1, maximum=24)
    dropout: float = option(
        0.15, mark("Forgetting"), minimum=0, maximum=0.9, help=mark("More learns less by heart")
    )  # fmt: skip
    smoothing: float = option(
        0.05, mark("Doubt"), minimum=0, maximum=0.5, help=mark("A little keeps it from being too sure of a word")
    )
    hints: bool = option(
        True, mark("Word hints"),
        help=mark("Detectors of single words that lean on what it says: names are learned much sooner"),
    )  # fmt: skip
    views: int = option(
        2, mark("Views of each picture"), minimum=1, maximum=16,
        help=mark("Each picture is seen as it is, and so many times cut, lit and mirrored"),
    )  # fmt: skip
    longest: int = option(48, mark("Longest caption"), unit=mark("words"), minimum=4, maximum=256)


class Captioner:
    """Learns to say what pictures show."""

    name: ClassVar = "captioner"
    title: ClassVar = mark("Captioner")
    about: ClassVar = mark(
        "Learns to say what a picture shows, in the languages of its captions; it looks through the eyes of the "
        "network that names things, which must be installed"
    )
    family: ClassVar = "captioner"
    kind: ClassVar = Kind.IMAGE
    Options: ClassVar[type] = CaptionerOptions

    def lesson(
        self, dataset: Dataset, options: CaptionerOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two pictures or pictures without any words, ModelMissing."""
        import torch

        from crossmedia_studio.train.captioner.lesson import CaptionerLesson
        from crossmedia_studio.train.captioner.prepare import prepare
        from crossmedia_studio.train.learner import bfloat16

        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn)
        fast = bfloat16("auto", torch.device("cpu"))
        return CaptionerLesson(prepare(learn, aside, options.views, models, work, fast, step), options, device)
