"""Recipe ``melody``: a recurrent network of melodies with chords (``nets.melody_rnn``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.recipe import Lesson


@dataclass(frozen=True)
class MelodyOptions:
    """What shapes the network and what it reads."""

    width: int = option(256, mark("Width of the network"), minimum=32, maximum=1024)
    layers: int = option(2, mark("Depth of the network"), minimum=1, maximum=4)
    dropout: float = option(0.2, mark("Forgetting"), minimum=0, maximum=0.7, help=mark("More for few pieces"))
    batch: int = option(48, mark("Melodies a step"), minimum=1, maximum=2048)
    reach: int = option(
        192, mark("Longest stretch"), unit=mark("tokens"), minimum=32, maximum=4096,
        help=mark("A bar of a tune is about 13; longer melodies are read in stretches"),
    )  # fmt: skip
    reordered: float = option(
        0.5, mark("Other forms"), minimum=0, maximum=1,
        help=mark("The share of pieces that it also hears with their parts in another order"),
    )  # fmt: skip
    darkened: float = option(
        0.25, mark("Also in minor"), minimum=0, maximum=1,
        help=mark("The share of pieces in major that it also hears in minor"),
    )  # fmt: skip
    rate: float = option(3e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Melody:
    """Learns to write melodies."""

    name: ClassVar = "melody"
    title: ClassVar = mark("Melody RNN")
    about: ClassVar = mark(
        "Learns to write melodies with chords and to go on from yours, from written music or recordings"
    )
    family: ClassVar = "melody"
    kind: ClassVar = Kind.AUDIO
    Options: ClassVar[type] = MelodyOptions

    def lesson(
        self, dataset: Dataset, options: MelodyOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two pieces with notes."""
        from crossmedia_studio.nets.melody_rnn import MelodyRNNConfig
        from crossmedia_studio.represent.music import line
        from crossmedia_studio.represent.music import vocabulary as v
        from crossmedia_studio.train.melody_lesson import MelodyLesson, Plan
        from crossmedia_studio.train.preprocess.scores import repertoire

        known = repertoire(dataset, models, work, part(step, 0.0, 0.8))
        config = MelodyRNNConfig(
            v.SIZE, v.LEFT - v.BAR, v.CHORD - v.LEFT, line.PLACES, line.CHORDS, line.SOUNDS, line.SPANS, line.ECHOES,
            len(v.HEADER), v.NOTE, v.DUR - v.NOTE, len(v.KINDS), options.width, options.layers, options.dropout,
        )  # fmt: skip
        plan = Plan(options.batch, options.reach, options.reordered, options.darkened, options.rate)
        inner = part(step, 0.8, 1.0)
        return MelodyLesson(known.learn, known.aside, known.held_out, config, plan, device, inner)
