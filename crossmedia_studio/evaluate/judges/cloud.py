"""Pieces as a cloud of features beside a cloud of real ones: alike, varied, remembered, what was asked, or not.

Used by the judges of pictures and of sounds, which say in their :class:`Terms` how they speak of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.core.i18n import language, mark, tr
from crossmedia_studio.evaluate import consistency, diversity, quality
from crossmedia_studio.evaluate.diversity import Near
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Estimate, Measure, share, share_of_known
from crossmedia_studio.evaluate.piece import Match, Note, Piece
from crossmedia_studio.evaluate.reference import Real, Reference, shown

ALONE = 2.0
"""Without real pieces to compare with, takes nearer than this in features are the same again: about the hundredth of
drawings that is nearest to another drawing."""
_FEW = 100
_SHARES = {
    "precision": (mark("Precision"), QUALITY),
    "density": (mark("Density"), QUALITY),
    "coverage": (mark("Coverage"), DIVERSITY),
    "recall": (mark("Recall"), DIVERSITY),
}
"""The figures of :class:`diversity.Manifold`: title and group."""


@dataclass(frozen=True)
class Terms:
    """How one kind of media is spoken of, in sentences of the catalogue yet to be translated.

    ``features`` names what is compared. ``distance`` is the name, title and explanation of the Fréchet distance,
    ``shares`` those figures of the manifold that are told, each with its explanation.
    """

    features: str
    real: str
    distance: tuple[str, str, str]
    floor: str
    shares: Mapping[str, str]
    spread: str
    variety: str
    again: str
    remembered: tuple[str, str]
    right: tuple[str, str]
    right_of_five: tuple[str, str]
    like: str
    alone: str
    few: str

    def beside(self, about: str, value: float, digits: int = 2) -> str:
        """``about``, and what real ones reach."""
        return about + ". " + tr(self.real, value=f"{value:.{digits}f}") if math.isfinite(value) else about


def with_subject(piece: Piece, reference: Reference | None) -> Piece:
    """``piece`` with the subject of the reference that its words name, if nobody said which it is."""
    if reference is None or piece.asked.subject or not piece.asked.prompt:
        return piece
    return replace(piece, asked=replace(piece.asked, subject=reference.subject_in(piece.asked.prompt)))


def of_quality(terms: Terms, rows: np.ndarray, real: np.ndarray, seed: int) -> list[Measure]:
    """Distances of the clouds ``rows`` (n, d) and ``real`` (m, d); none where one is too small."""
    if min(len(rows), len(real)) < 2:
        return []
    name, title, about = terms.distance
    about = tr(about)
    floor = quality.fid_floor(real, len(rows), seed)
    if math.isfinite(floor):
        about += ". " + tr(terms.floor, value=f"{floor:.1f}")
    found = [
        Measure(name, tr(title), about, QUALITY, *quality.fid(rows, real, seed), len(rows), terms.features, "lower")
    ]
    cloud = diversity.manifold(rows, real, seed=seed)
    if cloud is not None:
        for name, about in terms.shares.items():
            title, group = _SHARES[name]
            estimate: Estimate = getattr(cloud, name)
            found.append(Measure(name, tr(title), tr(about), group, *estimate, cloud.n, terms.features, "higher"))
    return found


def again(rows: np.ndarray, real: np.ndarray, alone: float = ALONE) -> tuple[tuple[Near, ...], float]:
    """Pairs of ``rows`` (n, d) that are the same again, and how near that is: ``alone`` where nothing is real."""
    limit = diversity.threshold(diversity.usual(real)) if len(real) > 1 else alone
    return diversity.duplicates(rows, limit), limit


def of_diversity(
    terms: Terms, rows: np.ndarray, real: np.ndarray, prompts: list[str], twins: Sequence[Near], limit: float, seed: int
) -> list[Measure]:
    """How far apart ``rows`` (n, d) are, altogether and for one ask, and how many are the same again."""
    if len(rows) < 2:
        return []
    about = terms.beside(tr(terms.spread), diversity.spread(real, seed).value if len(real) > 1 else math.nan, 1)
    found = [Measure("spread", tr("Spread"), about, DIVERSITY, *diversity.spread(rows, seed), len(rows), terms.features,
                     "higher")]  # fmt: skip
    within, asks = diversity.variety(rows, prompts)
    if asks and asks < len(rows) and any(prompts):
        found.append(
            Measure("variety", tr("Variety"), tr(terms.variety), DIVERSITY, *within, asks, terms.features, "higher")
        )
    repeated = len({index for pair in twins for index in (pair.index, pair.other)})
    about = tr(terms.again, limit=f"{limit:.1f}")
    found.append(Measure("duplicates", tr("Duplicates"), about, DIVERSITY, *share(repeated, len(rows)), len(rows),
                         terms.features, "lower"))  # fmt: skip
    return found


def remembered(
    terms: Terms, rows: np.ndarray, reference: Reference | None, called: Callable[[Real], str]
) -> tuple[tuple[Match, ...], np.ndarray, list[Measure]]:
    """The nearest of the training set to each row, how near different real ones are (sorted), and the share of those
    that are nearer than that; nothing where nobody knows the training set. ``called``: the name of one of it."""
    if reference is None or not len(reference.training):
        return (), np.zeros(0), []
    real, others = (reference.features, reference.training) if len(reference.features) else (reference.training, None)
    between = diversity.usual(real, others)
    limit = diversity.threshold(between)
    found = diversity.nearest(rows, reference.training, limit)
    pictures, items = reference.pictures, reference.training_items
    matches = tuple(
        Match(one.index, one.distance, one.near, -1, shown(pictures[one.other]) if pictures else None,
              called(items[one.other]))
        for one in found
    )  # fmt: skip
    title, about = terms.remembered
    hits = share(sum(one.near for one in found), len(found))
    measure = Measure("memorised", tr(title), tr(about, limit=f"{limit:.1f}"), DIVERSITY, *hits, len(found),
                      terms.features, "lower")  # fmt: skip
    return matches, between, [measure]


def subjects(
    terms: Terms, notes: list[Note], rows: np.ndarray, reference: Reference | None
) -> tuple[list[Note], np.ndarray, list[Measure]]:
    """Notes with what the judge of subjects took each for, the place of each asked subject (n,), and the figures."""
    asked = [note.asked.subject for note in notes]
    nothing = np.full(len(notes), math.nan)
    if reference is None or not any(asked):
        return notes, nothing, []
    real, known = reference.subjects()
    if len(set(known) - {""}) <= consistency.TOP:
        return notes, nothing, []
    by_subject = consistency.Subjects.fit(real, known)
    ranks = by_subject.ranks(rows, asked)
    near = np.argsort(-by_subject.nearness(rows), axis=1)[:, : consistency.TOP]
    told = []
    for note, rank, order in zip(notes, ranks, near, strict=True):
        if math.isnan(rank):
            told.append(note)
            continue
        line = tr(terms.like, names=listed(reference.called(by_subject.names[i], language()) for i in order))
        told.append(replace(note, lines=(line, *note.lines), agrees=bool(rank < consistency.TOP)))
    return told, ranks, _of_ranks(terms, ranks, len(by_subject.names), reference.ceiling)


def _of_ranks(terms: Terms, ranks: np.ndarray, count: int, ceiling: tuple[int, int, int]) -> list[Measure]:
    """How often the asked subject is the likeliest, or among the five likeliest, of ``count``."""
    first, five, of = ceiling
    rows = (
        ("subject_top5", terms.right_of_five, consistency.TOP, five),
        ("subject_top1", terms.right, 1, first),
    )
    found = []
    for name, (title, about), top, best in rows:
        about = terms.beside(tr(about, count=count), best / of if of else math.nan)
        found += share_of_known(name, tr(title), about, CONSISTENCY, within(ranks, top), terms.features, "higher")
    return found


def within(ranks: np.ndarray, top: int) -> np.ndarray:
    """Whether each of ``ranks`` (n,), from 0, is among the first ``top``, as 0 or 1; nan where it has none."""
    return np.where(np.isnan(ranks), np.nan, ranks < top)


def remarks(terms: Terms, count: int, reference: Reference | None) -> tuple[str, ...]:
    """What a reader of the figures of ``count`` pieces should know."""
    if reference is None:
        return (tr(terms.alone),)
    return (tr(terms.few),) if count < _FEW or len(reference.features) < _FEW else ()


def pairs(twins: Iterable[Near]) -> tuple[Match, ...]:
    """The same again, for the report."""
    return tuple(Match(pair.index, pair.distance, True, pair.other) for pair in twins)


def listed(names: Iterable[str]) -> str:
    """``names`` as a list in the artist's language."""
    return ("、" if language() == "zh" else ", ").join(names)
