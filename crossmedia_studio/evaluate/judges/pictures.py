"""Judges pictures: like real ones or not, varied or not, flawed or not, and what was asked or not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import artefacts, asks, consistency, diversity
from crossmedia_studio.evaluate.features import distances, features
from crossmedia_studio.evaluate.judges import picture_figures as figures
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.piece import Findings, Match, Note, Piece
from crossmedia_studio.evaluate.reference import Real, Reference, shown
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels
from crossmedia_studio.understand.lexicon import lexicon

THUMBNAIL = 288
_ALONE = 2.0
"""Without real pictures to compare with, takes nearer than this in features are the same picture again: about the
hundredth of drawings that is nearest to another drawing."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What is kept of one picture: its note, looks (columns,), vector (1280,), and whether each ask was met (nan: not
    asked): ``ground``, ``colour``, ``named``; ``likeness`` is the nearness to its source, cosine −1 to 1."""

    note: Note
    looks: np.ndarray
    row: np.ndarray
    ground: float
    colour: float
    named: float
    likeness: float


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    nameable = labels.nameable(models) if models.installed(labels.ENTRY) else frozenset()
    seen = [_see(_with_subject(piece, reference), models, nameable) for piece in pieces]
    if not seen:
        raise MediaError(tr("There is no picture to judge"), do=tr("Choose pictures, or a model that makes them"))
    rows = np.stack([one.row for one in seen])
    looks = np.stack([one.looks for one in seen])
    notes = [one.note for one in seen]
    prompts = [note.asked.prompt for note in notes]
    real = reference.features if reference is not None else np.zeros((0, rows.shape[1]))
    step(0.1, 1.0, tr("Comparing with real pictures"))
    measures = [*figures.of_quality(rows, real, seed), *figures.of_looks(looks, reference)]
    step(0.4)
    limit = diversity.threshold(diversity.usual(real)) if len(real) > 1 else _ALONE
    twins = diversity.duplicates(rows, limit)
    measures += figures.of_diversity(rows, real, prompts, twins, limit, seed)
    step(0.6, 1.0, tr("Looking for remembered pictures"))
    remembered, memory = _remembered(rows, reference)
    measures += memory
    step(0.7, 1.0, tr("Comparing with what was asked"))
    notes, ranks, subjects = _subjects(notes, rows, reference)
    asked = {name: np.array([getattr(one, name) for one in seen])
             for name in ("ground", "colour", "named", "likeness")}  # fmt: skip
    style = _styles(notes, rows, reference)
    measures += [*subjects, *figures.of_asks({**asked, "style": style})]
    scores = {
        "subject": np.where(np.isnan(ranks), np.nan, ranks < consistency.TOP), "style": style, **asked,
        "sharpness": np.log(np.maximum(looks[:, 0], 1e-9)), "fringe": looks[:, 3],
        "stars": np.array([note.stars or math.nan for note in notes]),
    }  # fmt: skip
    if len(real):
        scores["distance"] = distances(rows, real).min(axis=1)
    step(1.0)
    return Findings(
        tuple(measures), tuple(notes), scores, rows, remembered,
        tuple(Match(pair.index, pair.distance, True, pair.other) for pair in twins),
        _remarks(len(rows), reference),
    )  # fmt: skip


def _with_subject(piece: Piece, reference: Reference | None) -> Piece:
    """``piece`` with the subject of the reference that its words name, if nobody said which it is."""
    if reference is None or piece.asked.subject or not piece.asked.prompt:
        return piece
    return replace(piece, asked=replace(piece.asked, subject=reference.subject_in(piece.asked.prompt)))


def _see(piece: Piece, models: Models, nameable: frozenset[str]) -> Seen:
    if not isinstance(piece.media, Image):
        raise MediaError(tr("{name} is no picture", name=piece.name), do=tr("Judge one kind of media at a time"))
    pixels = np.ascontiguousarray(piece.media.pixels)
    batch = [pixels] + ([piece.source.pixels] if isinstance(piece.source, Image) else [])
    rows = features(batch, models)
    asked = piece.asked
    ground = asked.background or asks.background(asked.prompt)
    colours = asks.colours(asked.prompt)
    things = set(lexicon().things(asked.prompt)) & nameable
    named = math.nan
    lines: list[str] = []
    if nameable:
        found = labels.classify([pixels], models)[0]
        if found.tags:
            lines.append(tr("Looks like: {names}", names=_listed([_label(tag.word) for tag in found.tags[:3]])))
        if things:
            named = float(bool(things & {tag.word for tag in found.things}))
    fits_ground = float(consistency.ground_agrees(pixels, ground)) if ground else math.nan
    fits_colour = float(consistency.colours_agree(pixels, colours)) if colours else math.nan
    if fits_ground == 0:
        lines.append(tr("Another ground than asked"))
    if fits_colour == 0:
        lines.append(tr("Other colours than asked"))
    likeness = math.nan
    if len(rows) == 2:
        likeness = float(rows[0] @ rows[1] / max(float(np.linalg.norm(rows[0]) * np.linalg.norm(rows[1])), 1e-9))
        lines.append(tr("Nearness to its source: {value}", value=f"{likeness:.2f}"))
    note = Note(piece.name, asked, tuple(lines), None, _thumbnail(pixels), piece.id, piece.stars)
    return Seen(note, artefacts.looks(pixels), rows[0], fits_ground, fits_colour, named, likeness)


def _thumbnail(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    scale = min(THUMBNAIL / max(height, width), 1.0)
    return resize(Image(pixels), max(round(width * scale), 1), max(round(height * scale), 1)).pixels


def _remembered(rows: np.ndarray, reference: Reference | None) -> tuple[tuple[Match, ...], list[Measure]]:
    """The nearest training picture of each, and the share that is nearer than real pictures are to those."""
    if reference is None or not len(reference.training):
        return (), []
    others = reference.training if len(reference.features) else None
    between = diversity.usual(reference.features if others is not None else reference.training, others)
    limit = diversity.threshold(between)
    found = diversity.nearest(rows, reference.training, limit)
    pictures, items = reference.pictures, reference.training_items
    matches = tuple(
        Match(one.index, one.distance, one.near, -1, shown(pictures[one.other]) if pictures else None,
              _named(items[one.other], reference))
        for one in found
    )  # fmt: skip
    return matches, figures.of_memory(found, between, limit)


def _subjects(
    notes: list[Note], rows: np.ndarray, reference: Reference | None
) -> tuple[list[Note], np.ndarray, list[Measure]]:
    """Notes with what the judge of subjects saw, the place of each asked subject, and the figures."""
    asked = [note.asked.subject for note in notes]
    nothing = np.full(len(notes), math.nan)
    if reference is None or not any(asked):
        return notes, nothing, []
    real, known = reference.subjects()
    if len(set(known) - {""}) <= consistency.TOP:
        return notes, nothing, []
    judge_of_subjects = consistency.Subjects.fit(real, known)
    ranks = judge_of_subjects.ranks(rows, asked)
    near = np.argsort(-judge_of_subjects.nearness(rows), axis=1)[:, : consistency.TOP]
    told = []
    for note, rank, order in zip(notes, ranks, near, strict=True):
        if math.isnan(rank):
            told.append(note)
            continue
        seen = [reference.called(judge_of_subjects.names[i], language()) for i in order]
        line = tr("Most like real pictures of: {names}", names=_listed(seen))
        told.append(replace(note, lines=(line, *note.lines), agrees=bool(rank < consistency.TOP)))
    return told, ranks, figures.of_subjects(ranks, len(judge_of_subjects.names), reference.ceiling)


def _styles(notes: list[Note], rows: np.ndarray, reference: Reference | None) -> np.ndarray:
    """Whether each picture (n,) is drawn in the style asked for, by real pictures of each style; nan: not asked."""
    asked = [note.asked.style for note in notes]
    if reference is None or not any(asked) or len(set(reference.styles()) - {""}) < 2:
        return np.full(len(notes), math.nan)
    ranks = consistency.Subjects.fit(reference.subjects()[0], reference.styles()).ranks(rows, asked)
    return np.where(np.isnan(ranks), np.nan, ranks < 1)


def _named(item: Real, reference: Reference) -> str:
    return reference.called(item.subject, language()) if item.subject in reference.words else item.name


def _listed(names: list[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(names)


def _label(word: str) -> str:
    """The classifier's English name in the artist's language, where the lexicon knows it."""
    thing = lexicon().label_thing(word) if language() != "en" else None
    return lexicon().name(thing, language()) if thing else word


def _remarks(count: int, reference: Reference | None) -> tuple[str, ...]:
    remarks = []
    if reference is None:
        remarks.append(
            tr("There were no real pictures to compare with: only what a picture shows by itself is judged.")
        )
    elif count < 100 or len(reference.features) < 100:
        remarks.append(tr("There are few pictures: read the intervals, not the values."))
    return tuple(remarks)
