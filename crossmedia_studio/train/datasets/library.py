"""A data set of the library's own media, said what the studio understood of them or the artist wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, StudioError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.file import MEDIA
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.datasets.listing import Found, Listing, captions, words_of
from crossmedia_studio.train.datasets.read import assemble
from crossmedia_studio.understand.meaning import Meaning, from_json

_LEAST_SCORE = 0.2
"""A tag that the studio is less sure of is left out."""


def from_library(items: Sequence[MediaItem], project_folder: Path, step: Step = no_step) -> Dataset:
    """The media of one kind (the commonest among ``items``) in the project's store; others are named in ``broken``.

    Captions: its meaning's caption and subjects, the prompt it was made with, else the words of its name. Tags: the
    artist's own, then those understood. Raises TrainingError when nothing can be used.
    """
    if not items:
        raise TrainingError(tr("No media were chosen to learn from"), do=tr("Select some in the library"))
    kind = Counter(item.kind for item in items).most_common(1)[0][0]
    store = MediaStore(project_folder / MEDIA)
    found: list[Found] = []
    broken: list[tuple[Path, str]] = []
    for item in items:
        if item.kind is not kind:
            broken.append((Path(item.name), tr("{name} is of another kind than the rest", name=item.name)))
            continue
        try:
            path = store.path(item.id, item.suffix)
        except MediaError as error:
            broken.append((Path(item.name), error.sentence))
            continue
        found.append(_found(item, path))
    return assemble(tr("Library"), kind, Listing(tuple(found), tuple(broken)), step)


def _found(item: MediaItem, path: Path) -> Found:
    meaning = _meaning(item)
    prompt = item.recipe.prompt if item.recipe is not None else ""
    lines = [meaning.caption, ", ".join(meaning.subjects), prompt]
    said = captions(lines) or captions([words_of(Path(item.name).stem)])
    tags = [*item.tags, *(tag.word for tag in meaning.tags if tag.score >= _LEAST_SCORE)]
    return Found(path, said, captions(tags), meaning.subjects[0] if meaning.subjects else "")


def _meaning(item: MediaItem) -> Meaning:
    """What was understood of ``item``; nothing if that was not done or cannot be read."""
    try:
        return from_json(item.meaning) if item.meaning else Meaning(item.kind)
    except StudioError:
        return Meaning(item.kind)
