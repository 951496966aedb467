"""Cut-outs ready to be composed, each with its thing and the split that its artist's drawing of it is in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.folders import resources
from crossmedia_studio.train.datasets.drawing import Drawing
from crossmedia_studio.train.datasets.things import Thing
from crossmedia_studio.understand.lexicon import lexicon

SIDE = 192
_CLEAR = 16
"""Opacity (of 255) up to which a pixel at the edge counts as nothing."""
NEW, DRAWINGS, CHECKED = 0.04, 0.09, 0.05
"""Shares: of things that are held out for good, of (thing, artist) pairs held out to test on, and to check on."""


@dataclass(frozen=True, eq=False)
class Cutout:
    """``pixels``: straight uint8 RGBA (SIDE, SIDE, 4), its longer side full."""

    thing: Thing
    artist: str
    style: str
    pixels: np.ndarray
    split: str


def cutout(drawing: Drawing, thing: Thing | None, artist: str) -> Cutout | None:
    """None where it shows no thing, or hardly anything."""
    if thing is None:
        return None
    solid = drawing.pixels[..., 3] > _CLEAR
    if np.count_nonzero(solid) < 200:
        return None
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    drawn = drawing.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = drawn.shape[:2]
    side = max(height, width)
    page = np.zeros((side, side, 4), np.uint8)
    top, left = side - height, (side - width) // 2  # it stands on the lower edge
    page[top : top + height, left : left + width] = drawn
    small = Pillow.fromarray(page).convert("RGBa").resize((SIDE, SIDE), Pillow.Resampling.LANCZOS)
    return Cutout(thing, artist, drawing.style, np.asarray(small.convert("RGBA")), split_of(thing.english, artist))


def split_of(thing: str, artist: str) -> str:
    """ "test", "valid" or "train", by hashes of the thing and of the pair, the same in every build.

    Of a thing that is not new at least one of the two artists who draw nearly everything is learned from.
    """
    if is_new(thing):
        return "test"
    chance = held_out(thing, artist)
    if artist == "fluent" and held_out(thing, "noto") < DRAWINGS + CHECKED:
        return "train"
    return "test" if chance < DRAWINGS else "valid" if chance < DRAWINGS + CHECKED else "train"


def is_new(thing: str) -> bool:
    """Whether ``thing`` is held out for good. The everyday things of the lexicon never are: people ask for them."""
    return held_out(thing, "thing") < NEW and lexicon().thing(thing) not in _everyday()


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    lines = (resources() / "lexicon" / "subjects.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#"))


def held_out(thing: str, salt: str) -> float:
    """A number in 0 … 1, even over things."""
    digest = hashlib.blake2b(f"{salt}/{thing}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
