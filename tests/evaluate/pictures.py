"""Small drawings for the tests of this room: discs, squares and stripes on a clear ground, varied by a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from crossmedia_studio.evaluate import artefacts, features, reference
from crossmedia_studio.evaluate.reference import Real, Reference

SHAPES = ("disc", "square", "stripes")
SIDE = 64


def drawing(shape: str, seed: int, side: int = SIDE) -> np.ndarray:
    """uint8 (side, side, 4): ``shape`` in a colour and place by ``seed``, smooth edges, clear ground."""
    chance = np.random.default_rng(seed)
    big = 4 * side
    picture = Pillow.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    colour = (*(int(x) for x in chance.integers(30, 225, 3)), 255)
    x, y = (int(v) for v in chance.integers(big // 6, big // 4, 2))
    size = int(chance.integers(big // 2, 5 * big // 8))
    if shape == "disc":
        draw.ellipse((x, y, x + size, y + size), fill=colour)
    elif shape == "square":
        draw.rectangle((x, y, x + size, y + size), fill=colour)
    else:
        for top in range(y, y + size, big // 8):
            draw.rectangle((x, top, x + size, top + big // 16), fill=colour)
    picture = picture.convert("RGBa").resize((side, side), Pillow.Resampling.BOX).convert("RGBA")
    return np.array(picture)


def folder_of(place: Path, each: int, first: int = 0) -> Path:
    """A folder with ``each`` drawings of every shape, in a folder a shape."""
    for shape in SHAPES:
        (place / shape).mkdir(parents=True)
        for seed in range(first, first + each):
            Pillow.fromarray(drawing(shape, seed)).save(place / shape / f"{seed}.png")
    return place


def made(seed: int = 1, held: int = 9, trained: int = 7) -> Reference:
    """A reference of random features with ``held`` held-out and ``trained`` training pictures."""
    chance = np.random.default_rng(seed)
    items = tuple(Real(SHAPES[i % 3], "flat", f"number {i}") for i in range(held))
    known = tuple(Real(SHAPES[i % 3], "", "红色") for i in range(trained))
    pictures = tuple(reference.small_picture(drawing(SHAPES[i % 3], i)) for i in range(trained))
    return Reference(
        "drawings", chance.random((held, features.SIZE), np.float32).astype(np.float16).astype(np.float32),
        chance.random((held, len(artefacts.COLUMNS)), np.float32), items,
        6 * chance.random((trained, features.SIZE), np.float32), known, pictures, {"disc": {"en": "disc", "zh": "圆"}},
        (4, 8, 9),
    )  # fmt: skip
