"""Judges sounds: flawed or not, like real ones or not, varied or not, and what was asked or not."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.consistency import TOP
from crossmedia_studio.evaluate.judges import cloud, music
from crossmedia_studio.evaluate.judges.sound_figures import LEVELS, TERMS, of_levels
from crossmedia_studio.evaluate.musical import is_music
from crossmedia_studio.evaluate.piece import Findings, Note, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.evaluate.sound_features import features
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.audio import SOUNDS, log_mel
from crossmedia_studio.train.sounds import drawn

_FULL = 0.999
_SILENT = 1e-3
_WINDOW = 0.05
_HEIGHT, _LONGEST, _WIDTH = 96, 4.0, 288


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    notes, table, rows, takes = [], [], [], []
    composed = True
    for piece in pieces:
        sound = piece.media
        if not isinstance(sound, Audio):
            raise MediaError(tr("{name} is no sound", name=piece.name), do=tr("Judge one kind of media at a time"))
        table.append((clipped(sound), silent(sound), offset(sound), loudness(sound)))
        rows.append(features(sound))
        takes.append(music.listened(piece, models))
        composed = composed and is_music(piece.maker)
        asked = cloud.with_subject(piece, reference).asked
        line = tr("{seconds} s", seconds=f"{sound.duration:.1f}")
        note = Note(piece.name, asked, (line,), None, picture(sound), piece.id, piece.stars)
        notes.append(music.told(note, takes[-1]))
    if not table:
        raise MediaError(tr("There is no sound to judge"), do=tr("Choose sounds, or a model that makes them"))
    levels, heard = np.array(table), np.stack(rows)
    step(0.3, 1.0, tr("Comparing with real sounds"))
    real = reference.features if reference is not None else heard[:0]
    measures = of_levels(levels) + cloud.of_quality(TERMS, heard, real, seed)
    twins, limit = cloud.again(heard, real, music.ALONE if composed else cloud.ALONE)
    measures += cloud.of_diversity(TERMS, heard, real, [note.asked.prompt for note in notes], twins, limit, seed)
    step(0.6, 1.0, tr("Looking for remembered sounds"))
    remembered, _, memory = cloud.remembered(TERMS, heard, reference, lambda real: real.name)
    told, ranks, subjects = cloud.subjects(TERMS, notes, heard, reference)
    scores = {name: levels[:, column] for column, name in enumerate(LEVELS)}
    scores |= {"subject": cloud.within(ranks, TOP), "stars": np.array([note.stars or math.nan for note in notes])}
    scores |= music.table(takes)
    beside = cloud.remarks(TERMS, len(heard), reference)
    remarks = music.remarks(takes) or beside if reference is None else (*music.remarks(takes), *beside)
    step(1.0)
    return Findings(
        (*measures, *memory, *subjects, *music.measures(takes, seed)), tuple(told), scores, heard, remembered,
        cloud.pairs(twins), remarks,
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
