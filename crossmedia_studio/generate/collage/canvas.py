"""Layers of paint: premultiplied float32 RGBA arrays (height, width, 4) in 0–1, sRGB, and what is done to them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter

Colour = tuple[float, float, float]
"""sRGB, 0–1."""

_BAND = 200_000
"""Pixels drawn at once: about ten milliseconds."""


def rgb(code: str) -> Colour:
    """``#rrggbb`` as a colour."""
    return int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255


def hexcode(colour: Colour) -> str:
    return "#" + "".join(f"{round(min(max(c, 0.0), 1.0) * 255):02x}" for c in colour)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """``a`` at 0, ``b`` at 1."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def times(a: Colour, b: Colour) -> Colour:
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


def draw(shapes: str, width: int, height: int, *, box: tuple[float, float, float, float] | None = None) -> np.ndarray:
    """SVG ``shapes`` as a layer of ``width`` × ``height`` pixels; ``box`` is the viewBox (default: pixels).

    Drawn in bands: the renderer holds Python's lock while it works, and a window must not wait for a whole sheet.
    """
    left, top, across, down = box or (0.0, 0.0, float(width), float(height))
    rows = max(_BAND // width, 1)
    bands = []
    for start in range(0, height, rows):
        tall = min(rows, height - start)
        bands.append(_band(shapes, width, tall, (left, top + down * start / height, across, down * tall / height)))
    return bands[0] if len(bands) == 1 else np.concatenate(bands)


def _band(shapes: str, width: int, height: int, view: tuple[float, float, float, float]) -> np.ndarray:
    import resvg_py

    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="{" ".join(f"{v:.9g}" for v in view)}" preserveAspectRatio="none">{shapes}</svg>'
    )
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as picture:
        return premultiply(np.asarray(picture.convert("RGBA")))


def premultiply(pixels: np.ndarray) -> np.ndarray:
    """Straight uint8 RGBA as a layer."""
    layer = pixels.astype(np.float32) / 255
    layer[..., :3] *= layer[..., 3:]
    return layer


def pixels(layer: np.ndarray) -> np.ndarray:
    """A layer as straight uint8 RGBA."""
    alpha = layer[..., 3:]
    colour = np.divide(layer[..., :3], alpha, out=np.zeros_like(layer[..., :3]), where=alpha > 1e-4)
    return (np.concatenate([colour, alpha], axis=-1).clip(0, 1) * 255 + 0.5).astype(np.uint8)


def over(canvas: np.ndarray, layer: np.ndarray, x: int = 0, y: int = 0, opacity: float = 1.0) -> None:
    """Lay ``layer`` on ``canvas`` (in place) with its top left corner at (x, y); what sticks out is cut off."""
    height, width = canvas.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + layer.shape[1], width), min(y + layer.shape[0], height)
    if left >= right or top >= bottom:
        return
    piece = layer[top - y : bottom - y, left - x : right - x]
    if opacity != 1.0:
        piece = piece * np.float32(opacity)
    target = canvas[top:bottom, left:right]
    target *= 1 - piece[..., 3:]
    target += piece


def blur(channel: np.ndarray, radius: float) -> np.ndarray:
    """A float channel (h, w) in 0–1, softened by a Gaussian of ``radius`` pixels."""
    if radius < 0.3:
        return channel
    picture = Image.fromarray((channel.clip(0, 1) * 255).astype(np.uint8))
    shrink = max(1, int(radius // 6))
    if shrink > 1:  # wide blurs look the same at a fraction of the size
        size = picture.size
        small = picture.resize((max(size[0] // shrink, 1), max(size[1] // shrink, 1)), Image.Resampling.BOX)
        picture = small.filter(ImageFilter.GaussianBlur(radius / shrink)).resize(size, Image.Resampling.BICUBIC)
    else:
        picture = picture.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(picture, np.float32) / 255


def flat(alpha: np.ndarray, colour: Colour) -> np.ndarray:
    """A layer of one colour shaped by ``alpha`` (h, w)."""
    return np.concatenate([alpha[..., None] * np.asarray(colour, np.float32), alpha[..., None]], axis=-1)


def pad(layer: np.ndarray, margin: int) -> np.ndarray:
    """``layer`` with ``margin`` clear pixels all round."""
    return np.pad(layer, ((margin, margin), (margin, margin), (0, 0)))


def scale(layer: np.ndarray, width: int, height: int) -> np.ndarray:
    """``layer`` at another size, each channel resampled in float (premultiplied, so edges stay clean)."""
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(layer[..., c])).resize((width, height), Image.Resampling.LANCZOS)
        )
        for c in range(4)
    ]
    return np.stack(channels, axis=-1).clip(0, 1)


def gradient(width: int, height: int, stops: tuple[tuple[float, Colour], ...]) -> np.ndarray:
    """An opaque vertical gradient; ``stops`` are (place 0 top … 1 bottom, colour), interpolated smoothly."""
    places = np.array([place for place, _ in stops])
    rows = (np.arange(height) + 0.5) / height
    columns = [np.interp(rows, places, [colour[c] for _, colour in stops]) for c in range(3)]
    strip = np.stack([*columns, np.ones(height)], axis=-1).astype(np.float32)
    soft = max(1, height // 24)
    kernel = np.hanning(2 * soft + 1)
    kernel /= kernel.sum()
    padded = np.pad(strip, ((soft, soft), (0, 0)), mode="edge")
    strip = np.stack([np.convolve(padded[:, c], kernel, "valid") for c in range(4)], axis=-1).astype(np.float32)
    return np.repeat(strip[:, None], width, axis=1)


def glow(width: int, height: int, x: float, y: float, radius: float, colour: Colour, strength: float) -> np.ndarray:
    """A round light at (x, y) pixels that fades as a Gaussian of ``radius`` pixels; laid over, it lightens."""
    rows, columns = np.ogrid[:height, :width]
    distance = ((columns - x) ** 2 + (rows - y) ** 2) / np.float32(radius * radius)
    return flat((np.exp(-distance) * strength).astype(np.float32), colour)
