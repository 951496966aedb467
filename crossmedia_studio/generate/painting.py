"""Patterns of a CPPN as paintings: fields become folds of colour with light on them. For painter and visualiser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from crossmedia_studio.generate import palettes
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.understand.meaning import Meaning


@dataclass(frozen=True)
class Painting:
    """A pattern and its colours, ready to be drawn at any place of its latent space."""

    net: Any
    grid: Any
    coarse: tuple[int, int]
    size: tuple[int, int]
    latent: np.ndarray
    colours: np.ndarray
    tooth: np.ndarray
    strata: bool = False

    def frame(self, shift: np.ndarray | float = 0.0, glow: float = 0.0, turn: float = 0.0) -> np.ndarray:
        """uint8 RGBA (height, width, 4). ``shift`` moves the latent, ``glow`` 0–1 brightens the lights, ``turn``
        slides the palette."""
        from crossmedia_studio.nets import cppn

        fields = cppn.draw(self.net, self.latent + shift, self.grid, *self.coarse)
        u, v, w, e = (_grown(np.ascontiguousarray(fields[..., i]), self.size) for i in range(4))
        u, v, w, e = (_stretched(field) for field in (u, v, w, e))
        fold = _stretched(u + 0.42 * np.sin(2 * np.pi * (v * 1.6 + turn)) + 0.25 * w, clip=not self.strata)
        if self.strata:
            colour, relief = self._sheets(fold, v)
        else:
            colour = palettes.ramp(self.colours, fold * 0.9 + 0.05)
            other = palettes.ramp(self.colours[::-1], (0.8 * v + 0.2 * e))
            share = ((w - 0.45) * 2.4).clip(0, 0.8)[..., None]
            colour = colour * (1 - share) + other * share
            relief = np.gradient(fold, axis=0) * 0.8 - np.gradient(fold, axis=1) * 0.6
            relief = (relief * self.size[1] * 0.030).clip(-0.20, 0.26)
        colour = colour + relief[..., None]
        colour = colour + ((e - 0.62).clip(0, 1) * 1.1)[..., None] * (self.colours[-1] - colour) * (0.5 + glow)
        colour = colour * (1 + 0.35 * glow * (fold[..., None] - 0.2)) * self.tooth[..., None]
        pixels = np.full((self.size[1], self.size[0], 4), 255, np.uint8)
        pixels[..., :3] = (colour.clip(0, 1) * 255 + 0.5).astype(np.uint8)
        return pixels

    def _sheets(self, fold: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """``fold`` as nine sheets of paper: colour (h, w, 3), and light: a shadow under each edge, a lit rim on it."""
        level = fold * 8.0
        sheet = np.floor(level)
        part = level - sheet
        down, aside = np.gradient(level)
        steep = np.sqrt(down * down + aside * aside) + 1e-4
        unit = self.size[1] / 720
        above, below = (1 - part) / steep, part / steep  # pixels to the edge of the sheet above, and to our own
        light = _looked_up(above / unit, _shadow) + _looked_up(below / unit, _rim)
        colour = palettes.ramp(self.colours, sheet * (0.92 / 8.0) + 0.06 * v)
        under = palettes.ramp(self.colours, (sheet - 1).clip(0) * (0.92 / 8.0) + 0.06 * v)
        soft = (below / 1.3).clip(0, 1)  # antialias: the first pixel still has some of the shaded sheet below
        light = _SHADOW_AT_EDGE + (light - _SHADOW_AT_EDGE) * soft
        return under + (colour - under) * soft[..., None], light.astype(np.float32)


_REACH = 96.0
_SHADOW_AT_EDGE = -0.30


def _shadow(pixels: np.ndarray) -> np.ndarray:
    return -0.20 * np.exp(-((pixels / 9) ** 2)) - 0.10 * np.exp(-pixels / 26)


def _rim(pixels: np.ndarray) -> np.ndarray:
    return 0.10 * np.exp(-((pixels / 1.8) ** 2))


def _looked_up(pixels: np.ndarray, curve: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """``curve`` of distances in pixels, from a table: an exponential for every pixel of a film would be slow."""
    table = curve(np.linspace(0, _REACH, 1537)).astype(np.float32)
    return table[(pixels * (1536 / _REACH)).clip(0, 1536).astype(np.int16)]


def energy_of(meaning: Meaning) -> float:
    """−1 calm … 1 excited: the mood, and of a sound its loudness curve and tempo."""
    energy = meaning.mood.arousal
    if meaning.energy:
        energy = 0.5 * energy + 1.2 * (float(np.mean(meaning.energy)) - 0.35)
    if meaning.tempo:
        energy += (meaning.tempo - 105) / 200
    return float(np.clip(energy, -1, 1))


def _stretched(field: np.ndarray, *, clip: bool = True) -> np.ndarray:
    """``field`` with its 2nd and 98th percentile at 0 and 1, so that every pattern uses the whole palette."""
    low, high = np.percentile(field[::8, ::8], (2, 98))
    stretched = (field - low) / max(float(high - low), 1e-6)
    return stretched.clip(0, 1) if clip else stretched


def painting(
    colours: np.ndarray,
    energy: float,
    detail: float,
    width: int,
    height: int,
    seed: int,
    about: str,
    *,
    share: int = 2,
    strata: bool = False,
) -> Painting:
    """A painting of ``width`` × ``height``: ``energy`` −1 calm … 1 excited and ``detail`` 0–1 set how fine it is;
    ``about`` (words, a content id) and ``seed`` which it is. ``share`` draws the pattern that many times coarser;
    ``strata`` cuts it into sheets of paper."""
    from crossmedia_studio.nets import cppn

    random = rng(seed, "painting", about)
    frequency = 1.25 * 2 ** (0.6 * energy) * 3.2 ** (2 * (detail - 0.35))
    net = cppn.CPPN(cppn.CPPNConfig(frequency=frequency), random)
    coarse = max(width // share, 8), max(height // share, 8)
    fine = rng(seed, "tooth").standard_normal((height, width), dtype=np.float32)
    rows, columns = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = (1 - 0.16 * ((rows**2 + columns**2) / 2) ** 1.5).astype(np.float32)
    latent = random.standard_normal(net.config.latent).astype(np.float32)
    return Painting(
        net, cppn.places(*coarse), coarse, (width, height), latent, colours, (1 + 0.014 * fine) * vignette, strata
    )


def _grown(field: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if field.shape == (size[1], size[0]):
        return field
    return np.asarray(Image.fromarray(field).resize(size, Image.Resampling.BICUBIC))
