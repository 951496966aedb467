"""Pictures and film frames, decoded and brought to the size they are drawn at, in bounded memory."""

from __future__ import annotations

import math
from collections import OrderedDict

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.fuse import compose
from crossmedia_studio.fuse.cache import Cache
from crossmedia_studio.fuse.compose import Picture
from crossmedia_studio.fuse.plan import Layer
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.media.video import Reader
from crossmedia_studio.project.model import MediaItem

_OPEN_FILMS = 4
_AREA = 1 << 24
"""Pixels of the largest prepared picture."""
_OVERSAMPLE = 2.0


class Pictures:
    """``limit`` bytes for stills; a third of it more for film frames. Films stay open and are read in order."""

    def __init__(self, store: MediaStore, limit: int) -> None:
        self._store = store
        self._stills: Cache[tuple[Picture, tuple[int, int]]] = Cache(limit, lambda value: value[0].sizeInBytes())
        self._sources: Cache[Image] = Cache(limit // 4, lambda value: value.pixels.nbytes)
        self._frames: Cache[tuple[Picture, tuple[int, int]]] = Cache(limit // 3, lambda value: value[0].sizeInBytes())
        self._films: OrderedDict[tuple[str, str], Reader] = OrderedDict()

    def ready(self, item: MediaItem, layer: Layer, frame: tuple[int, int]) -> tuple[Picture, tuple[int, int]]:
        """The picture to draw for ``layer`` in a frame of that size, and the natural size that it stands for.

        Raises :class:`MediaError` if the file is missing or damaged.
        """
        if item.kind is Kind.VIDEO:
            return self._film(item, layer, frame)
        key = item.id, layer.fit, frame, layer.peak if layer.moving else layer.scale, layer.moving, _step(layer)
        return self._stills.get(key) or self._stills.put(key, self._still(item, layer, frame))

    def close(self) -> None:
        """Close films, forget pictures."""
        while self._films:
            self._films.popitem()[1].close()
        for cache in (self._stills, self._sources, self._frames):
            cache.clear()

    def _still(self, item: MediaItem, layer: Layer, frame: tuple[int, int]) -> tuple[Picture, tuple[int, int]]:
        source = self._sources.get(item.id) or self._sources.put(
            item.id, image.read(self._store.path(item.id, item.suffix))
        )
        natural = source.width, source.height
        scale = _fit(layer, natural, frame) * (_step(layer) if layer.moving else layer.scale)
        scale = min(scale, math.sqrt(_AREA / (natural[0] * natural[1])))
        sharp = _sized(source, scale)
        if layer.moving:
            # Bilinear drawing between whole pixels softens more and less as a picture glides, which shimmers. A picture
            # that holds no finer detail than the frame can show, at twice the pixels, glides evenly.
            sharp = _sized(sharp, min(_OVERSAMPLE, math.sqrt(_AREA / (sharp.width * sharp.height))))
        return compose.picture(sharp.pixels), natural

    def _film(self, item: MediaItem, layer: Layer, frame: tuple[int, int]) -> tuple[Picture, tuple[int, int]]:
        """The film frame, no larger than it is drawn: small previews keep many frames at hand."""
        key = item.id, layer.source_time, layer.fit, frame, layer.scale
        held = self._frames.get(key)
        if held is not None:
            return held
        full = compose.picture(self._reader(item, layer.clip).at(layer.source_time))
        natural = full.width(), full.height()
        scale = _fit(layer, natural, frame) * layer.scale
        if scale < 0.75:
            full = compose.resized(full, math.ceil(natural[0] * scale), math.ceil(natural[1] * scale))
        return self._frames.put(key, (full, natural))

    def _reader(self, item: MediaItem, clip: str) -> Reader:
        """The open film for this clip: two clips of one film do not make each other seek."""
        key = item.id, clip
        reader = self._films.pop(key, None) or Reader(self._store.path(item.id, item.suffix))
        self._films[key] = reader
        while len(self._films) > _OPEN_FILMS:
            self._films.popitem(last=False)[1].close()
        return reader


def _fit(layer: Layer, natural: tuple[int, int], frame: tuple[int, int]) -> float:
    fit = min if layer.fit == "contain" else max
    return fit(frame[0] / natural[0], frame[1] / natural[1])


def _step(layer: Layer) -> float:
    """The scale a moving still is prepared for: its largest if it stays near that, else the next step of √2."""
    if layer.scale >= layer.peak / 1.5:
        return layer.peak
    return min(2 ** (math.ceil(2 * math.log2(max(layer.scale, 1e-3))) / 2), layer.peak)


def _sized(source: Image, scale: float) -> Image:
    return image.resize(source, max(round(source.width * scale), 1), max(round(source.height * scale), 1))
