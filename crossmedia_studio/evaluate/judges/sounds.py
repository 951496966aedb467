"""Judges sounds by what any sound can be judged by: clipping, silence and loudness."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.measure import QUALITY, Measure, mean
from crossmedia_studio.evaluate.piece import Findings, Note, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models

_FULL = 0.999
_SILENT = 1e-3
_WINDOW = 0.05


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`."""
    notes, table = [], []
    for piece in pieces:
        if not isinstance(piece.media, Audio):
            raise MediaError(tr("{name} is no sound", name=piece.name), do=tr("Judge one kind of media at a time"))
        table.append((clipped(piece.media), silent(piece.media), loudness(piece.media)))
        line = tr("{seconds} s", seconds=f"{piece.media.duration:.1f}")
        notes.append(Note(piece.name, piece.asked, (line,), None, None, piece.id, piece.stars))
    if not table:
        raise MediaError(tr("There is no sound to judge"), do=tr("Choose sounds, or a model that makes them"))
    values = np.array(table)
    rows = (
        ("clipping", tr("Clipping"), tr("The share of samples at full scale"), tr("samples"), "lower"),
        ("silence", tr("Silence"), tr("The share of time below −60 dBFS"), tr("windows of 50 ms"), ""),
        ("loudness", tr("Loudness"), tr("Over the whole sound, in LUFS"), "ITU-R BS.1770-4", ""),
    )
    measures, scores = [], {}
    for column, (name, title, about, by, better) in enumerate(rows):
        known = values[np.isfinite(values[:, column]), column]
        scores[name] = values[:, column]
        if len(known):
            measures.append(Measure(name, title, about, QUALITY, *mean(known), len(known), by, better))
    remark = tr("Sounds are judged by their level only: no measure of music or speech is part of this studio yet.")
    step(1.0)
    return Findings(tuple(measures), tuple(notes), scores, remarks=(remark,))


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


def loudness(sound: Audio) -> float:
    """Integrated loudness in LUFS; nan for silence and for less than 0.4 s."""
    import pyloudnorm

    if sound.duration < 0.4 or sound.rate < 8000:
        return float("nan")
    with np.errstate(divide="ignore"):  # silence is minus infinity
        value = float(pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples[:, :5].astype(np.float64)))
    return value if np.isfinite(value) else float("nan")
