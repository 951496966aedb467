"""Small pictures made here, and the ways a file of one can be broken."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow


def picture(seed: int, width: int = 48, height: int = 40) -> np.ndarray:
    """Smooth shapes in colour: uint8 RGBA, opaque, another for each seed."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 256, (5, 5, 3)).astype(np.uint8)
    colour = np.asarray(Pillow.fromarray(coarse).resize((width, height), Pillow.Resampling.BICUBIC))
    return np.dstack([colour, np.full((height, width), 255, np.uint8)])


def cut_out(seed: int, side: int = 64) -> np.ndarray:
    """A disc of a :func:`picture` on nothing."""
    pixels = picture(seed, side, side)
    y, x = np.mgrid[0:side, 0:side] - (side - 1) / 2
    pixels[..., 3] = np.where(np.hypot(y, x) < side * 0.3, 255, 0)
    return pixels


def save(path: Path, pixels: np.ndarray, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Pillow.fromarray(pixels)
    if path.suffix == ".jpg":
        image = image.convert("RGB")
    image.save(path, **options)
    return path


def png(pixels: np.ndarray) -> bytes:
    data = io.BytesIO()
    Pillow.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes whose header promises ``side`` × ``side`` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def break_folder(folder: Path) -> dict[str, bytes]:
    """Puts one of every kind of broken picture into ``folder``; their content by name."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = png(picture(99, 200, 200))
    broken = {
        "empty.png": b"",
        "truncated.png": whole[: len(whole) // 2],
        "truncated.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "words.png": b"These are only words, whatever the name says.",
        "bomb.png": bomb(),
        "point.png": png(picture(1, 1, 1)),
        "nothing.png": png(np.zeros((40, 40, 4), np.uint8)),
        "noise.webp": bytes(range(256)) * 4,
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    for name, data in broken.items():
        (folder / name).write_bytes(data)
    return broken
