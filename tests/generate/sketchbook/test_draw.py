"""Sketchbook at work with the model that ships: from words, from a picture, a part of it, at any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, ModelMissing
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends.sketchbook import SketchbookOptions, wanted
from crossmedia_studio.generate.make import make
from crossmedia_studio.generate.sketchbook import draw, model, pixels
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.represent.drawing import read
from crossmedia_studio.understand.meaning import Meaning

STEPS = {"steps": 4}


def _made(
    models: Models, scratch: Path, prompt: str, size: tuple[int, int] = (128, 128), **options: object
) -> np.ndarray:
    ask = Ask(Kind.IMAGE, prompt, 1, *size)
    media = make(ask, (), models, scratch, no_step, backend="sketchbook", options={**STEPS, **options}).media
    assert isinstance(media, Image)
    return media.pixels


def test_what_is_asked_clear_is_clear_and_what_has_a_ground_is_full(models: Models, tmp_path: Path) -> None:
    clear = _made(models, tmp_path, "a red apple, 3d, transparent background")
    full = _made(models, tmp_path, "a red apple, 3d", ground="blue")
    assert clear[:8, :8, 3].max() < 40
    assert full[..., 3].min() > 200
    assert full[4:12, 4:12, 2].mean() > full[4:12, 4:12, 0].mean() + 30  # the corner is blue


def test_seeds_differ_and_repeat(models: Models) -> None:
    book = model.load(models, "sketchbook")
    how = draw.How(steps=4)
    first = draw.draw(models, book, [read("a fox")] * 4, [1, 2, 3, 4], how, no_step)
    again = draw.draw(models, book, [read("a fox")] * 4, [1, 2, 3, 4], how, no_step)
    assert np.array_equal(first, again)
    for one in range(4):
        for other in range(one):
            assert np.abs(first[one].astype(int) - first[other]).mean() > 2


@pytest.mark.parametrize("size", [(96, 160), (200, 100), (640, 360)])
def test_any_size(models: Models, tmp_path: Path, size: tuple[int, int]) -> None:
    assert _made(models, tmp_path, "a cat", size, ground="sunset").shape == (size[1], size[0], 4)


def test_room_above_is_left_free(models: Models, tmp_path: Path) -> None:
    made = _made(models, tmp_path, "a red apple, 3d, transparent background", (160, 120), room=0.4)
    rows = np.flatnonzero((made[..., 3] > 128).any(axis=1))
    assert made.shape == (120, 160, 4) and rows[0] >= 48 and rows[-1] >= 105


def test_a_part_of_a_picture_is_redrawn_and_the_rest_stays(models: Models, tmp_path: Path) -> None:
    picture = np.full((128, 128, 4), 255, np.uint8)
    picture[..., :3] = (40, 90, 200)
    mask = np.zeros((128, 128, 4), np.uint8)
    mask[..., 3] = 255
    mask[:, 64:, :3] = 255
    ask = Ask(Kind.IMAGE, "a red apple", 1, 128, 128)
    sources = (Image(picture), Image(mask))
    made = make(ask, sources, models, tmp_path, no_step, backend="sketchbook", options={**STEPS, "strength": 1.0}).media
    assert isinstance(made, Image)
    assert np.abs(made.pixels[:, :60].astype(int) - picture[:, :60]).max() <= 1
    assert np.abs(made.pixels[:, 70:, :3].astype(int) - picture[:, 70:, :3]).mean() > 3


def test_no_words_and_no_such_model_are_said(models: Models, tmp_path: Path) -> None:
    empty = Image(np.zeros((8, 8, 4), np.uint8))
    with pytest.raises(MediaError, match="words"):
        wanted(Conditions(Ask(Kind.IMAGE, "  "), Meaning(Kind.TEXT)), SketchbookOptions())
    assert wanted(Conditions(Ask(Kind.IMAGE), Meaning(Kind.TEXT), (Source(empty, Meaning(Kind.IMAGE)),)),
                  SketchbookOptions(style="line"))[0].style == "line"  # fmt: skip
    with pytest.raises(ModelMissing, match="nosuch"):
        _made(models, tmp_path, "a fox", trained="nosuch")


def test_cancel_is_seen_within_a_step(models: Models) -> None:
    book = model.load(models, "sketchbook")
    calls = 0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        draw.draw(models, book, [read("a fox")], [1], draw.How(steps=20), step)
    assert calls == 3


def test_a_picture_is_squared_whole_and_premultiplied() -> None:
    wide = np.full((20, 60, 4), 200, np.uint8)
    square = pixels.squared(wide, 120)
    assert square.shape == (120, 120, 4)
    assert square[:35].max() == 0
    assert (square[..., :3] <= square[..., 3:]).all()
    assert abs(int(square[60, 60, 0]) - 200 * 200 // 255) <= 1


def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    from crossmedia_studio.core.errors import ModelError

    (tmp_path / model.CONFIG).write_text('{"config": {"latent": "many"}}')
    with pytest.raises(ModelError, match="damaged"):
        model.read(tmp_path)
