"""The recipe ``captioner`` on ten captioned pictures: it learns them, and the backend speaks with what it made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from PIL import ImageDraw

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.make import make
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask
from crossmedia_studio.train.captioner.lesson import CaptionerLesson
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.recipe import Telling
from crossmedia_studio.train.recipes.captioner import Captioner, CaptionerOptions
from crossmedia_studio.train.run import train_model

SMALL = {"batch": 12, "views": 2, "width": 48, "depth": 1, "dropout": 0.0, "rate": 5e-3}
COLOURS = {"red": "红色", "green": "绿色", "blue": "蓝色", "yellow": "黄色", "purple": "紫色"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five coloured balls and five boxes, a text of the same name with two captions beside each."""
    place = tmp_path_factory.mktemp("captioned")
    for number in range(10):
        colour, ball = list(COLOURS)[number % 5], number < 5
        picture = Pillow.new("RGB", (96, 96), "white")
        draw = ImageDraw.Draw(picture)
        (draw.ellipse if ball else draw.rectangle)((12, 12, 84, 84), colour)
        path = place / f"{number}.png"
        picture.save(path)
        chinese = f"一个{COLOURS[colour]}的{'球' if ball else '盒子'}"
        path.with_suffix(".txt").write_text(f"a {colour} {'ball' if ball else 'box'}\n{chinese}\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return read(folder, Kind.IMAGE)


def lesson_of(dataset: Dataset, models: Models, work: Path, **options: object) -> CaptionerLesson:
    made = Captioner().lesson(dataset, build(CaptionerOptions, {**SMALL, **options}), models, work, "cpu", no_step)
    assert isinstance(made, CaptionerLesson) and isinstance(made, Telling)
    return made


@pytest.fixture(scope="module")
def lesson(dataset: Dataset, models: Models, tmp_path_factory: pytest.TempPathFactory) -> CaptionerLesson:
    return lesson_of(dataset, models, tmp_path_factory.mktemp("work"))


def test_pictures_without_words_are_refused_in_a_sentence(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    wordless = Dataset("x", Kind.IMAGE, tuple(Item(i.id, i.path, split="train") for i in dataset.items))
    with pytest.raises(TrainingError, match="words") as caught:
        lesson_of(wordless, models, tmp_path)
    assert caught.value.do
    with pytest.raises(TrainingError, match="too few"):
        lesson_of(Dataset("x", Kind.IMAGE, dataset.items[:1]), models, tmp_path)


def test_a_damaged_picture_is_named(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    items = (*dataset.items, Item("0", bad, (("en", "nothing"),)))
    with pytest.raises(TrainingError, match=r"bad\.png"):
        lesson_of(Dataset("x", Kind.IMAGE, items), models, tmp_path)


def test_batches_come_from_the_generator_alone(lesson: CaptionerLesson) -> None:
    first, again, other = (lesson.batch(torch.Generator().manual_seed(seed)) for seed in (3, 3, 4))
    assert torch.equal(first.grid, again.grid) and torch.equal(first.ids, again.ids)
    assert not torch.equal(first.grid, other.grid)
    assert first.grid.shape == (12, 49, 256) and first.ids.shape == first.following.shape
    assert torch.equal(first.ids[:, 1:][first.ids[:, 1:] > 0], first.following[:, :-1][first.ids[:, 1:] > 0])


def test_features_are_looked_at_once(
    dataset: Dataset, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crossmedia_studio.train.captioner import prepare

    lesson_of(dataset, models, tmp_path)
    monkeypatch.setattr(prepare.labels, "grids", None)
    lesson_of(dataset, models, tmp_path, decoder="lstm")


@pytest.mark.parametrize("decoder", ["transformer", "lstm"])
def test_ten_pictures_become_a_model_that_speaks(
    decoder: str, dataset: Dataset, folder: Path, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {**SMALL, "decoder": decoder, "steps": 120, "minutes": 0, "warmup": 5, "average": 5, "check": 60}
    trained = train_model(
        "captioner", dataset, f"mine-{decoder}", options, models, tmp_path / "runs", tmp_path / "models", "cpu",
        no_step,
    )  # fmt: skip
    figures = dict(trained.figures)
    assert figures["bleu"] > 0.6 and figures["cider"] > 2.0 and figures["held out"] == 0.0
    assert trained.sheet is not None and "ball" in (trained.folder / "card.md").read_text("utf-8")
    mine = Models(tmp_path / "models")
    monkeypatch.setattr(mine, "_place", lambda name, own=mine._place, all=models._place: (
        own(name) if name.startswith("mine") else all(name)))  # fmt: skip
    pixels = np.asarray(Pillow.open(folder / "0.png").convert("RGBA"))
    for code, words in (("en", "red ball"), ("zh", "红色的球")):
        ask = Ask(Kind.TEXT, language=code)
        given = {"trained": f"mine-{decoder}", "always": True}
        take = make(ask, [Image(pixels)], mine, tmp_path, no_step, backend="captioner", options=given)
        assert isinstance(take.media, Text) and words in take.media.text
        assert any(name == f"mine-{decoder}" for name, _ in take.recipe.weights)
