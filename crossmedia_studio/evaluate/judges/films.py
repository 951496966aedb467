"""Judges films: how they move, whether their subject stays itself, and their middle frames as pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import movement
from crossmedia_studio.evaluate.features import NAME, features
from crossmedia_studio.evaluate.judges import pictures
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Measure, mean_of_known
from crossmedia_studio.evaluate.movement import Movement
from crossmedia_studio.evaluate.piece import Findings, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels

_TIMES = 3


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`. What is said of subjects and flaws is said of the middle frame."""
    moves: list[Movement] = []
    kept: list[float] = []
    first: list[float] = []

    def middles() -> Iterator[Piece]:
        for piece in pieces:
            film = piece.media
            if not isinstance(film, Video):
                raise MediaError(tr("{name} is no film", name=piece.name), do=tr("Judge one kind of media at a time"))
            moves.append(movement.movement(movement.luma(film)))
            kept.append(sameness(film, models))
            first.append(movement.first_psnr(film, piece.source) if isinstance(piece.source, Image) else math.nan)
            middle = Image(video.frame_at(film.path, film.duration // 2))
            yield replace(piece, media=middle, source=None)

    found = pictures.judge(middles(), reference, models, step, seed)
    scores = {
        "flicker": np.array([one.flicker for one in moves]),
        "jerk": np.array([one.jerk for one in moves]),
        "seam": np.array([one.seam for one in moves]),
        "change": np.array([one.change for one in moves]),
        "still": np.array([one.still for one in moves]),
        "sameness": np.array(kept),
        "first_frame": np.array(first),
    }
    measures = [*_measures(scores)]
    patterns = np.stack([one.pattern for one in moves])
    moving = patterns[np.abs(patterns).sum(axis=1) > 0]
    if len(moving) > 1:
        about = tr("How differently the films move, where and when: 0 is all alike")
        measures.append(
            Measure("motion_variety", tr("Variety of motion"), about, DIVERSITY, *movement.variety(moving, seed),
                    len(moving), tr("differences from the first frame"), "higher")
        )  # fmt: skip
    remark = tr("Of films the middle frame is judged as a picture.")
    return replace(
        found,
        measures=(*measures, *found.measures),
        scores={**found.scores, **scores},
        remarks=(remark, *found.remarks),
    )


def _measures(scores: dict[str, np.ndarray]) -> Iterator[Measure]:
    frames = tr("luma of {count} frames", count=movement.FRAMES)
    rows = (
        ("flicker", tr("Flicker"), tr("How much the light jumps back and forth: 0 is steady"), QUALITY, frames,
         "lower"),
        ("jerk", tr("Jerkiness"), tr("How much of what changes is taken back at once: 0 is even, 1 is trembling"),
         QUALITY, frames, "lower"),
        ("seam", tr("Seam of the loop"), tr("The step from the last frame to the first, in other steps: 1 closes"),
         QUALITY, frames, ""),
        ("change", tr("Change a frame"), tr("How much a frame differs from the next, 0–1"), QUALITY, frames, ""),
        ("still", tr("Still share"), tr("The share of points that never change"), QUALITY, frames, ""),
        ("sameness", tr("Sameness over time"), tr("How much its subject stays itself at three times: 1 is the same"),
         CONSISTENCY, NAME, "higher"),
        ("first_frame", tr("First frame"), tr("How exactly it begins with the picture it was made from, in decibels"),
         CONSISTENCY, tr("luma"), "higher"),
    )  # fmt: skip
    for name, title, about, group, by, better in rows:
        yield from mean_of_known(name, title, about, group, scores[name], by, better)


def sameness(film: Video, models: Models) -> float:
    """The least cosine of the features of a frame at one and two thirds with the first; nan without the classifier."""
    if not models.installed(labels.ENTRY):
        return math.nan
    times = [film.duration * number // _TIMES for number in range(_TIMES)]
    rows = features([video.frame_at(film.path, time) for time in times], models).astype(np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return float((rows[1:] @ rows[0]).min())


def flicker(film: Video) -> float:
    """The mean second difference of the frames' mean luma 0–1: a steady fade has none, flicker has much."""
    return movement.movement(movement.luma(film)).flicker
