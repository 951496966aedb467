"""What a training recipe is, and the lesson it makes of a data set. One file each under ``recipes/``; see its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np
    import torch
    from torch import Tensor, nn

    Loss = Callable[[Any, torch.Generator], tuple[Tensor, Mapping[str, float | Tensor]]]
    """A batch and a source of chance → the loss to minimise and figures worth a curve (detached).

    Called under autocast where the run's precision is bfloat16: bring outputs to float32 before they enter a sum.
    """


@dataclass(frozen=True)
class Phase:
    """One optimiser's part of a training step: ``network`` (a key of ``Lesson.networks``) is moved to lower ``loss``.

    AdamW with learning rate ``rate`` (at the top of the schedule), ``betas`` and weight ``decay``. Most recipes have
    one phase; a GAN has two, run in order on the same batch. ``every`` > 1 skips steps (lazy regularisation).
    """

    name: str
    network: str
    loss: Loss
    rate: float
    betas: tuple[float, float] = (0.9, 0.99)
    decay: float = 0.0
    every: int = 1


class Lesson(Protocol):
    """A recipe at work on one data set, on one device. The loop owns optimisers, averages, schedule and chance."""

    networks: dict[str, nn.Module]
    """What is trained, by name. The loop keeps an exponential moving average of each that ``averaged`` names."""
    averaged: tuple[str, ...]
    phases: tuple[Phase, ...]

    def batch(self, generator: torch.Generator) -> Any:
        """The next batch on the device. All chance comes from ``generator`` (CPU), which a resume restores."""

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """Figures on held-out data with the averaged networks. ``"loss"`` decides which moment is the best."""

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """A sheet worth looking at: uint8 RGBA (n, h, w, 4), or (0, …) where there is nothing to show."""

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """The finished model into an existing empty folder: safetensors and ``config.json``, nothing that runs."""


@runtime_checkable
class Telling(Protocol):
    """A lesson whose model writes: its samples are words too."""

    def lines(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[str, ...]:
        """A few samples, each a line or a paragraph, shown beside the sheet and in the card."""


@runtime_checkable
class Sounding(Protocol):
    """A lesson whose model is heard: its samples are sounds too."""

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        """A few short samples, made once at the end and kept beside the model."""


class Recipe(Protocol):
    """A kind of model that can be trained. Stateless; its module imports torch inside functions only."""

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    """Marked strings."""
    family: ClassVar[str]
    """The family of the models it makes: a backend of that name makes media with them."""
    kind: ClassVar[Kind]
    """The kind of data it learns from."""
    Options: ClassVar[type]
    """Its options beside the loop's own (``options.LoopOptions``); no name may be in both."""

    def lesson(self, dataset: Dataset, options: Any, models: Models, work: Path, device: str, step: Step) -> Lesson:
        """Read and prepare the data (what takes long is cached under ``work``) and build the networks.

        Raises TrainingError for data it cannot learn from: what, why, what to do.
        """
