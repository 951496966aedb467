"""The codec at work: any picture comes back, bits as estimated, no seams, the same every time, faults in words."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, ModelError, ModelMissing
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.media.fidelity import ms_ssim, psnr
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.nets.hyperprior import Hyperprior, HyperpriorConfig
from crossmedia_studio.represent import codec, codec_models
from crossmedia_studio.represent.codec import PictureCodec, filled
from crossmedia_studio.represent.codec_file import from_bytes, to_bytes

SMALL = HyperpriorConfig(widths=(6, 8, 12), latent=12, hyper=10, hyper_latent=6)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So small a network is only slowed down by a second."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def small_codec() -> PictureCodec:
    """Untrained, with latents of some size."""
    torch.manual_seed(0)
    net = Hyperprior(SMALL)
    with torch.no_grad():
        net.gain.log.add_(2.0)
        net.inverse_gain.log.sub_(2.0)
    return PictureCodec(net, b"12345678")


SMALL_CODEC = small_codec()


@pytest.fixture(scope="module")
def shipped() -> PictureCodec:
    return codec_models.load(shipped_folder() / "codec", b"12345678")


def picture(height: int, width: int, seed: int = 0, alpha: bool = False) -> np.ndarray:
    """Slopes, discs and a little grain: uint8 (h, w, 4)."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    values = np.stack([120 + 60 * np.sin(y / 37), 130 + 50 * np.cos(x / 51), 90 + 0.2 * (x + y)], axis=-1)
    for _ in range(12):
        inside = (y - random.uniform(0, height)) ** 2 + (x - random.uniform(0, width)) ** 2 < random.uniform(5, 60) ** 2
        values[inside] = random.uniform(20, 235, 3)
    values = np.clip(values + random.normal(0, 2, values.shape), 0, 255)
    plane = np.where((y + x) % 50 < 25, 0, (x * 7) % 256) if alpha else np.full((height, width), 255)
    return np.dstack([values, plane]).astype(np.uint8)


def through(coder: PictureCodec, pixels: np.ndarray, quality: float = 4.0) -> tuple[bytes, np.ndarray]:
    data = to_bytes(coder.compress(pixels, quality, no_step))
    return data, coder.decompress(from_bytes(data, "x.cms"), "x.cms", no_step)


@settings(max_examples=25)
@given(st.integers(1, 90), st.integers(1, 90), st.booleans(), st.floats(1.0, 8.0))
def test_any_size_comes_back_with_its_transparency(height: int, width: int, alpha: bool, quality: float) -> None:
    pixels = picture(height, width, alpha=alpha)
    data, again = through(SMALL_CODEC, pixels, quality)
    assert again.shape == pixels.shape and again.dtype == np.uint8
    assert np.array_equal(again[..., 3], pixels[..., 3])
    assert through(SMALL_CODEC, pixels, quality)[0] == data


@pytest.mark.parametrize("quality", [1.0, 4.0, 8.0])
def test_bits_are_those_the_network_expects(shipped: PictureCodec, quality: float) -> None:
    pixels = picture(256, 320)
    packed = shipped.compress(pixels, quality, no_step)
    planes = torch.from_numpy(pixels[..., :3].copy()).permute(2, 0, 1)[None].float() / 255.0
    with torch.no_grad():
        _, bits = shipped._net(planes, torch.tensor([quality]))
    assert 8 * len(packed.tiles[0].data) == pytest.approx(float(bits), rel=0.02, abs=64)


def test_tiles_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each transform in tiles of 64 px is that of the whole picture, whatever the size."""
    pixels = picture(201, 283)
    rows, columns, (whole,) = codec._grid(*pixels.shape[:2])
    latents = SMALL_CODEC._analyse(pixels[..., :3], whole, rows, columns, 64)[0]
    stored = (latents.numpy() * 16).astype(np.int16)
    made = SMALL_CODEC._synthesise(stored, whole, rows, columns, 64).astype(int)
    monkeypatch.setattr(codec, "TILE", 64)
    _, _, boxes = codec._grid(*pixels.shape[:2])
    assert len(boxes) == 20
    for box in boxes:
        part = SMALL_CODEC._analyse(pixels[..., :3], box, rows, columns, 64)[0]
        assert torch.allclose(part, latents[:, box.top : box.bottom, box.left : box.right], atol=1e-4)
        piece = SMALL_CODEC._synthesise(stored, box, rows, columns, 64).astype(int)
        around = made[box.top * 16 : box.bottom * 16, box.left * 16 : box.right * 16]
        assert np.abs(piece - around).max() <= 1


def test_a_picture_of_several_tiles_comes_back(shipped: PictureCodec) -> None:
    pixels = picture(70, 1100)
    packed = shipped.compress(pixels, 5, no_step)
    assert len(packed.tiles) == 2
    again = shipped.decompress(packed, "x.cms", no_step)
    assert psnr(pixels[:, 990:1060, :3], again[:, 990:1060, :3]) > psnr(pixels[..., :3], again[..., :3]) - 4.0


def test_threads_change_nothing(shipped: PictureCodec) -> None:
    pixels = picture(180, 200)
    found = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        found.append(through(shipped, pixels))
    assert found[0][0] == found[1][0]
    assert np.array_equal(found[0][1], found[1][1])


def test_better_quality_is_nearer_and_larger(shipped: PictureCodec) -> None:
    pixels = picture(192, 256)
    found = [through(shipped, pixels, quality) for quality in (1, 2.5, 4, 6, 8)]
    sizes = [len(data) for data, _ in found]
    nearness = [psnr(pixels[..., :3], again[..., :3]) for _, again in found]
    assert sizes == sorted(set(sizes)) and nearness == sorted(nearness)


def test_the_codec_that_ships_keeps_pictures(shipped: PictureCodec) -> None:
    pixels = picture(256, 256, seed=3)
    data, again = through(shipped, pixels)
    assert psnr(pixels[..., :3], again[..., :3]) > 28.0
    assert ms_ssim(pixels[..., :3], again[..., :3]) > 0.9
    assert len(data) < pixels.shape[0] * pixels.shape[1] * 3 / 10


def test_latents_that_differ_are_noticed() -> None:
    packed = SMALL_CODEC.compress(picture(40, 40), 4, no_step)
    (tile,) = packed.tiles
    wrong = dataclasses.replace(packed, tiles=(dataclasses.replace(tile, check=tile.check ^ 1),))
    with pytest.raises(MediaError, match="cannot be decoded"):
        SMALL_CODEC.decompress(wrong, "x.cms", no_step)


@settings(max_examples=30)
@given(st.binary(max_size=80))
def test_foreign_codes_are_noticed(data: bytes) -> None:
    packed = SMALL_CODEC.compress(picture(20, 20), 4, no_step)
    foreign = dataclasses.replace(packed.tiles[0], data=data[: len(data) // 4 * 4])
    with pytest.raises(MediaError, match="cannot be decoded"):
        SMALL_CODEC.decompress(dataclasses.replace(packed, tiles=(foreign,)), "x.cms", no_step)


def test_cancel_passes_through() -> None:
    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        SMALL_CODEC.compress(picture(20, 20), 4, stop)
    with pytest.raises(Cancelled):
        SMALL_CODEC.decompress(SMALL_CODEC.compress(picture(20, 20), 4, no_step), "x.cms", stop)


@settings(max_examples=30)
@given(st.integers(1, 33), st.integers(1, 33), st.integers(0, 9))
def test_colours_behind_nothing_are_those_nearby(height: int, width: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (height, width, 4), dtype=np.uint8)
    pixels[..., 3] *= random.random((height, width)) < 0.3
    seen, colours = pixels[..., 3] > 0, filled(pixels)
    assert np.array_equal(colours[seen], pixels[seen][:, :3])
    if seen.any():
        assert colours.min() >= pixels[seen][:, :3].min() and colours.max() <= pixels[seen][:, :3].max()


def test_files_find_their_codec(models: Models) -> None:
    coder = codec_models.chosen(models)
    packed = coder.compress(picture(16, 16), 4, no_step)
    assert codec_models.of_file(models, packed, "x.cms") is coder
    with pytest.raises(ModelMissing, match="not here"):
        codec_models.of_file(models, dataclasses.replace(packed, model=bytes(8)), "x.cms")


@pytest.mark.parametrize("fault", ["cut", "no json", "giant", "other shape", "gone"])
def test_a_damaged_codec_is_refused(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "codec"
    shutil.copytree(shipped_folder() / "codec", folder)
    weights, config = folder / codec_models.WEIGHTS, folder / codec_models.CONFIG
    known = json.loads(config.read_text())
    if fault == "cut":
        weights.write_bytes(weights.read_bytes()[:5000])
    elif fault == "no json":
        config.write_text("{")
    elif fault == "giant":
        config.write_text(json.dumps({"network": {**known["network"], "latent": 10**9}}))
    elif fault == "other shape":
        config.write_text(json.dumps({"network": {**known["network"], "latent": 7}}))
    else:
        weights.unlink()
    with pytest.raises(ModelError, match="cannot be used"):
        codec_models.load(folder, b"12345678")
