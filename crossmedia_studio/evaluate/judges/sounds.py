"""Judges sounds: flawed or not, like real ones or not, varied or not, and what was asked or not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import consistency, diversity
from crossmedia_studio.evaluate.judges import sound_figures as figures
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.piece import Findings, Match, Note, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.evaluate.sound_features import features
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.audio import SOUNDS, log_mel
from crossmedia_studio.train.sounds import drawn

_FULL = 0.999
_SILENT = 1e-3
_WINDOW = 0.05
_ALONE = 2.0
"""Without real sounds to compare with, takes nearer than this in features are the same sound again."""
_HEIGHT, _LONGEST, _WIDTH = 96, 4.0, 288


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    notes, table, rows = [], [], []
    for piece in pieces:
        sound = piece.media
        if not isinstance(sound, Audio):
            raise MediaError(tr("{name} is no sound", name=piece.name), do=tr("Judge one kind of media at a time"))
        table.append((clipped(sound), silent(sound), offset(sound), loudness(sound)))
        rows.append(features(sound))
        asked = piece.asked
        if reference is not None and asked.prompt and not asked.subject:
            asked = replace(asked, subject=reference.subject_in(asked.prompt))
        line = tr("{seconds} s", seconds=f"{sound.duration:.1f}")
        notes.append(Note(piece.name, asked, (line,), None, picture(sound), piece.id, piece.stars))
    if not table:
        raise MediaError(tr("There is no sound to judge"), do=tr("Choose sounds, or a model that makes them"))
    levels, cloud = np.array(table), np.stack(rows)
    step(0.3, 1.0, tr("Comparing with real sounds"))
    real = reference.features if reference is not None else cloud[:0]
    measures = figures.of_levels(levels) + figures.of_quality(cloud, real, seed)
    limit = diversity.threshold(diversity.usual(real)) if len(real) > 1 else _ALONE
    twins = diversity.duplicates(cloud, limit)
    measures += figures.of_diversity(cloud, real, [note.asked.prompt for note in notes], twins, limit, seed)
    step(0.6, 1.0, tr("Looking for remembered sounds"))
    remembered, memory = _remembered(cloud, reference)
    told, ranks, subjects = _subjects(notes, cloud, reference)
    scores = {name: levels[:, column] for column, name in enumerate(figures.LEVELS)}
    scores |= {"subject": np.where(np.isnan(ranks), np.nan, ranks < consistency.TOP),
               "stars": np.array([note.stars or math.nan for note in notes])}  # fmt: skip
    step(1.0)
    return Findings(
        tuple(measures + memory + subjects), tuple(told), scores, cloud, remembered,
        tuple(Match(pair.index, pair.distance, True, pair.other) for pair in twins), _remarks(len(cloud), reference),
    )  # fmt: skip


def clipped(sound: Audio) -> float:
    """The share of samples at or beyond full scale."""
    return float((np.abs(sound.samples) >= _FULL).mean()) if sound.samples.size else 0.0


def silent(sound: Audio) -> float:
    """The share of windows of 50 ms whose root mean square is below −60 dBFS."""
    size = max(round(sound.rate * _WINDOW), 1)
    count = len(sound.samples) // size
    if not count:
        return float("nan")
    power = np.square(sound.samples[: count * size], dtype=np.float64).mean(axis=1).reshape(count, size).mean(axis=1)
    return float((np.sqrt(power) < _SILENT).mean())


def offset(sound: Audio) -> float:
    """The mean of all samples (DC) as a share of the peak; nan for silence."""
    peak = float(np.abs(sound.samples).max(initial=0.0))
    return abs(float(sound.samples.mean(dtype=np.float64))) / peak if peak else float("nan")


def loudness(sound: Audio) -> float:
    """Integrated loudness in LUFS; nan for silence and for less than 0.4 s."""
    import pyloudnorm

    if sound.duration < 0.4 or sound.rate < 8000:
        return float("nan")
    with np.errstate(divide="ignore"):  # silence is minus infinity
        value = float(pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples[:, :5].astype(np.float64)))
    return value if np.isfinite(value) else float("nan")


def picture(sound: Audio) -> np.ndarray:
    """The spectrogram of its first seconds for the report: uint8 RGBA (96, up to 288, 4)."""
    first = Audio(sound.samples[: round(_LONGEST * sound.rate)], sound.rate)
    mel = log_mel(first, SOUNDS).numpy()
    return drawn(mel[:, :: max(math.ceil(mel.shape[1] / _WIDTH), 1)], _HEIGHT)


def _remembered(rows: np.ndarray, reference: Reference | None) -> tuple[tuple[Match, ...], list[Measure]]:
    """The nearest training sound of each, and the share that is nearer than real sounds are to those."""
    if reference is None or not len(reference.training):
        return (), []
    limit = diversity.threshold(diversity.usual(reference.features, reference.training))
    found = diversity.nearest(rows, reference.training, limit)
    matches = tuple(Match(one.index, one.distance, one.near, -1, None, reference.training_items[one.other].name)
                    for one in found)  # fmt: skip
    return matches, figures.of_memory(found, limit)


def _subjects(
    notes: list[Note], rows: np.ndarray, reference: Reference | None
) -> tuple[list[Note], np.ndarray, list[Measure]]:
    """Notes with what the judge of subjects heard, the place of each asked subject, and the figures."""
    asked = [note.asked.subject for note in notes]
    nothing = np.full(len(notes), math.nan)
    if reference is None or not any(asked):
        return notes, nothing, []
    real, known = reference.subjects()
    if len(set(known) - {""}) <= consistency.TOP:
        return notes, nothing, []
    hearing = consistency.Subjects.fit(real, known)
    ranks = hearing.ranks(rows, asked)
    near = np.argsort(-hearing.nearness(rows), axis=1)[:, : consistency.TOP]
    told = []
    for note, rank, order in zip(notes, ranks, near, strict=True):
        if math.isnan(rank):
            told.append(note)
            continue
        names = [reference.called(hearing.names[index], language()) for index in order]
        line = tr("Most like real sounds of: {names}", names=("、" if language() == "zh" else ", ").join(names))
        told.append(replace(note, lines=(line, *note.lines), agrees=bool(rank < consistency.TOP)))
    return told, ranks, figures.of_subjects(ranks, len(hearing.names), reference.ceiling)


def _remarks(count: int, reference: Reference | None) -> tuple[str, ...]:
    if reference is None:
        return (tr("There were no real sounds to compare with: levels and likeness to each other alone are judged."),)
    if count < 100 or len(reference.features) < 100:
        return (tr("There are few sounds: read the intervals, not the values."),)
    return ()
