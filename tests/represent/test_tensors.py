"""Pictures, sounds and films as tensors."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.represent import audio, image
from crossmedia_studio.represent import video as films


def test_picture_round_trip() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 20, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    for mean, std in (((0.0,) * 3, (1.0,) * 3), (image.IMAGENET_MEAN, image.IMAGENET_STD), (image.HALF, image.HALF)):
        tensor = image.to_tensor(Image(pixels), mean, std)
        assert tuple(tensor.shape) == (1, 3, 12, 20)
        assert np.array_equal(image.from_tensor(tensor, mean, std).pixels, pixels)
    assert float(image.to_tensor(Image(pixels), image.HALF, image.HALF).abs().max()) <= 1.0


def test_transparency_shows_the_ground() -> None:
    clear = Image(np.zeros((4, 4, 4), np.uint8))
    assert float(image.to_tensor(clear).min()) == 1.0 and float(image.to_tensor(clear, ground=0.0).max()) == 0.0
    assert float(image.alpha(clear).max()) == 0.0


@pytest.mark.parametrize("size", [(10, 10), (64, 16), (16, 64), (7, 33)])
def test_fit_covers_exactly(size: tuple[int, int]) -> None:
    pixels = np.full((30, 50, 4), 255, np.uint8)
    pixels[:, 25:, :3] = 0
    fitted = image.fit(Image(pixels), *size)
    assert (fitted.width, fitted.height) == size
    assert fitted.pixels[size[1] // 2, 0, 0] > 200 > 50 > fitted.pixels[size[1] // 2, -1, 0]


def test_log_mel_of_a_tone() -> None:
    t = np.arange(44_100) / 44_100
    tone = Audio((0.5 * np.sin(2 * np.pi * 1000 * t))[:, None].repeat(2, 1).astype(np.float32), 44_100)
    for mel in (audio.Mel(), audio.Mel(16_000, 400, 160, 64, 125, 7500, htk=True)):
        spectrum = audio.log_mel(tone, mel)
        assert tuple(spectrum.shape) == (mel.bands, 1 + mel.rate // mel.hop)
        edges = np.linspace(0, 1, mel.bands)
        loudest = int(spectrum[:, 20].argmax())
        assert 0.2 < edges[loudest] < 0.5
        assert float(spectrum.min()) >= np.log(mel.floor) - 1e-5


def test_frames_keep_every_sample() -> None:
    sound = Audio(np.arange(1000, dtype=np.float32)[:, None] / 1000, 8000)
    cut = audio.frames(sound, 8000, 256, 128)
    assert tuple(cut.shape) == (7, 256)
    assert float(cut[-1].max()) == pytest.approx(0.999)


def test_frames_of_a_film(tmp_path: Path) -> None:
    with video.Writer(tmp_path / "a.mp4", 64, 36, Fraction(25)) as writer:
        for index in range(50):
            writer.write(np.full((36, 64, 3), index * 5, np.uint8))
    film = video.probe(tmp_path / "a.mp4")
    shown = films.sample(film, 5)
    assert [round(float(pixels[..., 0].mean()) / 5) for _, pixels in shown] == [5, 15, 25, 35, 45]
    assert tuple(films.to_clip(film, 3, 32, 32).shape) == (3, 3, 32, 32)
