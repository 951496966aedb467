"""Sizes of pictures asked for, and films written frame by frame with progress, preview and cancel."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.represent.conditions import Ask

FPS = Fraction(24)
_SMALLEST, _LARGEST = 32, 8192
_LONGEST = 3600.0


def frame_size(ask: Ask, default: tuple[int, int]) -> tuple[int, int]:
    """Width and height asked for, else ``default``; one of the two alone keeps the default's proportion.

    Raises MediaError for a size that cannot be made.
    """
    width, height = ask.width, ask.height
    if width and not height:
        height = max(round(width * default[1] / default[0]), 1)
    elif height and not width:
        width = max(round(height * default[0] / default[1]), 1)
    width, height = width or default[0], height or default[1]
    if not (min(width, height) >= _SMALLEST and max(width, height) <= _LARGEST):
        raise MediaError(
            tr("A picture of {width} × {height} cannot be made", width=width, height=height),
            do=tr("Choose sides from {low} to {high}", low=_SMALLEST, high=_LARGEST),
        )
    return width, height


def film_size(ask: Ask, default: tuple[int, int] = (1280, 720)) -> tuple[int, int]:
    """As :func:`frame_size`, in even numbers, as films need."""
    width, height = frame_size(ask, default)
    return width - width % 2, height - height % 2


def film_length(ask: Ask, default: float) -> float:
    """Seconds asked for, else ``default``. Raises MediaError beyond an hour."""
    length = ask.duration or default
    if not 0.04 <= length <= _LONGEST:
        raise MediaError(
            tr("A film of {seconds} seconds cannot be made", seconds=round(length, 2)),
            do=tr("Choose from a moment to {most} seconds", most=round(_LONGEST)),
        )
    return length


def write_film(
    scratch: Path,
    size: tuple[int, int],
    count: int,
    frame: Callable[[int], np.ndarray],
    step: Step,
    *,
    fps: Fraction = FPS,
    audio: Audio | None = None,
) -> Video:
    """``count`` frames from ``frame(index)`` (uint8, RGBA or RGB) as a film in ``scratch``, with previews."""
    path = scratch / f"take-{secrets.token_hex(6)}.mp4"
    with video.Writer(path, *size, fps, audio=audio) as film:
        for index in range(count):
            pixels = frame(index)
            step(index, count, "", _preview(pixels) if index % 12 == 0 else None)
            film.write(pixels)
    return video.probe(path)


def _preview(pixels: np.ndarray) -> np.ndarray:
    every = max(max(pixels.shape[:2]) // 480, 1)
    small = pixels[::every, ::every]
    if small.shape[2] == 3:
        small = np.concatenate([small, np.full_like(small[..., :1], 255)], axis=-1)
    return np.ascontiguousarray(small)
