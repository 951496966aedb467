"""Judges pictures: like real ones or not, varied or not, flawed or not, and what was asked or not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import artefacts, asks, consistency
from crossmedia_studio.evaluate.features import distances, features
from crossmedia_studio.evaluate.judges import cloud
from crossmedia_studio.evaluate.judges import picture_figures as figures
from crossmedia_studio.evaluate.judges.picture_figures import TERMS
from crossmedia_studio.evaluate.piece import Findings, Note, Piece
from crossmedia_studio.evaluate.reference import Real, Reference
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels
from crossmedia_studio.understand.lexicon import lexicon

THUMBNAIL = 288


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
    seen = [_see(cloud.with_subject(piece, reference), models, nameable) for piece in pieces]
    if not seen:
        raise MediaError(tr("There is no picture to judge"), do=tr("Choose pictures, or a model that makes them"))
    rows = np.stack([one.row for one in seen])
    looks = np.stack([one.looks for one in seen])
    notes = [one.note for one in seen]
    real = reference.features if reference is not None else np.zeros((0, rows.shape[1]))
    step(0.1, 1.0, tr("Comparing with real pictures"))
    measures = [*figures.of_quality(rows, real, seed), *figures.of_looks(looks, reference)]
    step(0.4)
    twins, limit = cloud.again(rows, real)
    measures += cloud.of_diversity(TERMS, rows, real, [note.asked.prompt for note in notes], twins, limit, seed)
    step(0.6, 1.0, tr("Looking for remembered pictures"))
    remembered, between, memory = cloud.remembered(TERMS, rows, reference, lambda real: _named(real, reference))
    measures += [*memory, *figures.of_training(remembered, between)]
    step(0.7, 1.0, tr("Comparing with what was asked"))
    notes, ranks, subjects = cloud.subjects(TERMS, notes, rows, reference)
    asked = {name: np.array([getattr(one, name) for one in seen])
             for name in ("ground", "colour", "named", "likeness")}  # fmt: skip
    style = _styles(notes, rows, reference)
    measures += [*subjects, *figures.of_asks({**asked, "style": style})]
    scores = {
        "subject": cloud.within(ranks, consistency.TOP), "style": style, **asked,
        "sharpness": np.log(np.maximum(looks[:, 0], 1e-9)), "fringe": looks[:, 3],
        "stars": np.array([note.stars or math.nan for note in notes]),
    }  # fmt: skip
    if len(real):
        scores["distance"] = distances(rows, real).min(axis=1)
    step(1.0)
    return Findings(
        tuple(measures), tuple(notes), scores, rows, remembered, cloud.pairs(twins),
        cloud.remarks(TERMS, len(rows), reference),
    )  # fmt: skip


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
            lines.append(tr("Looks like: {names}", names=cloud.listed([_label(tag.word) for tag in found.tags[:3]])))
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


def _styles(notes: list[Note], rows: np.ndarray, reference: Reference | None) -> np.ndarray:
    """Whether each picture (n,) is drawn in the style asked for, by real pictures of each style; nan: not asked."""
    asked = [note.asked.style for note in notes]
    if reference is None or not any(asked) or len(set(reference.styles()) - {""}) < 2:
        return np.full(len(notes), math.nan)
    ranks = consistency.Subjects.fit(reference.subjects()[0], reference.styles()).ranks(rows, asked)
    return cloud.within(ranks, 1)


def _named(item: Real, reference: Reference | None) -> str:
    known = reference is not None and item.subject in reference.words
    return reference.called(item.subject, language()) if reference is not None and known else item.name


def _label(word: str) -> str:
    """The classifier's English name in the artist's language, where the lexicon knows it."""
    thing = lexicon().label_thing(word) if language() != "en" else None
    return lexicon().name(thing, language()) if thing else word
