"""The writing of a data set as pages: read from whatever file, cleaned, cut, some kept aside to check on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media import manuscript
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.preprocess.writing import cleaned, held_out, pages
from crossmedia_studio.understand import language

_MARKED = (".md", ".markdown")
_SHARE = 0.05
"""A language in fewer of the pages is not one that is learned."""


@dataclass(frozen=True)
class Writing:
    """Pages to learn from, whole texts in a row as they were read, and pages ``aside``; ``languages`` of the first,
    the commonest first."""

    learn: tuple[tuple[str, ...], ...]
    aside: tuple[str, ...]
    languages: tuple[str, ...]


def writing(dataset: Dataset, step: Step) -> Writing:
    """All of ``dataset``. A set that keeps no other texts aside keeps pages of its texts: one in twelve.

    Raises TrainingError for a text that cannot be read.
    """
    known = {item.id for item in dataset.split("train")}
    others = [item for item in (*dataset.split("valid"), *dataset.split("test")) if item.id not in known]
    texts = _texts(dataset.split("train"), step)
    aside = [page for text in _texts(others, step) for page in text]
    if not aside:
        texts, aside = _parted(texts)
    spoken = Counter(language.detect(page) for text in texts for page in text)
    least = _SHARE * sum(spoken.values())
    codes = tuple(code for code, count in spoken.most_common() if code and count >= least)
    return Writing(tuple(map(tuple, texts)), tuple(aside), codes)


def _texts(items: Sequence[Item], step: Step) -> list[list[str]]:
    """The pages of each text of ``items``."""
    found = []
    for number, item in enumerate(items):
        step(number, len(items), tr("Reading the texts, {number} of {count}", number=number + 1, count=len(items)))
        try:
            texts = manuscript.read(item.path)
        except MediaError as error:
            raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
        found += [pages(cleaned(text, item.path.suffix.lower() in _MARKED)) for text in texts]
    return [text for text in found if text]


def _parted(texts: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Pages of a few long texts that are kept aside; a text goes on after the gap as another one."""
    places = [(number, page) for number, text in enumerate(texts) for page in range(len(text))]
    chosen = {places[index] for index in held_out(len(places))}
    learn: list[list[str]] = []
    for number, text in enumerate(texts):
        run: list[str] = []
        for page, words in enumerate(text):
            if (number, page) in chosen:
                learn.append(run)
                run = []
            else:
                run.append(words)
        learn.append(run)
    return [run for run in learn if run], [texts[number][page] for number, page in sorted(chosen)]
