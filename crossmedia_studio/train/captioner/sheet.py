"""Pictures with their captions below, for the sheet of a lesson."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.represent.image import fit

_SIDE, _LINE, _LINES = 224, 15, 4


def captioned(paths: Sequence[Path], captions: Sequence[Sequence[str]]) -> np.ndarray:
    """Each picture cut to its middle square, its captions below as far as the plain font that is always there has the
    letters (it has no Chinese): uint8 RGBA (n, h, w, 4)."""
    pages = []
    font = ImageFont.load_default(12)
    for path, said in zip(paths, captions, strict=True):
        page = Pillow.new("RGBA", (_SIDE, _SIDE + _LINES * _LINE + 4), "white")
        picture = Pillow.fromarray(fit(Image(image.read(path).pixels), _SIDE, _SIDE).pixels)
        page.paste(picture, (0, 0), picture)
        lines = [line for one in said if one.isascii() for line in textwrap.wrap(one, 36)]
        for number, line in enumerate(lines[:_LINES]):
            ImageDraw.Draw(page).text((4, _SIDE + 2 + number * _LINE), line, "black", font)
        pages.append(np.asarray(page))
    return np.stack(pages)
