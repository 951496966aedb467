"""Recipe ``motion``: how pictures come alive (``nets.motion``), learned from short clips and animated pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_check, to_learn
from crossmedia_studio.train.recipe import Lesson

_MOST_CHECKED = 64


@dataclass(frozen=True)
class MotionOptions:
    """What shapes the network and how it learns."""

    batch: int = option(16, mark("Pictures a step"), minimum=1, maximum=1024)
    harmonics: int = option(
        4, mark("Detail in time"), minimum=1, maximum=6, help=mark("More follow quicker movements within a loop")
    )
    code: int = option(64, mark("Numbers a movement"), minimum=2, maximum=256)
    width: int = option(32, mark("Width of the network"), minimum=16, maximum=256)
    noise: float = option(
        0.15, mark("Noise"), minimum=0, maximum=2, help=mark("On the codes it learns from: more makes blends smoother")
    )
    rate: float = option(1e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Motion:
    """Learns how pictures move."""

    name: ClassVar = "motion"
    title: ClassVar = mark("Living pictures")
    about: ClassVar = mark(
        "Learns from short clips how things move, and brings still pictures to life with it, in a loop"
    )
    family: ClassVar = "motion"
    kind: ClassVar = Kind.VIDEO
    Options: ClassVar[type] = MotionOptions

    def lesson(
        self, dataset: Dataset, options: MotionOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two clips, clips that cannot be read, a width that does not fit."""
        from crossmedia_studio.nets.motion import MotionConfig
        from crossmedia_studio.train.motion.clips import clips
        from crossmedia_studio.train.motion.lesson import MotionLesson

        if options.width % 8:
            raise TrainingError(
                tr("A network {width} wide cannot be built", width=options.width), do=tr("Choose a multiple of 8")
            )
        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn, _MOST_CHECKED)
        found = clips((*learn, *aside), MotionConfig.size, options.harmonics, work, step)
        return MotionLesson(found, len(learn), options, device)
