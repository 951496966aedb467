"""Brightness, contrast, saturation and warmth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, picture, straight

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""ITU-R BT.709 weights of red, green, blue."""


@dataclass(frozen=True)
class Colour:
    name: ClassVar[str] = "colour"
    title: ClassVar[str] = mark("Colour")
    moves: ClassVar[bool] = False

    brightness: float = option(0.0, mark("Brightness"), minimum=-1, maximum=1)
    contrast: float = option(0.0, mark("Contrast"), minimum=-1, maximum=1)
    saturation: float = option(1.0, mark("Saturation"), help=mark("0 is black and white"), minimum=0, maximum=3)
    warmth: float = option(0.0, mark("Warmth"), help=mark("Below 0 cooler, above 0 warmer"), minimum=-1, maximum=1)

    def __call__(self, image: Picture, time: int) -> Picture:
        pixels = straight(image)
        colours = pixels[..., :3]
        if self.saturation != 1:
            wide = colours.astype(np.float32)
            grey = (wide @ _LUMA)[..., None]
            np.subtract(wide, grey, out=wide)
            wide *= self.saturation
            wide += grey
            colours[...] = wide.clip(0, 255).round().astype(np.uint8)
        for channel, table in enumerate(self._tables()):
            colours[..., channel] = table[colours[..., channel]]
        return picture(pixels)

    def _tables(self) -> list[np.ndarray]:
        """For red, green, blue: the new value of each of 256."""
        value = np.arange(256, dtype=np.float64) / 255
        slope = (1 + self.contrast) / (1 - self.contrast) if self.contrast < 1 else 255.0
        curve = ((value - 0.5) * slope + 0.5).clip(0, 1)
        curve = curve ** (2.0 ** -(self.brightness * 1.5))  # gamma: black stays black, white stays white
        gains = 1 + 0.18 * self.warmth, 1 + 0.03 * self.warmth, 1 - 0.22 * self.warmth
        return [(curve * gain * 255).clip(0, 255).round().astype(np.uint8) for gain in gains]
