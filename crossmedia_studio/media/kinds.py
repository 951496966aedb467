"""Media as values. Text, picture and sound live in memory; a film stays a file and is streamed.

Values are immutable by convention: nobody writes into an array they were handed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from crossmedia_studio.core.kinds import Kind


@dataclass(frozen=True)
class Text:
    """Words; ``language`` is a code such as "en" or "zh", empty if unknown."""

    text: str
    language: str = ""
    kind = Kind.TEXT


@dataclass(frozen=True, eq=False)
class Image:
    """``pixels``: uint8 (height, width, 4), RGBA, straight alpha, sRGB, C-contiguous."""

    pixels: np.ndarray
    kind = Kind.IMAGE

    @property
    def width(self) -> int:
        return self.pixels.shape[1]

    @property
    def height(self) -> int:
        return self.pixels.shape[0]


@dataclass(frozen=True, eq=False)
class Audio:
    """``samples``: float32 (frames, channels), full scale ±1; ``rate`` in Hz."""

    samples: np.ndarray
    rate: int
    kind = Kind.AUDIO

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate


@dataclass(frozen=True)
class Video:
    """A film file: ``duration`` in ticks, ``fps`` its average frame rate."""

    path: Path
    width: int
    height: int
    fps: Fraction
    duration: int
    has_audio: bool
    kind = Kind.VIDEO


Media = Text | Image | Audio | Video
