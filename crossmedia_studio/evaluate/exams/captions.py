"""The exam of captioners: held-out pictures in words, beside what people would say, and beside the studio's floor.

``judging/captions.json``: by the name of each picture of ``judging/about.json`` an object with ``captions`` and
``tags``, lists of (language, words). Names that begin with "known" are of drawings that it
never saw, of things it did; those that begin with "new" of things that no picture it learned from shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import examples
from crossmedia_studio.evaluate.measure import CONSISTENCY, QUALITY, Estimate, Measure, bootstrap, share
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train import caption_scores
from crossmedia_studio.train.datasets.listing import captions_beside
from crossmedia_studio.understand import captioner, labels
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.caption_words import plain
from crossmedia_studio.understand.image import labelled

FILE = "captions.json"
NEW, UNSEEN = "new", "known"
_MOST_BYTES = 4 << 20
_LANGUAGES = {"en": "English", "zh": "中文"}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Question:
    """A picture, uint8 (h, w, 4), and what people say of it and what it shows, as (language, words)."""

    name: str
    pixels: np.ndarray
    captions: Pairs
    tags: Pairs

    def said(self, code: str) -> list[list[str]]:
        return [plain(words) for language, words in self.captions if language == code]


@dataclass(frozen=True, eq=False)
class Answer:
    """To one question in one language: the network's words, how sure it was, the floor's words."""

    question: Question
    text: str
    sure: float
    floor: str

    def names(self, code: str) -> bool:
        """Whether the words hold the name of everything that the picture shows."""
        heard = f" {' '.join(plain(self.text))}"
        return all(f" {' '.join(plain(tag))}" in heard for language, tag in self.question.tags if language == code)


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See ``exams.Exam``. ``files``: pictures with a text of the same name beside each, a caption a line."""
    questions = list(_of_files(files) if files else _carried(found))
    if not questions:
        raise MediaError(
            tr("{name} carries no captioned pictures to be judged by", name=found.title),
            do=tr("Name a folder of pictures with a text file of captions beside each"),
        )
    model = captioner.load(models, found.name)
    answers: dict[str, list[Answer]] = {code: [] for code in model.words.languages}
    notes = []
    for number, question in enumerate(questions):
        step(number, len(questions), tr("Picture {number} of {count}", number=number + 1, count=len(questions)))
        grid = labels.grids([question.pixels], models)[0]
        meaning = labelled(Image(question.pixels), models)
        for code in answers:
            if question.said(code):
                best = captioner.captions(model, grid, code)[0]
                answers[code].append(Answer(question, best.text, best.sure, caption(meaning, code)))
        notes.append(_note(question, answers))
    answers = {code: given for code, given in answers.items() if given}
    measures = [one for code, given in answers.items() for one in _measures(code, given, seed)]
    step(1.0)
    told = tr("Chinese is compared by characters; {count} pictures", count=len(questions))
    return Findings(tuple(measures), tuple(notes), remarks=(told,))


def _measures(code: str, answers: Sequence[Answer], seed: int) -> Iterator[Measure]:
    """Of pictures of things it may know; what it makes of new things only counts for trust."""
    tongue, end = _LANGUAGES.get(code, code), "" if code == "en" else f"_{code}"
    unseen = [one for one in answers if one.question.name.startswith(UNSEEN)]
    known = [one for one in answers if not one.question.name.startswith((NEW, UNSEEN))] or unseen or list(answers)
    references = [one.question.said(code) for one in known]
    features = tr("words, captions of people")
    for name, title, texts in (
        ("", tr("captions in {language}", language=tongue), [one.text for one in known]),
        ("floor_", tr("of labels and colours alone, in {language}", language=tongue), [one.floor for one in known]),
    ):
        said = [plain(text) for text in texts]
        rows = np.stack([caption_scores.bleu_counts(a, b) for a, b in zip(said, references, strict=True)])
        ciders = caption_scores.cider(said, references)
        rouges = np.array([caption_scores.rouge_l(a, b) for a, b in zip(said, references, strict=True)])

        def figure(key: str, short: str, about: str, made: Estimate, name: str = name, title: str = title) -> Measure:
            return Measure(
                f"{name}{key}{end}", f"{short}, {title}", about, QUALITY, *made, len(known), features, "higher"
            )

        yield figure("bleu", "BLEU-4", tr("Runs of up to four words that people used too, 0–1"),
                     bootstrap(len(rows), lambda i, rows=rows: caption_scores.bleu(rows[i]), seed=seed))  # type: ignore[misc]  # fmt: skip
        yield figure("cider", "CIDEr-D", tr("The same with rare words weighing more, 0–10"),
                     bootstrap(len(ciders), lambda i, c=ciders: float(c[i].mean()), seed=seed))  # type: ignore[misc]  # fmt: skip
        yield figure("rouge", "ROUGE-L", tr("The longest run of words in common, with gaps, 0–1"),
                     bootstrap(len(rouges), lambda i, r=rouges: float(r[i].mean()), seed=seed))  # type: ignore[misc]  # fmt: skip
    tagged = [one for one in known if any(language == code for language, _ in one.question.tags)]
    sure = [one for one in answers if one.sure >= captioner.SURE and one.question.tags]
    for key, title, about, asked in (
        ("named_unseen", tr("Names everything in drawings it never saw, {language}", language=tongue),
         tr("Share of captions that name every thing in the picture rightly"), unseen),
        ("named", tr("Names everything, {language}", language=tongue),
         tr("Share of captions that name every thing in the picture rightly"), tagged),
        ("trusted", tr("Right when it is sure, {language}", language=tongue),
         tr("Share of captions stated without a doubt that name every thing rightly, new things included"), sure),
    ):  # fmt: skip
        if asked:
            right = share(sum(one.names(code) for one in asked), len(asked))
            yield Measure(f"{key}{end}", title, about, CONSISTENCY, *right, len(asked), features, "higher")


def _note(question: Question, answers: dict[str, list[Answer]]) -> Note:
    mine = {code: given[-1] for code, given in answers.items() if given and given[-1].question is question}
    lines = tuple(f"{one.text} ({one.sure:.0%})" for one in mine.values())
    agrees = all(one.names(code) for code, one in mine.items()) if question.tags and mine else None
    prompt = question.captions[0][1] if question.captions else ""
    return Note(question.name, Asked(prompt), lines, agrees, question.pixels)


def _of_files(files: Sequence[Path]) -> Iterator[Question]:
    for path in files:
        said, _ = captions_beside(path)
        if said:
            yield Question(path.stem, image.read(path).pixels, said, ())


def _carried(found: Named) -> Iterator[Question]:
    """What the first of the model's folders that has any carries. Raises ModelError for a damaged note."""
    carried = examples.read(found.folders)
    if carried is None:
        return
    path = carried.folder / FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        raw = json.loads(path.read_text(encoding="utf-8"))
        told = {str(name): (_pairs(one["captions"]), _pairs(one["tags"])) for name, one in raw.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(
            tr("The pictures that {name} is judged by cannot be read", name=found.title),
            why=str(error)[:200],
            do=tr("Name a folder of pictures to judge it by"),
        ) from error
    for name, pixels in carried:
        if name in told:
            yield Question(name, np.ascontiguousarray(pixels), *told[name])


def _pairs(rows: Sequence[Sequence[str]]) -> Pairs:
    return tuple((str(code), str(words)) for code, words in rows)
