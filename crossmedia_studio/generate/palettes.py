"""Palettes by mood, from a picture, or from colour words: five colours from deep to light."""

from __future__ import annotations

import colorsys
import re

import numpy as np

from crossmedia_studio.generate.collage.attributes import COLOURS
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood

_PALETTES = (  # valence, arousal, deep → light
    (0.7, 0.6, "#2b1055 #d5267b #ff6b35 #ffc145 #fff3d6"),
    (0.8, 0.1, "#0b4f6c #01a7c2 #7bd389 #f5d547 #fbfbef"),
    (0.6, -0.5, "#355070 #6d9dc5 #a9d6c5 #f4e9cd #fffdf6"),
    (0.5, -0.2, "#3a2e39 #8c5a6b #e3a587 #f7d9b9 #fff6ea"),
    (0.1, 0.8, "#12002f #5a108f #e0218a #ff8c42 #fef6c9"),
    (0.0, 0.3, "#0d1b2a #1f6f8b #99a8b2 #e6a15c #fbeed5"),
    (0.0, -0.4, "#1f2a38 #41607a #7f9aa6 #c7c9bd #f1ece0"),
    (-0.4, -0.5, "#0f1626 #2b3f5c #5c7391 #9fb0bf #dfe5ea"),
    (-0.7, -0.2, "#0a0a14 #2a2440 #54476b #8c7a97 #d9cfd8"),
    (-0.6, 0.6, "#0b0507 #4a0d19 #a4161a #e5603b #f6d8b8"),
    (-0.3, 0.9, "#050914 #14213d #c1121f #fca311 #f2f2f2"),
    (0.3, 0.0, "#1b3a2f #3d7a57 #86b36b #d9cf7f #fbf6e1"),
)


def palette(meaning: Meaning, words: str, random: np.random.Generator) -> np.ndarray:
    """float32 (5, 3) in 0–1: the colours of ``meaning`` if it has some, else of its mood, led by colour ``words``."""
    if len(meaning.palette) >= 3:
        return from_picture(meaning.palette)
    colours = of_mood(meaning.mood, random)
    said = [
        hue for word, hue in COLOURS.items() if hue >= 0 and re.search(rf"(?<![a-z]){word}(?![a-z])", words.lower())
    ]
    return _led_by(colours, said[0]) if said else colours


def of_mood(mood: Mood, random: np.random.Generator) -> np.ndarray:
    """One of the three palettes nearest to ``mood``."""
    near = sorted(_PALETTES, key=lambda p: (p[0] - mood.valence) ** 2 + (p[1] - mood.arousal) ** 2)
    codes = near[int(random.integers(3))][2].split()
    return np.array([[int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)] for code in codes], np.float32)


def from_picture(colours: tuple[Colour, ...]) -> np.ndarray:
    """The main colours of a picture, sorted from dark to light and spread to five."""
    main = sorted(colours, key=lambda c: -c.share)[:6]
    table = (
        np.array(sorted((c.rgb for c in main), key=lambda c: 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]), np.float32) / 255
    )
    at = np.linspace(0, len(table) - 1, 5)
    return np.stack([np.interp(at, np.arange(len(table)), table[:, c]) for c in range(3)], axis=-1).astype(np.float32)


def _led_by(colours: np.ndarray, hue: float) -> np.ndarray:
    """``colours`` turned so that the middle one has ``hue``."""
    middle = colorsys.rgb_to_hsv(*colours[2])[0]
    turned = []
    for colour in colours:
        h, s, v = colorsys.rgb_to_hsv(*colour)
        gap = (h - middle + 0.5) % 1.0 - 0.5
        turned.append(colorsys.hsv_to_rgb((hue + gap * 0.5) % 1.0, min(max(s, 0.25) * 1.1, 1.0), v))
    return np.array(turned, np.float32)


def ramp(colours: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Colours at places 0–1 (any shape) along the palette, smoothly: shape + (3,)."""
    steps = 512
    places = np.linspace(0, len(colours) - 1, steps)
    table = np.stack([np.interp(places, np.arange(len(colours)), colours[:, c]) for c in range(3)], axis=-1)
    table = table.astype(np.float32)
    return table[(at.clip(0, 1) * (steps - 1)).astype(np.int32)]
