"""A compressed picture as bytes, ``.cms``: what is in the file and nothing of how it is decoded. Used by ``codec``.

All numbers are little-endian. A head (magic ``CMS`` 0x1A, version, flags, width, height, quality in sixteenths, the
first 8 bytes of the model's SHA-256); with flag 1 the transparency (length, then zlib); the tiles row by row, each
its length, the CRC-32 of what must come out of it and the words of the range coder; at last the CRC-32 of all before.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.image import PIXEL_LIMIT

SUFFIX = ".cms"
TILE = 1024
"""The side of a tile in pixels; those at the right and lower border may be smaller."""

_MAGIC, _VERSION = b"CMS\x1a", 1
_HEAD = struct.Struct("<4sBBIIB8s")
_LENGTH, _TILE, _SUM = struct.Struct("<I"), struct.Struct("<II"), struct.Struct("<I")
_TRANSPARENT = 1
_QUALITIES = range(16, 129)


@dataclass(frozen=True)
class Tile:
    """The range coder's bytes, and the CRC-32 of the numbers they stand for."""

    check: int
    data: bytes


@dataclass(frozen=True)
class Packed:
    """A compressed picture. ``quality`` in sixteenths, 16–128; ``alpha`` is uint8 (height, width) or None."""

    width: int
    height: int
    quality: int
    model: bytes
    tiles: tuple[Tile, ...]
    alpha: np.ndarray | None = None


def tile_count(width: int, height: int) -> int:
    return -(-width // TILE) * -(-height // TILE)


def to_bytes(packed: Packed) -> bytes:
    """The file."""
    flags = 0 if packed.alpha is None else _TRANSPARENT
    parts = [_HEAD.pack(_MAGIC, _VERSION, flags, packed.width, packed.height, packed.quality, packed.model)]
    if packed.alpha is not None:
        plane = _pack_plane(packed.alpha)
        parts += [_LENGTH.pack(len(plane)), plane]
    for tile in packed.tiles:
        parts += [_TILE.pack(len(tile.data), tile.check), tile.data]
    whole = b"".join(parts)
    return whole + _SUM.pack(zlib.crc32(whole))


def from_bytes(data: bytes, name: str) -> Packed:
    """What the file ``name`` holds. Raises MediaError for anything but a whole file of a version known here."""
    if data[:4] != _MAGIC:
        raise MediaError(
            tr("{name} is no compressed picture of this studio", name=name),
            do=tr("Choose a file that ends in {suffix}", suffix=SUFFIX),
        )
    if len(data) < _HEAD.size + _SUM.size:
        raise _cut_off(name)
    _, version, flags, width, height, quality, model = _HEAD.unpack_from(data)
    if version != _VERSION:
        raise MediaError(
            tr("{name} was made by a newer studio", name=name), do=tr("Update this studio and open the file again")
        )
    if zlib.crc32(data[: -_SUM.size]) != _SUM.unpack_from(data, len(data) - _SUM.size)[0]:
        raise _cut_off(name)
    if not (width and height) or width * height > PIXEL_LIMIT or flags > _TRANSPARENT or quality not in _QUALITIES:
        raise _broken(name)
    reader = _Reader(data, _HEAD.size, len(data) - _SUM.size, name)
    alpha = None
    if flags & _TRANSPARENT:
        (length,) = reader.numbers(_LENGTH)
        alpha = _unpack_plane(reader.take(length), height, width, name)
    tiles = []
    for _ in range(tile_count(width, height)):
        length, check = reader.numbers(_TILE)
        if length % 4:
            raise _broken(name)
        tiles.append(Tile(check, reader.take(length)))
    if not reader.done:
        raise _broken(name)
    return Packed(width, height, quality, model, tuple(tiles), alpha)


class _Reader:
    """Takes pieces of ``data`` from ``start`` to ``end``, never beyond."""

    def __init__(self, data: bytes, start: int, end: int, name: str) -> None:
        self._data, self._place, self._end, self._name = data, start, end, name

    def take(self, length: int) -> bytes:
        if length > self._end - self._place:
            raise _broken(self._name)
        self._place += length
        return self._data[self._place - length : self._place]

    def numbers(self, shape: struct.Struct) -> tuple[int, ...]:
        return shape.unpack(self.take(shape.size))

    @property
    def done(self) -> bool:
        return self._place == self._end


def _pack_plane(plane: np.ndarray) -> bytes:
    """Each row as its difference from the row above (PNG's filter "up"), in zlib."""
    difference = np.diff(plane, axis=0, prepend=np.zeros((1, plane.shape[1]), np.uint8))
    return zlib.compress(difference.tobytes(), 9)


def _unpack_plane(data: bytes, height: int, width: int, name: str) -> np.ndarray:
    reader = zlib.decompressobj()
    try:
        raw = reader.decompress(data, height * width + 1)
    except zlib.error as error:
        raise _broken(name) from error
    if len(raw) != height * width or not reader.eof or reader.unused_data:
        raise _broken(name)
    difference = np.frombuffer(raw, np.uint8).reshape(height, width)
    return np.cumsum(difference, axis=0, dtype=np.uint8)


def _cut_off(name: str) -> MediaError:
    return MediaError(
        tr("The compressed picture {name} is damaged", name=name),
        why=tr("it ends too early or its bytes were changed"),
        do=tr("Copy it again from where it came"),
    )


def _broken(name: str) -> MediaError:
    return MediaError(
        tr("The compressed picture {name} is damaged", name=name),
        why=tr("its parts do not fit together"),
        do=tr("Copy it again from where it came"),
    )
