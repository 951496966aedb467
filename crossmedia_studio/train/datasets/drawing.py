"""One picture on its way into a built set: what the sources of ``open_pictures`` hand to its builder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from crossmedia_studio.core.progress import Step
from crossmedia_studio.train.datasets.built import Source

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """``pixels``: straight uint8 RGBA (h, w, 4) of any size; ``name`` is unique within its ``style``."""

    name: str
    pixels: np.ndarray
    captions: Words
    tags: Words
    subject: str
    style: str
    licence: str


class Supply(Protocol):
    """Where drawings come from. ``broken`` fills while they are taken."""

    sources: tuple[Source, ...]
    broken: list[tuple[Path, str]]

    def drawings(self, step: Step) -> Iterator[Drawing]:
        """All of them, always in the same order."""
