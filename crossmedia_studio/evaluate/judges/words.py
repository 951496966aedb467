"""Judges texts: whether they repeat themselves or each other, end well, and speak of what was asked, in its language.

What a take goes on from is not judged: a text that begins with its prompt is judged by what follows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import outside_reader
from crossmedia_studio.evaluate.measure import (
    CONSISTENCY,
    DIVERSITY,
    QUALITY,
    Measure,
    bootstrap,
    mean_of_known,
    share,
    share_of_known,
)
from crossmedia_studio.evaluate.piece import Asked, Findings, Note, Piece
from crossmedia_studio.evaluate.reading import distinct, longest_repeat, loops, self_bleu, whole
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.generate.writing.voice import words_in
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.text import vectors
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import lexicon

_SHOWN = 180
_LONG_REPEAT = 8
"""Words of a run from which on its coming twice is worth a remark."""
_READ_OUTSIDE = 8, 16
"""English texts that an outside reader is asked about: fewer are not worth its loading, more take minutes."""
_FEW = 12
"""Words of a prompt, below which its language cannot be told for sure."""


@dataclass(frozen=True)
class _Said:
    """What one take says beyond its prompt, and what can be told of it alone; ``agrees``: its language, if one was
    asked for."""

    text: str
    asked: Asked
    fresh: float
    repeat: int
    loops: bool
    whole: bool
    agrees: float
    named: float


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    notes: list[Note] = []
    said: list[_Said] = []
    for piece in pieces:
        if not isinstance(piece.media, Text):
            raise MediaError(tr("{name} is no text", name=piece.name), do=tr("Judge one kind of media at a time"))
        one = _read(piece.media.text, piece.asked)
        said.append(one)
        agrees = None if math.isnan(one.named) else one.named == 1.0
        notes.append(Note(piece.name, piece.asked, _lines(one), agrees, None, piece.id, piece.stars))
    if not said:
        raise MediaError(tr("There is no text to judge"), do=tr("Choose texts, or a model that writes them"))
    scores = {
        "distinct": np.array([one.fresh for one in said]),
        "repeat": np.array([float(one.repeat) for one in said]),
        "whole": np.array([float(one.whole) for one in said]),
        "language": np.array([one.agrees for one in said]),
        "self_bleu": self_bleu([one.text for one in said]),
        "named": np.array([one.named for one in said]),
        "about": _about(said, models),
    }
    measures = [*_quality(said, scores), *_outside(said, models, step, seed), *_diversity(said, scores)]
    measures += _consistency(scores)
    remark = tr("Whether a text reads well is left to you: it is judged by repetition, by how it ends and by what it "
                "names.")  # fmt: skip
    step(1.0)
    return Findings(tuple(measures), tuple(notes), scores, remarks=(remark,))


def _read(text: str, asked: Asked) -> _Said:
    prompt = asked.prompt.strip()
    own = text.strip()
    goes_on = bool(prompt) and own.startswith(prompt) and any(c.isalnum() for c in own[len(prompt) :])
    own = own[len(prompt) :].strip() if goes_on else own
    agrees = math.nan
    if words_in(prompt) >= _FEW or language.detect(prompt) == "zh":
        agrees = float(language.detect(own) == language.detect(prompt))
    wanted = set(lexicon().things(prompt))
    told = wanted & set(lexicon().things(own))
    named = len(told) / len(wanted) if wanted else math.nan
    return _Said(own, asked, distinct(own), longest_repeat(own), loops(own), whole(own), agrees, named)


def _lines(one: _Said) -> tuple[str, ...]:
    """Its beginning, and what a reader would stumble over."""
    flat = " ".join(one.text.split())
    lines = [flat[:_SHOWN] + ("…" if len(flat) > _SHOWN else "")]
    if one.loops:
        lines.append(tr("It goes in circles"))
    elif one.repeat >= _LONG_REPEAT:
        lines.append(tr("{count} words in a row come twice", count=one.repeat))
    if not one.whole:
        lines.append(tr("It stops in the middle, or leaves a quotation open"))
    if one.agrees == 0.0:
        lines.append(tr("It is in another language than it was asked in"))
    return tuple(lines)


def _quality(said: list[_Said], scores: dict[str, np.ndarray]) -> list[Measure]:
    count, by = len(said), tr("whole texts")
    return [
        *mean_of_known("distinct", tr("Fresh words"),
                       tr("The share of word pairs in a text that come only once in it"), QUALITY, scores["distinct"],
                       tr("pairs of words (distinct-2)"), "higher"),
        *mean_of_known("repeat", tr("Longest repeat"), tr("Words in the longest run that comes twice in a text"),
                       QUALITY, scores["repeat"], tr("runs of words"), "lower"),
        Measure("loops", tr("Goes in circles"), tr("Texts that say the same three times"), QUALITY,
                *share(sum(one.loops for one in said), count), count, by, "lower"),
        Measure("whole", tr("Ends well"), tr("Texts that end with a sentence and close what they quote"), QUALITY,
                *share(sum(one.whole for one in said), count), count, by, "higher"),
        *share_of_known("language", tr("Keeps the language"), tr("Texts in the language that they were asked in"),
                        QUALITY, scores["language"], tr("script and common words"), "higher"),
    ]  # fmt: skip


def _outside(said: list[_Said], models: Models, step: Step, seed: int) -> list[Measure]:
    """How surprising English texts are to SmolLM2, a few of them."""
    english = [one.text for one in said if language.detect(one.text) == outside_reader.LANGUAGE]
    least, most = _READ_OUTSIDE
    read = outside_reader.nats(english[:most], models, step) if len(english) >= least else None
    if read is None:
        return []
    nats, texts = read
    words = np.array([max(words_in(text), 1) for text in texts])
    value = bootstrap(len(nats), lambda i: float(math.exp(min(nats[i].sum() / words[i].sum(), 50.0))), seed=seed)
    about = tr("Perplexity a word under an outside model: high for what makes no sense, low for what is commonplace")
    return [Measure("outside", tr("Surprises an outside reader"), about, QUALITY, *value, len(nats),
                    outside_reader.NAME)]  # fmt: skip


def _diversity(said: list[_Said], scores: dict[str, np.ndarray]) -> list[Measure]:
    texts = [" ".join(one.text.split()) for one in said]
    again = sum(texts.count(text) > 1 for text in texts)
    return [
        Measure("duplicates", tr("Duplicates"), tr("Texts that come again word for word"), DIVERSITY,
                *share(again, len(texts)), len(texts), tr("whole texts"), "lower"),
        *mean_of_known("self_bleu", tr("Says what others say"), tr("How much of a text stands in the other texts"),
                       DIVERSITY, scores["self_bleu"], tr("runs of up to four words (self-BLEU)"), "lower"),
    ]  # fmt: skip


def _consistency(scores: dict[str, np.ndarray]) -> list[Measure]:
    return [
        *mean_of_known("named", tr("Speaks of what was asked"),
                       tr("The share of the things asked for that the text names"), CONSISTENCY, scores["named"],
                       tr("the studio's lexicon"), "higher"),
        *mean_of_known("about", tr("Close to what was asked"),
                       tr("How near the text's meaning is to the words asked with"), CONSISTENCY, scores["about"],
                       tr("text vectors (cosine)"), "higher"),
    ]  # fmt: skip


def _about(said: list[_Said], models: Models) -> np.ndarray:
    """Cosine of each text to its prompt (n,); nan without one."""
    asked = [index for index, one in enumerate(said) if one.asked.prompt.strip() and one.text]
    found = np.full(len(said), math.nan)
    if asked:
        prompts = vectors([said[index].asked.prompt for index in asked], models)
        texts = vectors([said[index].text for index in asked], models)
        found[asked] = (prompts * texts).sum(axis=1)
    return found
