"""Judges texts: whether they repeat themselves or each other, and whether they speak of what was asked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Measure, mean, share
from crossmedia_studio.evaluate.piece import Findings, Note, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import lexicon

_SHOWN = 180


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    notes, texts, spoken = [], [], []
    for piece in pieces:
        if not isinstance(piece.media, Text):
            raise MediaError(tr("{name} is no text", name=piece.name), do=tr("Judge one kind of media at a time"))
        text = " ".join(piece.media.text.split())
        wanted = set(lexicon().things(piece.asked.prompt))
        told = wanted & set(lexicon().things(text))
        texts.append(text)
        spoken.append(len(told) / len(wanted) if wanted else math.nan)
        line = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
        agrees = told == wanted if wanted else None
        notes.append(Note(piece.name, piece.asked, (line,), agrees, None, piece.id, piece.stars))
    if not texts:
        raise MediaError(tr("There is no text to judge"), do=tr("Choose texts, or a model that writes them"))
    fresh = np.array([distinct(text) for text in texts])
    about_asked = np.array(spoken)
    again = sum(texts.count(text) > 1 for text in texts)
    known, named = fresh[np.isfinite(fresh)], about_asked[np.isfinite(about_asked)]
    measures = []
    if len(known):
        measures.append(
            Measure("distinct", tr("Fresh words"), tr("The share of word pairs in a text that come only once in it"),
                    QUALITY, *mean(known), len(known), tr("pairs of words (distinct-2)"), "higher")
        )  # fmt: skip
    measures.append(
        Measure("duplicates", tr("Duplicates"), tr("Texts that come again word for word"), DIVERSITY,
                *share(again, len(texts)), len(texts), tr("whole texts"), "lower")
    )  # fmt: skip
    if len(named):
        measures.append(
            Measure("named", tr("Speaks of what was asked"),
                    tr("The share of the things asked for that the text names"), CONSISTENCY, *mean(named), len(named),
                    tr("the studio's lexicon"), "higher")
        )  # fmt: skip
    remark = tr("Whether a text reads well is left to you: it is judged by repetition and by what it names.")
    step(1.0)
    return Findings(tuple(measures), tuple(notes), {"distinct": fresh, "named": about_asked}, remarks=(remark,))


def distinct(text: str) -> float:
    """Distinct-2 (Li et al. 2016): different pairs of neighbouring words among all pairs; nan for a single word."""
    words = language.words(text.lower())
    pairs = list(pairwise(words))
    return len(set(pairs)) / len(pairs) if pairs else math.nan
