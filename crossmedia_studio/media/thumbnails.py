"""Small pictures of library items: the picture itself, a film's frame, a sound's waveform. Kept on disk."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import audio, image, video
from crossmedia_studio.media.cache import DiskCache, file_key
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.opening import check_file
from crossmedia_studio.media.peaks import peaks

_CACHE = DiskCache("thumbnails", 256 << 20)
WAVE_COLOUR = (91, 157, 255)
_BODY = 0.55


def thumbnail(path: Path, kind: Kind, size: int, time: int = 0) -> np.ndarray:
    """uint8 (h, w, 4) RGBA, straight alpha, its longer side ``size`` pixels (smaller pictures are not enlarged).

    ``time`` (ticks) chooses a film's frame. Sounds get a 16:9 waveform on a transparent ground. Raises
    :class:`MediaError` for a file that is not of ``kind``, :class:`Unsupported` for text.
    """
    if not 8 <= size <= 2048:
        raise MediaError(tr("A small picture cannot be {size} pixels large", size=size))
    path = check_file(path)
    key = file_key(path, "thumbnail 1", kind.value, size, time) + ".png"
    kept = _CACHE.get(key)
    if kept is not None:
        try:
            with Pillow.open(io.BytesIO(kept), formats=("PNG",)) as opened:
                return np.array(opened.convert("RGBA"))
        except (OSError, SyntaxError, ValueError):
            pass  # damaged: made again below
    pixels = _make(path, kind, size, time)
    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, "PNG", compress_level=3)
    _CACHE.put(key, buffer.getvalue())
    return pixels


def _make(path: Path, kind: Kind, size: int, time: int) -> np.ndarray:
    if kind is Kind.IMAGE:
        return _fit(image.read(path), size)
    if kind is Kind.VIDEO:
        return _fit(Image(video.frame_at(path, time)), size)
    if kind is Kind.AUDIO:
        return waveform(path, size, max(size * 9 // 16, 1))
    raise Unsupported(tr("A text has no small picture"))


def _fit(picture: Image, size: int) -> np.ndarray:
    share = min(size / max(picture.width, picture.height), 1.0)
    width, height = max(round(picture.width * share), 1), max(round(picture.height * share), 1)
    return image.resize(picture, width, height).pixels


def waveform(path: Path, width: int, height: int) -> np.ndarray:
    """uint8 (height, width, 4): the whole sound from left to right, its peaks faint, its body bright."""
    sound = audio.probe(path)
    seconds = sound.frames / sound.rate if sound.frames else 60.0
    values = peaks(path, int(np.clip(np.ceil(2 * width / max(seconds, 0.01)), 10, 1000)))
    edges = np.linspace(0, len(values), width + 1).astype(int)
    starts = np.minimum(edges[:-1], max(len(values) - 1, 0))
    low, high = np.zeros(width), np.zeros(width)
    if len(values):
        low, high = np.minimum.reduceat(values[:, 0], starts), np.maximum.reduceat(values[:, 1], starts)
    loudest = max(float(np.abs([low, high]).max()), 1e-3)
    scale = 0.48 * height / loudest if loudest < 1 else 0.48 * height
    rows = (height - 1) / 2 - np.arange(height)[:, None]  # distance above the middle line, in pixels
    coverage = np.clip(np.minimum(high * scale - rows, rows - low * scale) + 1.0, 0, 1)
    body = np.clip(np.minimum(high * scale * _BODY - rows, rows - low * scale * _BODY) + 1.0, 0, 1)
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3] = WAVE_COLOUR
    pixels[..., 3] = np.round(255 * np.clip(0.45 * coverage + 0.55 * body, 0, 1)).astype(np.uint8)
    return pixels
