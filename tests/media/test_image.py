"""Pictures of every sort that artists have, and files that only pretend to be one."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image


def gradient(width: int = 40, height: int = 24) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) % 256, np.full_like(x, 255)], axis=-1).astype(
        np.uint8
    )


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp", ".jpg", ".webp"])
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    pixels = gradient()
    image.write(Image(pixels), tmp_path / f"a{suffix}")
    back = image.read(tmp_path / f"a{suffix}").pixels
    assert back.shape == pixels.shape and back.dtype == np.uint8 and back.flags.c_contiguous
    error = np.abs(back.astype(int) - pixels).mean()
    assert error == 0 if suffix in (".png", ".tif", ".bmp") else error < 6
    assert list(tmp_path.iterdir()) == [tmp_path / f"a{suffix}"]


def test_alpha_survives_png_and_becomes_white_in_jpeg(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    image.write(Image(pixels), tmp_path / "a.png")
    image.write(Image(pixels), tmp_path / "a.jpg")
    assert (image.read(tmp_path / "a.png").pixels[..., 3] == 0).all()
    assert (image.read(tmp_path / "a.jpg").pixels >= 254).all()


def test_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="xyz"):
        image.write(Image(gradient()), tmp_path / "a.xyz")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    upright = Pillow.new("RGB", (30, 20), "blue")
    upright.paste("red", (0, 0, 15, 10))  # red in the upper left corner
    undo = {2: 0, 3: 1, 4: 5, 5: 6, 6: 2, 7: 3, 8: 4}
    moves = {
        2: Pillow.Transpose.FLIP_LEFT_RIGHT, 3: Pillow.Transpose.ROTATE_180, 4: Pillow.Transpose.FLIP_TOP_BOTTOM,
        5: Pillow.Transpose.TRANSPOSE, 6: Pillow.Transpose.ROTATE_90, 7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_270,
    }  # fmt: skip
    kept = upright.transpose(moves[orientation]) if orientation in undo else upright
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    kept.save(tmp_path / "a.jpg", exif=exif, quality=95)
    assert image.size(tmp_path / "a.jpg") == (30, 20)
    pixels = image.read(tmp_path / "a.jpg").pixels
    assert pixels.shape[:2] == (20, 30)
    assert pixels[3, 3, 0] > 200 and pixels[3, 3, 2] < 60
    assert pixels[16, 26, 2] > 200


def test_sixteen_bits_and_floats_keep_their_tones(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(4, 0)
    Pillow.fromarray(ramp).save(tmp_path / "a.png")
    Pillow.fromarray(ramp).save(tmp_path / "a.tif")
    Pillow.fromarray((ramp / 65535).astype(np.float32)).save(tmp_path / "b.tif")
    for name in ("a.png", "a.tif", "b.tif"):
        grey = image.read(tmp_path / name).pixels
        assert np.abs(grey[0, :, 0].astype(int) - np.arange(256)).max() <= 1, name
        assert (grey[..., 3] == 255).all()


def test_cmyk_palette_grey_and_animation(tmp_path: Path) -> None:
    Pillow.new("CMYK", (9, 9), (0, 255, 255, 0)).save(tmp_path / "cmyk.jpg")
    red = image.read(tmp_path / "cmyk.jpg").pixels[4, 4]
    assert red[0] > 200 and red[1] < 80 and red[3] == 255
    palette = Pillow.new("P", (9, 9), 1)
    palette.putpalette([0, 0, 0, 0, 255, 0])
    palette.save(tmp_path / "p.png", transparency=1)
    assert image.read(tmp_path / "p.png").pixels[0, 0, 3] == 0
    Pillow.new("LA", (9, 9), (128, 64)).save(tmp_path / "la.png")
    assert tuple(image.read(tmp_path / "la.png").pixels[0, 0]) == (128, 128, 128, 64)
    frames = [Pillow.new("RGB", (9, 9), colour) for colour in ("red", "lime")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    assert tuple(image.read(tmp_path / "a.gif").pixels[0, 0]) == (255, 0, 0, 255)
    assert not image.is_image(tmp_path / "a.gif")  # it moves: a film


def test_embedded_profile_is_honoured(tmp_path: Path) -> None:
    from PIL import ImageCms

    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Pillow.new("RGB", (4, 4), (10, 200, 30)).save(tmp_path / "a.png", icc_profile=lab)
    assert np.abs(image.read(tmp_path / "a.png").pixels[0, 0, :3].astype(int) - (10, 200, 30)).max() <= 1
    Pillow.new("RGB", (4, 4), (10, 200, 30)).save(tmp_path / "b.png", icc_profile=b"no profile")
    assert tuple(image.read(tmp_path / "b.png").pixels[0, 0, :3]) == (10, 200, 30)


def test_resize_keeps_edges_clean() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)  # transparent black around opaque white
    pixels[16:48, 16:48] = 255
    small = image.resize(Image(pixels), 21, 21).pixels
    assert (small[small[..., 3] > 20][:, :3] > 240).all()
    assert image.resize(Image(pixels), 128, 32).pixels.shape == (32, 128, 4)
    with pytest.raises(MediaError):
        image.resize(Image(pixels), 0, 5)


def test_bad_pictures_say_so(tmp_path: Path) -> None:
    whole = tmp_path / "a.png"
    image.write(Image(np.random.default_rng(1).integers(0, 255, (64, 64, 4), dtype=np.uint8)), whole)
    data = whole.read_bytes()
    cases = {"cut.png": data[: len(data) // 2], "empty.png": b"", "words.png": b"hello", "head.png": data[:8]}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError) as caught:
            image.read(tmp_path / name)
        assert name in caught.value.sentence and "\n" not in caught.value.sentence
    for path in (tmp_path, tmp_path / "gone.png", tmp_path / ("x" * 300), Path("\0")):
        with pytest.raises(MediaError):
            image.read(path)


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    for side in (13_000, 30_000, 2**31 - 1):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
        (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
        with pytest.raises(MediaError, match="too large"):
            image.read(tmp_path / "bomb.png")


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=16)


def _seeds() -> list[bytes]:
    made = []
    for name in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "ICO"):
        buffer = io.BytesIO()
        Pillow.fromarray(gradient(32, 32)).convert("RGB").save(buffer, name)
        made.append(buffer.getvalue())
    return made


_SEEDS = _seeds()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.sampled_from(_SEEDS), cut=st.floats(0, 1), changes=CHANGES)
@pytest.mark.filterwarnings("ignore")  # Pillow warns about odd tags and sizes on its way to an error
def test_damaged_pictures_raise_only_media_errors(
    tmp_path: Path, seed: bytes, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[min(int(place * len(data)), len(data) - 1)] = value
    path = tmp_path / "fuzz.img"
    path.write_bytes(bytes(data[: int(cut * len(data)) + 1]))
    try:
        assert image.read(path).pixels.shape[2] == 4
    except MediaError as error:
        assert error.sentence
