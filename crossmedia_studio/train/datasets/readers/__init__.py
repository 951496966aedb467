"""The layouts of folders that a data set can be read from, the most particular first. One file each."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets.listing import Listing
from crossmedia_studio.train.datasets.readers import audioset, built, class_folders, coco, plain


class Reader(Protocol):
    """A module of this folder."""

    def fits(self, folder: Path, kind: Kind) -> bool:
        """Whether ``folder`` is laid out like that. Opens as few files as it can."""

    def read(self, folder: Path, kind: Kind) -> Listing:
        """What is there. Raises TrainingError for a set that cannot be read at all."""


READERS: tuple[Reader, ...] = (built, coco, audioset, class_folders, plain)
"""The last fits every folder."""
