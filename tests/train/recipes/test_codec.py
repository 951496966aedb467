"""The codec's recipe: pictures to cut from, invented ones, a lesson that learns, a model that opens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import codec_models
from crossmedia_studio.train.crops import Crops, read_pictures
from crossmedia_studio.train.datasets import dead_leaves
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.recipes.codec import Codec, CodecLesson, CodecOptions

TINY = CodecOptions(crop=64, batch=2, width=6, invented=0.0, rate=3e-3)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """A photograph of grain, a small drawing on nothing, one to check, and a file that is no picture."""
    random = np.random.default_rng(0)
    sizes = {"photo": (150, 90), "drawing": (40, 30), "aside": (80, 80)}
    items = []
    for name, (height, width) in sizes.items():
        values = random.integers(0, 256, (height, width, 4), dtype=np.uint8)
        if name != "drawing":
            values[..., 3] = 255
        path = tmp_path / f"{name}.png"
        image.write(Image(values), path)
        items.append(Item(name, path, split="valid" if name == "aside" else "train"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    items.append(Item("broken", tmp_path / "broken.png"))
    return Dataset("small", Kind.IMAGE, tuple(items))


def lesson(dataset: Dataset, models: Models, work: Path, options: CodecOptions = TINY) -> CodecLesson:
    torch.manual_seed(0)
    made = Codec().lesson(dataset, options, models, work, "cpu", no_step)
    assert isinstance(made, CodecLesson)
    return made


def test_batches_hang_on_the_generator_alone(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    taught = lesson(dataset, models, tmp_path)
    found = [taught.batch(torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    pictures, quality = found[0]
    assert pictures.shape == (2, 3, 64, 64) and pictures.min() >= 0.0 and pictures.max() <= 1.0
    assert quality.shape == (2,) and 1.0 <= quality.min() < quality.max() <= 8.0
    assert torch.equal(pictures, found[1][0]) and torch.equal(quality, found[1][1])
    assert not torch.equal(pictures, found[2][0])


def test_a_step_lowers_the_loss_and_the_model_opens(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    taught = lesson(dataset, models, tmp_path)
    (phase,) = taught.phases
    batch, chance = taught.batch(torch.Generator().manual_seed(0)), torch.Generator().manual_seed(0)
    adam = torch.optim.AdamW(taught.networks["codec"].parameters(), phase.rate)
    losses = []
    for _ in range(12):
        loss, figures = phase.loss(batch, chance)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(float(loss.detach()))
    assert min(losses[-3:]) < losses[0] and set(figures) == {"bits a pixel", "error"}

    with torch.no_grad():
        checked = taught.validate(taught.networks)
        sheet = taught.samples(taught.networks, 0)
    assert checked["loss"] > 0 and checked["bits a pixel"] > 0
    assert sheet.shape == (1, 80, 240, 4) and sheet.dtype == np.uint8, "a small picture fills its sheet"
    folder = tmp_path / "made"
    folder.mkdir()
    taught.save(taught.networks, folder)
    coder = codec_models.load(folder, b"12345678")
    pixels = np.full((30, 40, 4), 255, np.uint8)
    assert coder.decompress(coder.compress(pixels, 4, no_step), "x", no_step).shape == pixels.shape


def test_invented_pictures_are_painted_once(dataset: Dataset, models: Models, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("crossmedia_studio.train.recipes.codec._LEAVES", 2)
    options = CodecOptions(crop=64, batch=2, width=6, invented=1.0)
    first = lesson(dataset, models, tmp_path, options).batch(torch.Generator().manual_seed(0))
    monkeypatch.setattr(dead_leaves, "paint", None)
    again = lesson(dataset, models, tmp_path, options).batch(torch.Generator().manual_seed(0))
    assert torch.equal(first[0], again[0])


def test_what_cannot_be_learnt_from(dataset: Dataset, models: Models, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="crop of 70"):
        lesson(dataset, models, tmp_path, CodecOptions(crop=70))
    with pytest.raises(TrainingError, match="no pictures"):
        lesson(Dataset("none", Kind.IMAGE, ()), models, tmp_path)
    with pytest.raises(TrainingError, match="can be read"):
        read_pictures([item for item in dataset.items if item.id == "broken"], no_step)


@pytest.mark.parametrize("height, width", [(1, 1), (3, 500), (64, 64), (300, 20), (70, 2000)])
def test_crops_of_pictures_of_any_size(height: int, width: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 4), dtype=np.uint8)
    crops, random = Crops([picture, picture[..., :3].copy()], [], 0.5), np.random.default_rng(1)
    for _ in range(40):
        found = crops.crop(64, random)
        assert found.shape == (64, 64, 3) and found.dtype == np.uint8 and found.flags.c_contiguous
    assert crops.middle(picture, 64).shape == (64, 64, 3)


def test_a_picture_that_is_too_small_stands_in_the_middle() -> None:
    found = Crops([np.zeros((20, 30, 3), np.uint8)], [], 0.0).middle(np.zeros((20, 30, 3), np.uint8), 64)
    rows, columns = np.nonzero((found == 0).all(axis=2))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (22, 41, 17, 46)


def test_leaves_are_pictures_of_their_seed() -> None:
    one, same, other = (dead_leaves.paint(96, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == (96, 96, 3) and one.dtype == np.uint8
    assert np.array_equal(one, same) and not np.array_equal(one, other)
    assert all(picture.std() > 5 for picture in (one, other))
