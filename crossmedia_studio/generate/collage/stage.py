"""The stage: layers from far to near, and how they are laid over each other with paper shadows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.collage import canvas
from crossmedia_studio.generate.collage.brief import Brief
from crossmedia_studio.generate.collage.look import Look


class Motion(StrEnum):
    """How a layer moves when the picture becomes a film."""

    STILL = "still"
    DRIFT = "drift"
    """Clouds: slowly sideways."""
    BOB = "bob"
    """Boats, fish, birds: up and down, a little tilt."""
    BREATHE = "breathe"
    """Those who stand: a slow swell from the feet."""
    SWAY = "sway"
    TWINKLE = "twinkle"
    FALL = "fall"
    """Rain and snow: a tile that falls through the frame and comes round again."""
    RISE = "rise"


@dataclass(frozen=True, eq=False)
class Layer:
    """Premultiplied ``pixels`` with their top left corner at (``x``, ``y``); ``depth`` 0 far … 1 near.

    ``shadow`` is the (offset down, softness, darkness) of the paper shadow it throws on what lies behind, offsets as
    fractions of the frame height. ``shows`` names the drawing that the layer is.
    """

    pixels: np.ndarray
    x: int = 0
    y: int = 0
    depth: float = 0.5
    motion: Motion = Motion.STILL
    shadow: tuple[float, float, float] | None = None
    phase: float = 0.0
    shows: str = ""


@dataclass
class Stage:
    """What every painter of a picture needs: its size, brief, light, and random numbers by purpose."""

    width: int
    height: int
    seed: int
    brief: Brief
    look: Look
    horizon: float = 0.6
    """Where sky and land meet, fraction of the height."""
    ground: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """The near ground's upper edge: y in pixels for each column."""
    light_x: float = 0.7
    """Where the light stands, fraction of the width."""

    def random(self, *purpose: object) -> np.random.Generator:
        return rng(self.seed, *purpose)

    def draw(self, shapes: str) -> np.ndarray:
        """SVG ``shapes`` in pixel coordinates as a layer that covers the frame."""
        return canvas.draw(shapes, self.width, self.height)


def compose(layers: Sequence[Layer], width: int, height: int, step: Step) -> np.ndarray:
    """All layers, far to near, as one opaque premultiplied picture. ``step`` is called for each."""
    picture = np.zeros((height, width, 4), np.float32)
    for index, layer in enumerate(layers):
        step(index, len(layers))
        lay(picture, layer)
    return picture


def lay(picture: np.ndarray, layer: Layer) -> None:
    """One layer with its shadow onto ``picture``, in place."""
    if layer.shadow is not None:
        soft = shade(layer, picture.shape[0])
        canvas.over(picture, soft.pixels, soft.x, soft.y)
    canvas.over(picture, layer.pixels, layer.x, layer.y)


def shade(layer: Layer, frame_height: int) -> Layer:
    """The shadow of ``layer`` as a layer of its own."""
    assert layer.shadow is not None
    down, soft, dark = layer.shadow
    radius = max(soft * frame_height, 0.5)
    margin = int(radius * 2.5) + 1
    alpha = canvas.blur(np.pad(layer.pixels[..., 3], margin), radius) * dark
    pixels = canvas.flat(alpha, (0.03, 0.03, 0.08))
    return Layer(pixels, layer.x - margin, layer.y - margin + round(down * frame_height), layer.depth)
