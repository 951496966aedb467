"""The recipe ``gan`` on a folder of ten pictures: it learns, resumes, and makes a model that backends can use."""

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
from crossmedia_studio.generate import imagining
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.recipes.gan import Gan, GanLesson, GanOptions, discrepancy
from crossmedia_studio.train.run import train_model

SMALL = {"batch": 4, "width": 8, "depth": 1, "code": 6, "first": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten cut-outs: discs and squares in colours."""
    place = tmp_path_factory.mktemp("pictures")
    for number in range(10):
        picture = Pillow.new("RGBA", (64, 64), (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        colour = (25 * number, 200 - 15 * number, 90, 255)
        (draw.ellipse if number % 2 else draw.rectangle)((8, 8 + number, 56, 50), fill=colour)
        picture.save(place / f"{number}.png")
    return place


def dataset(folder: Path, count: int = 10) -> Dataset:
    items = []
    for number, path in enumerate(sorted(folder.iterdir())[:count]):
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        split = "valid" if number >= 8 else "train"
        items.append(Item(key, path, style="flat" if number % 2 else "", licence="CC0-1.0", split=split))
    return Dataset("shapes", Kind.IMAGE, tuple(items))


@pytest.fixture(scope="module")
def lesson(folder: Path, models: Models, tmp_path_factory: pytest.TempPathFactory) -> GanLesson:
    options = build(GanOptions, {**SMALL, "first": 0})
    made = Gan().lesson(dataset(folder), options, models, tmp_path_factory.mktemp("work"), "cpu", no_step)
    assert isinstance(made, GanLesson)
    return made


def test_too_few_pictures_are_refused_in_a_sentence(folder: Path, models: Models, tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        Gan().lesson(dataset(folder, 3), GanOptions(), models, tmp_path, "cpu", no_step)
    assert "too few" in caught.value.what and caught.value.why and caught.value.do


def test_a_batch_hangs_on_its_generator_alone(lesson: GanLesson) -> None:
    first, second = (lesson.batch(torch.Generator().manual_seed(5)) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    assert first[1].shape == (4, 32, 8, 8)


def test_each_phase_moves_its_own_network(lesson: GanLesson) -> None:
    chance = torch.Generator().manual_seed(0)
    batch = lesson.batch(chance)
    for phase in lesson.phases:
        for network in lesson.networks.values():
            network.zero_grad()
        loss, figures = phase.loss(batch, chance)
        assert torch.isfinite(loss) and figures
        loss.backward()
        moved = [weight.grad for weight in lesson.networks[phase.network].parameters() if weight.grad is not None]
        assert sum(float(grad.abs().sum()) for grad in moved) > 0


def test_the_steepness_of_the_critic_is_punished_now_and_then(lesson: GanLesson) -> None:
    batch = lesson.batch(torch.Generator().manual_seed(0))
    slopes = []
    for seed in range(40):
        loss, figures = lesson.phases[0].loss(batch, torch.Generator().manual_seed(seed))
        told = (-torch.as_tensor(figures["real"]), torch.as_tensor(figures["invented"]))
        plain = sum(torch.nn.functional.softplus(one).item() for one in told)
        slopes.append(float(loss.detach()) - plain)
    assert max(slopes) > 10 * abs(float(np.median(slopes))) or max(slopes) > 1e-3


def test_a_folder_of_ten_becomes_a_model_that_imagines(folder: Path, models: Models, tmp_path: Path) -> None:
    options = {**SMALL, "steps": 6, "check": 3, "minutes": 0.0, "warmup": 0}
    place = tmp_path / "models"
    made = train_model("gan", dataset(folder), "shapes", options, models, tmp_path / "runs", place, "cpu", no_step)
    assert made.steps == 6 and made.sheet is not None and made.sheet.is_file()
    own = Models(place)
    assert [one.name for one in own.family("gan") if one.imported] == ["shapes"]
    imagination = imagining.load(own, "shapes")
    assert imagination.generator.config.styles == ("", "flat")
    start = imagining.Start("a red disc", 1, "flat", 0.7)
    codes, kinds = imagining.invented(imagination.generator, start, 2)
    assert set(kinds.tolist()) == {1}
    pictures = imagination.pictures(codes, kinds)
    assert pictures.shape == (2, 128, 128, 4) and bool((pictures[..., :3] <= pictures[..., 3:]).all())


def test_discrepancy_is_small_for_alike_and_large_for_unlike() -> None:
    chance = torch.Generator().manual_seed(0)
    one, other = (torch.randn(80, 32, generator=chance) for _ in range(2))
    assert abs(discrepancy(one, other)) < 0.05 < discrepancy(one, other + 1.0)
