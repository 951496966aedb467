"""Short clips from animated pictures and films: every frame, its transparency, its time, and clear refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.media import animation
from tests import clips


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".png"])
def test_animated_pictures_give_every_frame_with_its_transparency(suffix: str, tmp_path: Path) -> None:
    drawn = clips.bobbing()
    seen = list(animation.frames(clips.animated(tmp_path / f"clip{suffix}", drawn)))
    assert len(seen) == len(drawn)
    assert [round(time, 3) for time, _ in seen[:3]] == [0.0, 0.04, 0.08]
    for (_, pixels), picture in zip(seen, drawn, strict=True):
        assert pixels.shape == (96, 96, 4) and pixels[0, 0, 3] == 0 and pixels[48, 48, 3] == 255
        solid = np.asarray(picture)[..., 3] > 127
        edges = 0.05 if suffix == ".gif" else 0.0  # a GIF knows no half-transparent ones
        assert np.mean((pixels[..., 3] > 127) != solid) <= edges


def test_films_and_smaller_frames(tmp_path: Path) -> None:
    film = clips.filmed(tmp_path / "film.mp4", clips.bobbing())
    seen = list(animation.frames(film, width=32))
    assert len(seen) == clips.FRAMES and seen[0][1].shape == (32, 32, 4) and seen[-1][0] == pytest.approx(17 / 18)
    small = list(animation.frames(clips.animated(tmp_path / "clip.webp", clips.bobbing()), width=32))
    assert small[0][1].shape == (32, 32, 4)


def test_what_does_not_move_or_is_damaged_is_refused_in_a_sentence(tmp_path: Path) -> None:
    Pillow.new("RGB", (40, 40)).save(tmp_path / "still.png")
    whole = clips.animated(tmp_path / "whole.webp", clips.bobbing()).read_bytes()
    (tmp_path / "cut.webp").write_bytes(whole[: len(whole) // 3])
    (tmp_path / "words.gif").write_text("no picture at all", "utf-8")
    (tmp_path / "empty.webp").write_bytes(b"")
    for name in ("still.png", "cut.webp", "words.gif", "empty.webp", "missing.gif"):
        with pytest.raises(MediaError) as caught:
            list(animation.frames(tmp_path / name))
        assert name in caught.value.sentence
