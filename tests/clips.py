"""Short clips with a known motion, as an artist might have them. Used by the tests of what moves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from crossmedia_studio.media.film_writer import Writer

FRAMES = 18


def bobbing(number: int = 0, count: int = FRAMES, size: int = 96, reach: float = 8.0) -> list[Pillow.Image]:
    """A disc with a face that rises and sinks once, by ``reach`` pixels: RGBA, clear around it."""
    pictures = []
    for index in range(count):
        away = reach * np.sin(2 * np.pi * (index + 0.25) / count)  # no two neighbours alike
        picture = Pillow.new("RGBA", (4 * size, 4 * size), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        middle, half = 4 * (size / 2 - away), 4 * (size * 0.3)
        left = 4 * size / 2
        draw.ellipse((left - half, middle - half, left + half, middle + half), fill=(240, 60 + 18 * number, 40, 255))
        for side in (-1, 1):
            x, y = left + side * half * 0.4, middle - half * 0.2
            draw.ellipse((x - half / 8, y - half / 8, x + half / 8, y + half / 8), fill=(20, 20 + number, 60, 255))
        pictures.append(picture.resize((size, size), Pillow.Resampling.BOX))
    return pictures


def animated(path: Path, pictures: list[Pillow.Image]) -> Path:
    """As an animated WebP, GIF or PNG by its suffix, 40 ms a frame."""
    ways: dict[str, dict[str, Any]] = {".webp": {"lossless": True}, ".gif": {"disposal": 2}, ".png": {"disposal": 1}}
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=40, loop=0, **ways[path.suffix])
    return path


def filmed(path: Path, pictures: list[Pillow.Image], fps: int = 18) -> Path:
    """As a film, on white."""
    with Writer(path, *pictures[0].size, Fraction(fps)) as film:
        for picture in pictures:
            page = Pillow.new("RGBA", picture.size, "white")
            film.write(np.array(Pillow.alpha_composite(page, picture)))
    return path


def folder_of_ten(place: Path) -> Path:
    """Ten small animated pictures in ``place``."""
    for number in range(10):
        animated(place / f"{number}.webp", bobbing(number, reach=4.0 + number, size=64))
    return place
