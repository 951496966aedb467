"""A data set: examples with captions and tags in any language, in splits that share no near-duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.kinds import Kind

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True)
class Item:
    """One example. ``captions`` and ``tags`` are (language, words) pairs, the best first.

    ``subject`` is the key of what it shows (its class), the same for all pictures of that thing; ``style`` how it is
    drawn ("3d", "flat", "line", "photo" or empty). ``id`` is the SHA-256 of the file, or of it and the stretch meant:
    ``start``–``end`` in seconds of a sound, an end of 0 being the file's.
    """

    id: str
    path: Path
    captions: tuple[tuple[str, str], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    style: str = ""
    licence: str = ""
    split: str = "train"
    start: float = 0.0
    end: float = 0.0

    def words(self, language: str) -> tuple[str, ...]:
        """Its captions in ``language``."""
        return tuple(words for code, words in self.captions if code == language)


@dataclass(frozen=True)
class Dataset:
    """Examples of one kind. ``broken`` are (path, sentence) of files left out."""

    name: str
    kind: Kind
    items: tuple[Item, ...]
    broken: tuple[tuple[Path, str], ...] = ()

    def split(self, name: str) -> tuple[Item, ...]:
        """The items of a split ("train", "valid", "test")."""
        return tuple(item for item in self.items if item.split == name)
