"""Between two pictures: the ends are the pictures, the middle is neither, and a film goes from one to the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.make import make
from crossmedia_studio.generate.morphing import Between, shares
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask


def _plain(colour: tuple[int, int, int]) -> Image:
    pixels = np.full((64, 96, 4), 255, np.uint8)
    pixels[..., :3] = colour
    return Image(pixels)


RED, BLUE = _plain((200, 60, 40)), _plain((30, 60, 200))


def test_the_ends_are_the_pictures(models: Models) -> None:
    between = Between(models, "", RED, BLUE, 96, 64)
    for share, picture in ((0.0, RED), (1.0, BLUE)):
        assert np.abs(between.at(share)[16:-16, 16:-16].astype(int) - picture.pixels[16:-16, 16:-16]).mean() < 20
    middle = between.at(0.5)[..., :3].astype(int)
    assert np.abs(middle - RED.pixels[..., :3]).mean() > 25
    assert np.abs(middle - BLUE.pixels[..., :3]).mean() > 25


def test_shares_begin_and_end_still() -> None:
    way = shares(50)
    assert way[0] == way[4] == 0.0
    assert way[-1] == way[-5] == 1.0
    assert (np.diff(way) >= 0).all()


def test_one_picture_is_not_enough(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="two pictures"):
        make(Ask(Kind.IMAGE), (RED,), models, tmp_path, no_step, backend="blend")


def test_a_morph_goes_there_and_back(models: Models, tmp_path: Path) -> None:
    ask = Ask(Kind.VIDEO, duration=0.5, width=64, height=64)
    film = make(ask, (RED, BLUE), models, tmp_path, no_step, backend="morph", options={"back": True}).media
    assert isinstance(film, Video)
    frames = [frame[24:40, 24:40, :3].astype(int) for _, frame in video.frames(film.path)]
    assert len(frames) == 12
    assert np.abs(frames[0] - frames[-1]).mean() < 8
    assert np.abs(frames[0] - frames[6]).mean() > 40
