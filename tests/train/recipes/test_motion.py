"""The recipe ``motion`` on ten short clips: it sees how they move, learns, resumes, and brings pictures to life."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import living
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.motion import amount, near, reach, warped, waves
from crossmedia_studio.represent import motion
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.motion import scenes
from crossmedia_studio.train.motion.clips import loop, smaller
from crossmedia_studio.train.motion.lesson import MotionLesson, explained, off
from crossmedia_studio.train.recipes.motion import Motion, MotionOptions
from crossmedia_studio.train.run import train_model
from tests import clips

SMALL = {"batch": 2, "width": 16, "code": 4}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clips.folder_of_ten(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def lesson(folder: Path, models: Models, work: Path) -> MotionLesson:
    made = Motion().lesson(read(folder, Kind.VIDEO), build(MotionOptions, SMALL), models, work, "cpu", no_step)
    assert isinstance(made, MotionLesson)
    return made


def test_a_loop_of_phases_is_read_from_any_clip_and_one_that_does_not_close_is_played_back(tmp_path: Path) -> None:
    drawn = clips.bobbing()
    closed = loop(clips.animated(tmp_path / "loop.webp", drawn), 64)
    assert closed.shape == (16, 64, 64, 4) and closed.dtype == np.uint8
    assert (closed[..., :3] <= closed[..., 3:]).all()
    open_ended = loop(clips.filmed(tmp_path / "rise.mp4", drawn[5:14]), 64).astype(np.float32)
    assert np.abs(open_ended[4] - open_ended[12]).mean() < 0.3 * np.abs(open_ended[0] - open_ended[8]).mean()


def test_the_motion_of_a_clip_is_found_and_explains_it(tmp_path: Path) -> None:
    one = loop(clips.animated(tmp_path / "loop.webp", clips.bobbing()), 128)
    frames = smaller(one, 64)
    found = motion.fields(frames[None], 2)
    assert found.paths.shape == (1, 4, 2, 16, 16) and found.explained[0] > 0.6
    planes = torch.from_numpy(frames).permute(0, 3, 1, 2).float()[None] / 255.0
    assert float(explained(planes, torch.from_numpy(found.paths))) == pytest.approx(found.explained[0], abs=0.1)
    at_top = reach(torch.from_numpy(found.paths), waves(torch.tensor([0.25]), 2))[0, 0, :, 8, 8]
    assert abs(float(at_top[0])) < 0.3 * abs(float(at_top[1]))  # it bobs, and does not sway


def test_too_few_and_unreadable_films_are_refused_in_a_sentence(folder: Path, models: Models, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    clips.animated(tmp_path / "one" / "a.webp", clips.bobbing())
    with pytest.raises(TrainingError) as caught:
        Motion().lesson(read(tmp_path / "one", Kind.VIDEO), MotionOptions(), models, tmp_path, "cpu", no_step)
    assert "too few" in caught.value.what and caught.value.do
    (tmp_path / "stills").mkdir()
    clips.bobbing()[0].save(tmp_path / "stills" / "still.png")
    with pytest.raises(TrainingError) as caught:
        read(tmp_path / "stills", Kind.VIDEO)
    assert "no film" in caught.value.what and "not a film" in caught.value.why


def test_scenes_keep_what_is_true_of_a_clip(lesson: MotionLesson) -> None:
    (first, codes), (again, same) = (lesson.batch(torch.Generator().manual_seed(4)) for _ in range(2))
    assert torch.equal(first.stills, again.stills) and torch.equal(codes, same)
    assert first.stills.shape == (2, 4, 128, 128) and first.paths.shape == (2, 8, 2, 16, 16) and codes.shape == (2, 4)
    assert (first.stills[:, :3] <= first.stills[:, 3:] + 1e-5).all()
    still = torch.zeros(1, 4, 128, 128)
    still[:, :, 40:90, 20:60] = 1.0
    field = torch.randn(1, 8, 2, 16, 16, generator=torch.Generator().manual_seed(0)) * 0.02
    seen = {True: 0, False: 0}
    for seed in range(12):
        scene, _ = scenes.staged(still, field, torch.Generator().manual_seed(seed))
        opaque = bool((scene.stills[:, 3] == 1).all())
        seen[opaque] += 1
        if opaque:  # the ground rests
            assert float(scene.paths.abs().amax(dim=(0, 1, 2)).min()) == 0
    assert all(seen.values())


def test_what_is_right_costs_nothing(lesson: MotionLesson) -> None:
    batch, _ = lesson.batch(torch.Generator().manual_seed(1))
    assert float(off(batch.paths, batch).max()) == 0 < float(off(batch.paths * 0, batch).min())
    assert float(amount(batch.paths, near(batch.stills[:, 3:], 16)).min()) > 0
    still = batch.stills[:, :, :64, :64]
    assert torch.allclose(warped(still, torch.zeros(2, 1, 2, 16, 16))[:, 0], still, atol=1e-5)


def test_trained_it_brings_a_picture_to_life(models: Models, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    for number in range(3):
        clips.animated(folder / f"{number}.webp", clips.bobbing(number, size=64))
    options = {**SMALL, "steps": 2, "check": 1, "minutes": 0, "warmup": 1, "average": 0}
    done = train_model("motion", read(folder, Kind.VIDEO), "mine", options, models, tmp_path / "runs",
                       tmp_path / "models", "cpu", no_step)  # fmt: skip
    assert done.steps == 2 and {"loss", "explained", "possible"} <= {name for name, _ in done.figures}
    model = living.read(tmp_path / "models" / "mine")
    assert model.book.codes.shape[1] == 4 and 0 < model.amounts[0] <= model.amounts[2]
    pixels = np.asarray(clips.bobbing()[0])
    field = living.paths(model, pixels, seed=1)
    assert torch.equal(field, living.paths(model, pixels, seed=1))
    again = train_model("motion", read(folder, Kind.VIDEO), "mine", {"steps": 3}, models, tmp_path / "runs",
                        tmp_path / "models", "cpu", no_step)  # fmt: skip
    assert again.steps == 3


def test_samples_are_strips(lesson: MotionLesson) -> None:
    strips = lesson.samples(lesson.networks, 1)
    assert strips.shape[1:] == (128, 6 * 128, 4) and strips.dtype == np.uint8
    assert np.array_equal(strips, lesson.samples(lesson.networks, 1))
