"""The recipe ``sketchbook`` on ten named cut-outs: it learns, and makes a model that the backend draws with."""

from __future__ import annotations

import hashlib
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
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.recipes.sketchbook import Sketchbook, SketchbookOptions
from crossmedia_studio.train.run import train_model
from crossmedia_studio.train.sketchbook.lesson import SketchbookLesson

SMALL = {"begin": "nothing", "batch": 4, "views": 2, "width": 32, "depth": 1}
COLOURS = ("red", "green", "blue", "yellow", "purple")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Five coloured balls and five boxes, named in both languages; one word of them is new to the studio."""
    folder = tmp_path_factory.mktemp("pictures")
    items = []
    for number in range(10):
        colour, shape = COLOURS[number % 5], "ball" if number < 5 else "zzyxbox"
        picture = Pillow.new("RGBA", (64, 64), (0, 0, 0, 0))
        (ImageDraw.Draw(picture).ellipse if number < 5 else ImageDraw.Draw(picture).rectangle)((8, 8, 56, 56), colour)
        path = folder / f"{colour} {shape}.png"
        picture.save(path)
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        captions = (("en", path.stem), ("zh", "红球" if number == 0 else "盒子"))
        items.append(
            Item(key, path, captions, subject=path.stem, style="flat", split="valid" if number > 7 else "train")
        )
    return Dataset("shapes", Kind.IMAGE, tuple(items))


@pytest.fixture(scope="module")
def lesson(dataset: Dataset, models: Models, tmp_path_factory: pytest.TempPathFactory) -> SketchbookLesson:
    made = Sketchbook().lesson(
        dataset, build(SketchbookOptions, SMALL), models, tmp_path_factory.mktemp("work"), "cpu", no_step
    )
    assert isinstance(made, SketchbookLesson)
    return made


def test_pictures_without_words_are_refused_in_a_sentence(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    wordless = Dataset("x", Kind.IMAGE, tuple(Item(i.id, i.path, split="train") for i in dataset.items))
    with pytest.raises(TrainingError, match="words") as caught:
        Sketchbook().lesson(wordless, build(SketchbookOptions, SMALL), models, tmp_path, "cpu", no_step)
    assert caught.value.do


def test_batches_come_from_the_generator_alone(lesson: SketchbookLesson) -> None:
    first = lesson.batch(torch.Generator().manual_seed(3))
    again = lesson.batch(torch.Generator().manual_seed(3))
    other = lesson.batch(torch.Generator().manual_seed(4))
    for name in vars(first):
        assert torch.equal(getattr(first, name), getattr(again, name))
    assert not torch.equal(first.noise, other.noise)
    assert first.clean.shape == (4, 32, 8, 8)
    assert first.ids.shape == (4, 12)


def test_a_new_word_joins_the_vocabulary(lesson: SketchbookLesson) -> None:
    batches = [lesson.batch(torch.Generator().manual_seed(seed)) for seed in range(12)]
    table = lesson.networks["flow"].get_buffer("words.table")
    assert int(max(batch.ids.max() for batch in batches)) == len(table) - 1  # "zzyxbox", the last of all
    assert table[-1].abs().sum() > 0


def test_one_batch_is_learned_by_heart(lesson: SketchbookLesson) -> None:
    net, (phase,) = lesson.networks["flow"], lesson.phases
    optimiser = torch.optim.AdamW(net.parameters(), lr=5e-3)
    generator = torch.Generator().manual_seed(0)
    batch = lesson.batch(generator)
    losses = []
    for _ in range(60):
        loss, _ = phase.loss(batch, generator)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.6 * losses[0]


def test_a_trained_model_draws(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    own = tmp_path / "models"
    options = {**SMALL, "steps": 2, "minutes": 1.0, "check": 1}
    trained = train_model("sketchbook", dataset, "my-hand", options, models, tmp_path / "runs", own, "cpu", no_step)
    assert trained.steps == 2
    assert trained.sheet is not None and trained.sheet.is_file()
    mine = Models(own)
    assert [one.name for one in mine.family("sketchbook")] == ["sketchbook", "my-hand"]
    ask = Ask(Kind.IMAGE, "a red ball, flat", seed=1, width=128, height=128)
    takes = [
        make(ask, (), mine, tmp_path, no_step, backend="sketchbook", options={"trained": name, "steps": 4})
        for name in ("my-hand", "my-hand", "")
    ]
    pictures = [take.media for take in takes]
    assert all(isinstance(picture, Image) and picture.pixels.shape == (128, 128, 4) for picture in pictures)
    assert np.array_equal(pictures[0].pixels, pictures[1].pixels)  # type: ignore[union-attr]
    assert not np.array_equal(pictures[0].pixels, pictures[2].pixels)  # type: ignore[union-attr]
