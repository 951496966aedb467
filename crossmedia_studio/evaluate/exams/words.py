"""The exam of voices: how surprising pages of the writing they learned from are, none of which they have read.

``judging/pages.jsonl``: a page a line. Perplexities are by the word, a Chinese character being one, so that voices with
other subwords compare; beside them what the studio's own voice and SmolLM2 make of the same pages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import LANGUAGES, tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate import outside_reader
from crossmedia_studio.evaluate.measure import QUALITY, Estimate, Measure, bootstrap
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.generate.writing import voice as voices
from crossmedia_studio.generate.writing.voice import Read, Voice, words_in
from crossmedia_studio.media import manuscript
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.preprocess.writing import cleaned, pages
from crossmedia_studio.understand import language

FILE = "pages.jsonl"
_MOST = 80
_READ_OUTSIDE = 16
_SHOWN = 200
_ENGLISH = "en"


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See ``exams.Exam``. ``files``: texts in any form that can be learned from."""
    asked = _pages(found, files)
    voice = voices.load(models, found.name)
    read = _read(voice, asked, part(step, 0.0, 0.4))
    spoken = [language.detect(page) or _ENGLISH for page in asked]
    measures: list[Measure] = []
    for code in dict.fromkeys(spoken):
        of = [index for index, its in enumerate(spoken) if its == code]
        measures += _of_language(code, [read[index] for index in of], seed)
    english = [page for page, code in zip(asked, spoken, strict=True) if code == _ENGLISH]
    if found.name != voices.SHIPPED:
        measures += _before(models, asked, spoken, part(step, 0.4, 0.6), seed)
    measures += _outside(models, english, part(step, 0.6, 1.0), seed)
    notes = tuple(_note(number, page, one) for number, (page, one) in enumerate(zip(asked, read, strict=True), 1))
    return Findings(tuple(measures), notes, {}, remarks=(_remark(),))


def _pages(found: Named, files: Sequence[Path]) -> list[str]:
    """Pages of ``files``, else those that the first of its folders carries."""
    if files:
        asked = [page for path in files for text in manuscript.read(path) for page in pages(cleaned(text, True))]
    else:
        places = (folder / "judging" / FILE for folder in found.folders)
        place = next((place for place in places if place.is_file()), None)
        asked = list(manuscript.read(place)) if place is not None else []
    if not asked:
        raise MediaError(
            tr("{name} carries no pages to be judged by", name=found.title),
            do=tr("Name texts that it has not read"),
        )
    return asked[:: max(math.ceil(len(asked) / _MOST), 1)]


def _read(voice: Voice, asked: Sequence[str], step: Step) -> list[Read]:
    found = []
    for number, page in enumerate(asked):
        step(number, len(asked), tr("Reading the pages, {number} of {count}", number=number + 1, count=len(asked)))
        found.append(voice.read(page))
    return found


def _of_language(code: str, read: Sequence[Read], seed: int) -> list[Measure]:
    named = LANGUAGES.get(code, code)
    nats = np.array([one.nats.sum() for one in read])
    words = np.array([max(one.words, 1) for one in read])
    signs = np.array([max(one.characters, 1) for one in read])
    bits = bootstrap(len(read), lambda i: float(nats[i].sum() / signs[i].sum() / math.log(2.0)), seed=seed)
    by = tr("pages it has not read")
    return [
        Measure(f"perplexity_{code}", tr("Perplexity a word, {language}", language=named),
                tr("Among how many words it hesitates, on average; a Chinese character counts as a word"), QUALITY,
                *_perplexity(nats, words, seed), len(read), by, "lower"),
        Measure(f"sign_bits_{code}", tr("Bits a character, {language}", language=named),
                tr("What is left to say of each character once it has foreseen it"), QUALITY, *bits, len(read), by,
                "lower"),
    ]  # fmt: skip


def _before(models: Models, asked: Sequence[str], spoken: Sequence[str], step: Step, seed: int) -> list[Measure]:
    """The studio's own voice on the same pages."""
    read = _read(voices.load(models), asked, step)
    found = []
    for code in dict.fromkeys(spoken):
        mine = [one for one, its in zip(read, spoken, strict=True) if its == code]
        nats, words = np.array([one.nats.sum() for one in mine]), np.array([max(one.words, 1) for one in mine])
        title = tr("The same, the studio's own voice, {language}", language=LANGUAGES.get(code, code))
        about = tr("How the voice that ships reads these pages: what was learned is the difference")
        found.append(Measure(f"before_{code}", title, about, QUALITY, *_perplexity(nats, words, seed), len(mine),
                             tr("the same pages"), "lower"))  # fmt: skip
    return found


def _outside(models: Models, english: Sequence[str], step: Step, seed: int) -> list[Measure]:
    """SmolLM2 on the beginnings of some of the English pages."""
    chosen = english[:: max(math.ceil(len(english) / _READ_OUTSIDE), 1)]
    read = outside_reader.nats(chosen, models, step) if chosen else None
    if read is None:
        return []
    nats, said = read
    words = np.array([max(words_in(one), 1) for one in said])
    return [
        Measure("outside", tr("The same, SmolLM2"), tr("A far larger model that knows English but not this voice"),
                QUALITY, *_perplexity(nats, words, seed), len(chosen),
                tr("{model}, beginnings of the same pages", model=outside_reader.NAME), "lower")
    ]  # fmt: skip


def _perplexity(nats: np.ndarray, words: np.ndarray, seed: int) -> Estimate:
    return bootstrap(len(nats), lambda i: float(math.exp(min(nats[i].sum() / words[i].sum(), 50.0))), seed=seed)


def _note(number: int, page: str, read: Read) -> Note:
    line = " ".join(page.split())
    line = line[:_SHOWN] + ("…" if len(line) > _SHOWN else "")
    figure = tr("Perplexity a word: {value}", value=f"{math.exp(min(read.a_word, 50.0)):.0f}")
    return Note(tr("Page {number}", number=number), Asked(), (line, figure))


def _remark() -> str:
    return tr(
        "Perplexity says how well a voice is foreseen, not how well it writes: read the takes, and beside them what it "
        "learned from."
    )
