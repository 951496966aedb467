"""The container of compressed pictures: what goes in comes out; anything else gets one clear sentence."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.represent.codec_file import Packed, Tile, from_bytes, tile_count, to_bytes


def packed(width: int = 30, height: int = 20, alpha: bool = False) -> Packed:
    plane = np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8) if alpha else None
    tiles = tuple(Tile(7 * i, bytes(4 * (i + 1))) for i in range(tile_count(width, height)))
    return Packed(width, height, 64, b"8 bytes.", tiles, plane)


@settings(max_examples=40)
@given(st.integers(1, 3000), st.integers(1, 60), st.booleans())
def test_round_trip(width: int, height: int, alpha: bool) -> None:
    before = packed(width, height, alpha)
    after = from_bytes(to_bytes(before), "x.cms")
    assert (after.width, after.height, after.quality, after.model) == (width, height, 64, b"8 bytes.")
    assert after.tiles == before.tiles
    assert (after.alpha is None) is (before.alpha is None)
    if after.alpha is not None and before.alpha is not None:
        assert np.array_equal(after.alpha, before.alpha)


def test_plain_transparency_costs_next_to_nothing() -> None:
    plane = np.zeros((400, 400), np.uint8)
    plane[100:300, 100:300] = 255
    bare, dressed = packed(400, 400), Packed(400, 400, 64, b"8 bytes.", packed(400, 400).tiles, plane)
    assert len(to_bytes(dressed)) - len(to_bytes(bare)) < 700


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(MediaError):
        from_bytes(data, "x.cms")


@settings(max_examples=200)
@given(st.data())
def test_any_change_or_cut_is_noticed(data: st.DataObject) -> None:
    whole = to_bytes(packed(alpha=True))
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        changed = whole[:place]
    else:
        flip = data.draw(st.integers(1, 255))
        changed = whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :]
    with pytest.raises(MediaError):
        from_bytes(changed, "x.cms")


@settings(max_examples=300)
@given(st.data())
def test_hostile_files_with_a_right_checksum_are_refused_or_read(data: st.DataObject) -> None:
    """Whoever can write the checksum too can lie about sizes, lengths and flags: never more than MediaError."""
    whole = bytearray(to_bytes(packed(alpha=data.draw(st.booleans())))[:-4])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(4, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    whole = whole[: data.draw(st.integers(5, len(whole)))] + data.draw(st.binary(max_size=9))
    try:
        found = from_bytes(bytes(whole) + struct.pack("<I", zlib.crc32(whole)), "x.cms")
    except MediaError:
        return
    assert len(found.tiles) == tile_count(found.width, found.height)
    assert found.alpha is None or found.alpha.shape == (found.height, found.width)


def test_a_bomb_of_transparency_is_refused() -> None:
    plane = np.zeros((3000, 3000), np.uint8)
    bomb = to_bytes(Packed(3000, 3000, 64, b"8 bytes.", packed(3000, 3000).tiles, plane))
    lying = bytearray(bomb[:-4])
    struct.pack_into("<II", lying, 6, 20, 20)
    with pytest.raises(MediaError, match="do not fit together"):
        from_bytes(bytes(lying) + struct.pack("<I", zlib.crc32(lying)), "x.cms")


@pytest.mark.parametrize(
    "place, value, words", [(0, b"P", "no compressed picture"), (4, b"\x09", "newer studio"), (30, b"!", "damaged")]
)
def test_each_fault_has_its_sentence(place: int, value: bytes, words: str) -> None:
    whole = to_bytes(packed())
    with pytest.raises(MediaError, match=words):
        from_bytes(whole[:place] + value + whole[place + 1 :], "x.cms")
