"""Judges films: their middle frames as pictures, and how steady their light is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.judges import pictures
from crossmedia_studio.evaluate.measure import QUALITY, Measure, mean
from crossmedia_studio.evaluate.piece import Findings, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models

_FRAMES = 48
_WIDTH = 128


def judge(pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int) -> Findings:
    """See :class:`Judge`. What is said of subjects and flaws is said of the middle frame."""
    steady: list[float] = []

    def middles() -> Iterator[Piece]:
        for piece in pieces:
            film = piece.media
            if not isinstance(film, Video):
                raise MediaError(tr("{name} is no film", name=piece.name), do=tr("Judge one kind of media at a time"))
            steady.append(flicker(film))
            middle = Image(video.frame_at(film.path, film.duration // 2))
            yield replace(piece, media=middle, source=None)

    found = pictures.judge(middles(), reference, models, step, seed)
    values = np.array(steady)
    light = Measure("flicker", tr("Flicker"), tr("How much the light jumps back and forth: 0 is steady"), QUALITY,
                    *mean(values), len(values), tr("luma of {count} frames", count=_FRAMES), "lower")  # fmt: skip
    remark = tr("Of films the middle frame is judged as a picture; motion is not judged yet.")
    return replace(
        found,
        measures=(light, *found.measures),
        scores={**found.scores, "flicker": values},
        remarks=(remark, *found.remarks),
    )


def flicker(film: Video) -> float:
    """The mean second difference of the frames' mean luma 0–1: a steady fade has none, flicker has much."""
    light = [
        float((frame[..., :3] @ np.array([0.2126, 0.7152, 0.0722])).mean()) / 255.0
        for _, frame in islice(video.frames(film.path, width=_WIDTH), _FRAMES)
    ]
    return float(np.abs(np.diff(light, n=2)).mean()) if len(light) > 2 else 0.0
