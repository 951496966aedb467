"""Invented pictures: what words settle, sheets of every size, loops without tearing, outlines without fringes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import cutouts, imagining
from crossmedia_studio.generate.backends.gan import Gan, GanOptions
from crossmedia_studio.generate.imagining import ANY, Imagination, Start
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions
from crossmedia_studio.understand.meaning import Meaning


@pytest.fixture(scope="module")
def imagination(models: Models) -> Imagination:
    return imagining.load(models)


def ask(words: str, seed: int = 0, width: int = 0, height: int = 0) -> Conditions:
    return Conditions(Ask(Kind.IMAGE, words, seed, width, height), Meaning(Kind.TEXT))


@pytest.mark.parametrize(
    ("words", "wanted", "style"),
    [
        ("a fox", ANY, ANY),
        ("a fox, line drawing", ANY, "line"),
        ("一只狐狸的线稿", ANY, "line"),
        ("3d fox", "flat", "flat"),
    ],
)
def test_words_and_options_choose_the_style(words: str, wanted: str, style: str) -> None:
    assert imagining.style(words, wanted, ("3d", "flat", "line")) == style
    assert imagining.style(words, wanted, ("",)) == ANY


def test_the_style_asked_for_is_the_style_invented(imagination: Imagination) -> None:
    names = imagination.generator.config.styles
    for style in names:
        _, kinds = imagining.invented(imagination.generator, Start("a fox", 1, style, 0.7), 8)
        assert {names[kind] for kind in kinds} == {style}
    _, kinds = imagining.invented(imagination.generator, Start("a fox", 1, ANY, 0.7), 64)
    assert len(set(kinds.tolist())) == len(names)


def test_other_words_another_seed_and_more_variety_are_other_pictures(imagination: Imagination) -> None:
    starts = [
        Start("fox", 1, ANY, 0.7),
        Start("owl", 1, ANY, 0.7),
        Start("fox", 2, ANY, 0.7),
        Start("fox", 1, ANY, 1.2),
    ]
    codes = [imagining.invented(imagination.generator, start, 1)[0] for start in (*starts, starts[0])]
    assert np.array_equal(codes[0], codes[-1])
    assert len({code.tobytes() for code in codes}) == 4


def test_new_codes_are_none_of_the_learned_ones(imagination: Imagination) -> None:
    codes, _ = imagining.invented(imagination.generator, Start("fox", 1, ANY, 0.7), 16)
    known = imagination.generator.book.codes.numpy()
    apart = np.square(codes[:, None, :32] - known[None, :, :32]).sum(axis=2).min(axis=1)
    assert apart.min() > 0.01


def test_a_loop_is_smooth_and_closed(imagination: Imagination) -> None:
    codes, kinds = imagining.loop(imagination.generator, Start("fox", 1, ANY, 0.7), 4, 100)
    assert codes.shape == (100, imagination.generator.config.code) and len(set(kinds.tolist())) == 1
    hops = np.linalg.norm(np.diff(np.concatenate([codes, codes[:1]]), axis=0), axis=1)
    assert hops[-1] <= hops.max() and hops.max() < 5 * np.median(hops)
    frames = imagination.pictures(codes[:12], kinds[:12]).astype(np.float32)
    steps = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    whole = np.abs(frames[0] - frames[-1]).mean()
    assert steps.max() < 3 * np.median(steps) + 0.5 and steps.max() < whole


@pytest.mark.parametrize(("sheet", "size"), [("1", (70, 50)), ("4", (96, 96)), ("9", (128, 50))])
def test_a_sheet_fills_the_size_asked_for_on_a_clear_ground(
    sheet: str, size: tuple[int, int], models: Models, tmp_path: Path
) -> None:
    options = build(GanOptions, {"sheet": sheet})
    made = Gan().generate(ask("a heart", 3, *size), options, models, tmp_path, no_step).pixels
    assert made.shape == (size[1], size[0], 4)
    assert made[..., 3].min() == 0 and made[..., 3].max() > 200


def test_a_picture_is_enlarged_whole(models: Models, tmp_path: Path) -> None:
    made = Gan().generate(ask("a heart", 3, 256, 256), GanOptions(), models, tmp_path, no_step).pixels
    assert made.shape == (256, 256, 4) and (made[..., 3] > 128).mean() > 0.02


def test_an_unknown_or_damaged_model_is_said(models: Models, imagination: Imagination, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no model called"):
        imagining.load(models, "nobody")
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        imagining.read(tmp_path, models)


def test_colour_runs_on_under_what_is_clear() -> None:
    disc = np.zeros((33, 33, 4), np.uint8)
    disc[10:20, 10:20] = (200, 40, 10, 255)
    disc[20, 10:20] = (100, 20, 5, 128)
    made = cutouts.straight(disc)
    assert np.array_equal(made[..., 3], disc[..., 3])
    assert np.abs(made[..., :3].astype(int) - (200, 40, 10)).max() <= 3
