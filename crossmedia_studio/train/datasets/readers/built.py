"""A set that a builder of this studio wrote: ``dataset.json`` beside its files."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets import built
from crossmedia_studio.train.datasets.listing import Found, Listing


def fits(folder: Path, kind: Kind) -> bool:
    """Whether the note is there."""
    return (folder / built.FILE).is_file()


def read(folder: Path, kind: Kind) -> Listing:
    """What the note lists, in its splits. Raises TrainingError if it cannot be read or is of another kind."""
    if built.kind_of(folder) is not kind:
        raise TrainingError(
            tr("The data set in {name} is of another kind", name=folder.name), do=tr("Choose another data set")
        )
    name, _, items, refused = built.read(folder)
    first: dict[str, Found] = {}
    for item in items:
        words = (item.captions, item.tags, item.subject, item.style, item.licence)
        first.setdefault(item.id, Found(item.path, *words, split=item.split, id=item.id))
    return Listing(tuple(first.values()), refused, name)
