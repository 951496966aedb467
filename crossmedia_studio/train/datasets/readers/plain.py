"""A plain folder: captions from a text of the same name, or from the file's name when it is words."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets.listing import Found, Listing, captions, captions_beside, media_files, words_of


def fits(folder: Path, kind: Kind) -> bool:
    """Any folder."""
    return True


def read(folder: Path, kind: Kind) -> Listing:
    """Every file below ``folder``. A text says what it is itself and needs no caption."""
    found: list[Found] = []
    broken: list[tuple[Path, str]] = []
    for path in media_files(folder, kind):
        said: tuple[tuple[str, str], ...] = ()
        if kind is not Kind.TEXT:
            said, unread = captions_beside(path)
            broken += unread
        found.append(Found(path, said or captions([words_of(path.stem)])))
    return Listing(tuple(found), tuple(broken))
