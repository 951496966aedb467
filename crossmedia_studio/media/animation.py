"""Short clips, whatever they are kept in: animated pictures (WebP, GIF, APNG), with their transparency, and films."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.media import image, video
from crossmedia_studio.media.opening import check_file, damaged

_USUAL = 0.1
"""Seconds of a frame that says 0 or next to nothing, as browsers show it."""
_LEAST = 0.011
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, AttributeError, RuntimeError,
           OverflowError, MemoryError)  # fmt: skip
"""What Pillow's readers are known to raise on damaged or hostile bytes."""


def frames(path: Path, width: int = 0) -> Iterator[tuple[float, np.ndarray]]:
    """(seconds, uint8 (h, w, 4) with straight alpha) of each frame, scaled down to ``width`` where that is given.

    Raises MediaError for what is neither a film nor a picture of more than one frame.
    """
    path = check_file(path)
    count = _count(path)
    if not count:
        for time, pixels in video.frames(path, width=width):
            yield time / TICKS_PER_SECOND, pixels
        return
    if count < 2:
        raise MediaError(
            tr("{name} is a picture that does not move", name=path.name), do=tr("Choose films, or animated pictures")
        )
    try:
        with Pillow.open(path, formats=image.FORMATS) as opened:
            clock = 0.0
            for number in range(count):
                opened.seek(number)
                opened.load()
                shown = opened.convert("RGBA")
                if 0 < width < shown.width:
                    height = max(round(shown.height * width / shown.width), 1)
                    shown = shown.resize((width, height), Pillow.Resampling.BOX)
                yield clock, np.array(shown)
                stated = float(opened.info.get("duration") or 0.0) / 1000.0
                clock += stated if stated >= _LEAST else _USUAL
    except _BROKEN as error:
        raise damaged(path, tr("The picture {name} cannot be read", name=path.name), error) from error


def _count(path: Path) -> int:
    """How many frames a picture holds; 0 for what is no picture."""
    try:
        with Pillow.open(path, formats=image.FORMATS) as opened:
            return int(getattr(opened, "n_frames", 1))
    except Pillow.DecompressionBombError as error:
        raise damaged(path, tr("The picture {name} is too large", name=path.name), error) from error
    except _BROKEN:
        return 0
