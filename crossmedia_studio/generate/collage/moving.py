"""A collage in motion: clouds drift, birds bob, stars twinkle, snow falls, while a camera pushes slowly in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.collage import picture
from crossmedia_studio.generate.collage.stage import Layer, Motion, Stage, lay, shade

_PUSH = 0.055
"""How much closer the camera is at the end."""
_EDGE = 24


@dataclass(frozen=True, eq=False)
class _Sprite:
    """A layer cropped to what is seen of it, with its paper shadow, at (x, y): RGBa uint8; float32 if it stays still;
    float32 RGB if it also covers all behind it."""

    image: Image.Image | None
    pixels: np.ndarray
    x: int
    y: int
    layer: Layer


class Moving:
    """Frames of ``layers`` on ``stage``, whose size is a little larger than the film's ``size``."""

    def __init__(self, stage: Stage, layers: Sequence[Layer], size: tuple[int, int], grain: float, step: Step) -> None:
        self._stage, self._size = stage, size
        self._base = np.zeros((stage.height, stage.width, 4), np.float32)
        self._sprites: list[_Sprite] = []
        still: np.ndarray | None = None
        for index, layer in enumerate(layers):
            step(index, len(layers))
            if layer.motion is not Motion.STILL:
                if still is not None:
                    self._add(Layer(still))
                    still = None
                self._add(layer)
            elif not self._sprites:
                lay(self._base, layer)
            else:
                if still is None:
                    still = np.zeros_like(self._base)
                lay(still, layer)
        if still is not None:
            self._add(Layer(still))
        self._base = np.ascontiguousarray(self._base[..., :3])
        self._finish(grain)

    def _add(self, layer: Layer) -> None:
        if layer.motion is Motion.SWAY:  # reach beyond the frame, so that no end of it swings into view
            wide = np.pad(layer.pixels, ((0, 0), (_EDGE, _EDGE), (0, 0)), mode="edge")
            layer = replace(layer, pixels=wide, x=layer.x - _EDGE)
        both = layer
        if layer.shadow is not None:
            soft = shade(layer, self._stage.height)
            pixels = soft.pixels.copy()
            y, x = layer.y - soft.y, layer.x - soft.x
            down = pixels[y : y + layer.pixels.shape[0], x : x + layer.pixels.shape[1]]
            if down.shape == layer.pixels.shape:
                down *= 1 - layer.pixels[..., 3:]
                down += layer.pixels
                both = Layer(pixels, soft.x, soft.y)
        pixels, x, y = both.pixels, both.x, both.y
        if layer.motion is Motion.SWAY:
            pixels = self._split(pixels, x, y)
        if layer.motion not in (Motion.FALL, Motion.RISE):
            rows = np.flatnonzero(pixels[..., 3].max(axis=1) > 0.003)
            columns = np.flatnonzero(pixels[..., 3].max(axis=0) > 0.003)
            if not len(rows):
                return
            top, left = max(rows[0] - 3, 0), max(columns[0] - 3, 0)
            pixels = pixels[top : rows[-1] + 4, left : columns[-1] + 4]
            x, y = x + int(left), y + int(top)
        if layer.motion is Motion.STILL:
            self._sprites.append(_Sprite(None, pixels.astype(np.float32), x, y, layer))
            return
        whole = np.ascontiguousarray((pixels.clip(0, 1) * 255 + 0.5).astype(np.uint8))
        # four plain channels to Pillow, which would premultiply RGBA once more
        moving = Image.frombytes("CMYK", (whole.shape[1], whole.shape[0]), whole.tobytes())
        self._sprites.append(_Sprite(moving, whole, x, y, layer))

    def _split(self, pixels: np.ndarray, x: int, y: int) -> np.ndarray:
        """The swaying edge of a sheet (returned) without the solid land or water below it, which may stay still."""
        inside = pixels[:, max(-x, 0) : self._stage.width - x]
        open_rows = np.flatnonzero(inside[..., 3].min(axis=1) < 0.998)
        body = int(open_rows[open_rows < self._stage.height - y][-1]) + 4 if len(open_rows) else 0
        bottom = self._stage.height - y
        if body >= bottom - 8:
            return pixels
        lower = np.ascontiguousarray(inside[body:bottom, :, :3], np.float32)
        self._sprites.append(_Sprite(None, lower, max(x, 0), y + body, Layer(lower)))
        return pixels[: body + 8]

    def _finish(self, grain: float) -> None:
        """The finish of a still (light, vignette, paper) as one multiplication, one sum and one curve."""
        grey = np.full((self._stage.height, self._stage.width, 4), 0.5, np.float32)
        low = np.full_like(grey, 0.25)
        a = picture.lit(grey, self._stage)
        b = picture.lit(low, self._stage)
        times = (a - b) / 0.25
        plus = a - times * 0.5
        tooth = picture.tooth(self._stage, grain)
        self._times = (times * tooth * 255).astype(np.float32)
        self._plus = (plus * tooth * 255 + 0.5).astype(np.float32)
        values = picture.curve(np.arange(256) / 255).clip(0, 1)
        self._curve = [round(float(value) * 255) for value in values] * 3

    def frame(self, time: float, share: float) -> np.ndarray:
        """uint8 RGB (height, width, 3) at ``time`` seconds; ``share`` 0–1 of the whole film has passed."""
        canvas = self._base.copy()
        for sprite in self._sprites:
            self._lay(canvas, sprite, time)
        canvas *= self._times
        canvas += self._plus
        np.clip(canvas, 0, 255, out=canvas)
        pixels = Image.fromarray(canvas.astype(np.uint8)).point(self._curve)
        eased = share * share * (3 - 2 * share) * 0.5 + share * 0.5
        zoom = 1 - _PUSH * eased
        width, height = self._stage.width, self._stage.height
        w, h = width * zoom, height * zoom
        left, top = (width - w) / 2, (height - h) * 0.56
        seen = pixels.resize(self._size, Image.Resampling.BICUBIC, box=(left, top, left + w, top + h))
        return np.asarray(seen)

    def _lay(self, canvas: np.ndarray, sprite: _Sprite, time: float) -> None:
        layer, unit = sprite.layer, self._stage.height / 720
        turn = 2 * np.pi * layer.phase
        if layer.motion is Motion.STILL:
            _over(canvas, sprite.pixels, sprite.x, sprite.y)
        elif layer.motion is Motion.TWINKLE:
            _over(canvas, sprite.pixels, sprite.x, sprite.y, 0.72 + 0.28 * float(np.sin(2 * np.pi * time / 2.7 + turn)))
        elif layer.motion is Motion.DRIFT:
            _shifted(canvas, sprite, unit * time * (5 + 90 * layer.depth) % (self._stage.width * 2), 0.0)
        elif layer.motion is Motion.SWAY:
            _shifted(
                canvas,
                sprite,
                unit * 7 * float(np.sin(2 * np.pi * time / 5 + turn)),
                unit * 1.5 * float(np.sin(2 * np.pi * time / 3.3 + turn)),
            )
        elif layer.motion is Motion.BOB:
            _shifted(
                canvas,
                sprite,
                unit * 3 * float(np.sin(2 * np.pi * time / 6.1 + turn)),
                unit * 7 * float(np.sin(2 * np.pi * time / 3.1 + turn)),
            )
        elif layer.motion is Motion.BREATHE:
            _swollen(canvas, sprite, 1 + 0.010 * float(np.sin(2 * np.pi * time / 2.9 + turn)))
        else:
            speed = (
                (60 + 110 * layer.phase) * (4 if layer.phase > 2 else 1) * (-0.8 if layer.motion is Motion.RISE else 1)
            )
            aside = -0.22 * speed if layer.phase > 2 else 0.12 * speed
            fallen = np.roll(sprite.pixels, (round(unit * time * speed), round(unit * time * aside)), axis=(0, 1))
            _over(canvas, fallen, sprite.x, sprite.y)


def _over(canvas: np.ndarray, pixels: np.ndarray, x: int, y: int, opacity: float = 1.0) -> None:
    """RGBa uint8 ``pixels`` onto the float RGB ``canvas``."""
    height, width = canvas.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + pixels.shape[1], width), min(y + pixels.shape[0], height)
    if left >= right or top >= bottom:
        return
    piece = pixels[top - y : bottom - y, left - x : right - x]
    if piece.shape[2] == 3:
        canvas[top:bottom, left:right] = piece
        return
    if piece.dtype == np.uint8:
        piece = piece.astype(np.float32)
        piece *= np.float32(opacity / 255)
    target = canvas[top:bottom, left:right]
    target *= 1 - piece[..., 3:]
    target += piece[..., :3]


def _shifted(canvas: np.ndarray, sprite: _Sprite, dx: float, dy: float) -> None:
    """Moved by fractions of a pixel, so that slow things glide."""
    whole_x, whole_y = int(np.floor(dx)), int(np.floor(dy))
    part = (1, 0, -(dx - whole_x), 0, 1, -(dy - whole_y))
    assert sprite.image is not None
    moved = sprite.image.transform(sprite.image.size, Image.Transform.AFFINE, part, Image.Resampling.BILINEAR)
    _over(canvas, np.asarray(moved), sprite.x + whole_x, sprite.y + whole_y)


def _swollen(canvas: np.ndarray, sprite: _Sprite, tall: float) -> None:
    """Stretched upward from the feet."""
    assert sprite.image is not None
    width, height = sprite.image.size
    extra = max(round(height * 0.02), 2)
    rise = (1, 0, 0, 0, 1 / tall, height - (height + extra) / tall)
    grown = sprite.image.transform((width, height + extra), Image.Transform.AFFINE, rise, Image.Resampling.BICUBIC)
    _over(canvas, np.asarray(grown), sprite.x, sprite.y - extra)
