"""Recipe ``twins``: ten sounds and the studio's drawings become a space of pairs; a clip is born from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from crossmedia_studio.core.errors import ModelError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import imagining, twins
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.run import train_model

RATE = 16_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten sounds, from low tones to noise; one is called after an animal that the studio can draw."""
    place = tmp_path_factory.mktemp("sounds")
    chance = np.random.default_rng(0)
    at = np.arange(RATE) / RATE
    for number in range(10):
        tone = np.sin(2 * np.pi * 110 * 1.5**number * at) * np.exp(-at * (1 + number))
        sound = 0.4 * tone + 0.05 * number / 10 * chance.standard_normal(RATE)
        name = "dog" if number == 4 else f"tone {'abcdefghij'[number]}{'abcdefghij'[number]}"
        soundfile.write(place / f"{name}.flac", sound, RATE)
    return place


@pytest.fixture(scope="module")
def home(folder: Path, tmp_path_factory: pytest.TempPathFactory, models: Models) -> tuple[Path, twins.Family]:
    place = tmp_path_factory.mktemp("twins")
    own = Models(place / "models", threads=1)
    options = {
        "minutes": 0, "steps": 120, "warmup": 5, "pictures": 48, "batch": 32, "width": 32, "average": 20, "check": 60,
        "precision": "float32",
    }  # fmt: skip
    dataset = read(folder, Kind.AUDIO)
    trained = train_model("twins", dataset, "mine", options, own, place / "runs", place / "models", "cpu", no_step)
    assert dict(trained.figures)["found"] < 1.0
    return trained.folder, twins.read(trained.folder, own)


def test_what_is_kept_beside_the_model(home: tuple[Path, twins.Family]) -> None:
    place, family = home
    assert {"weights.safetensors", "config.json", "card.md", "sheet.png", "sample-1.flac"} <= {
        path.name for path in place.iterdir()
    }
    assert len(family.pictures) == len(family.gives) == 48 and family.sounds.shape[1:] == (32, 12)
    assert sorted(set(family.gives.tolist())) == list(range(len(family.sounds)))  # every sound has a picture


def test_both_halves_come_from_one_place(home: tuple[Path, twins.Family]) -> None:
    _, family = home
    z = twins.place(3, "a bird", family.net.config.code, (0.2, -0.4))
    assert np.array_equal(z, twins.place(3, "a bird", family.net.config.code, (0.2, -0.4)))
    assert z[:2].tolist() == pytest.approx([0.2 * twins.REACH, -0.4 * twins.REACH])
    allowed = family.allowed(imagining.ANY, z)
    one, again = family.born(z[None], allowed), family.born(z[None], allowed)
    assert np.array_equal(one.codes, again.codes) and np.array_equal(one.sounds, again.sounds)
    other = family.born(twins.place(4, "a bird", family.net.config.code)[None], allowed)
    assert not np.array_equal(one.codes, other.codes) or not np.array_equal(one.sounds, other.sounds)
    assert family.pictures_of(one).shape == (1, 128, 128, 4)


def test_a_walk_comes_back(home: tuple[Path, twins.Family]) -> None:
    _, family = home
    z = twins.place(1, "", family.net.config.code)
    path = twins.walk(z, 0.9, 60, 1)
    np.testing.assert_allclose(path[0], z)
    steps = np.linalg.norm(np.diff(np.concatenate([path, path[:1]]), axis=0), axis=1)
    assert steps.max() < 2.5 * steps.mean()


def test_styles_are_never_mixed(home: tuple[Path, twins.Family]) -> None:
    _, family = home
    kinds = family.imagination.generator.book.kinds.numpy()
    for name in family.imagination.generator.config.styles:
        allowed = family.allowed(name, np.zeros(family.net.config.code))
        assert {family.imagination.generator.config.styles[kind] for kind in kinds[family.pictures[allowed]]} <= {name}


def test_a_damaged_model_is_refused_in_words(home: tuple[Path, twins.Family], tmp_path: Path, models: Models) -> None:
    place, _ = home
    for name in ("weights.safetensors", "config.json"):
        (tmp_path / name).write_bytes((place / name).read_bytes())
    (tmp_path / "config.json").write_text((tmp_path / "config.json").read_text().replace('"gives": [', '"gives": [99,'))
    with pytest.raises(ModelError, match="damaged"):
        twins.read(tmp_path, models)


def test_too_few_sounds_are_refused_in_words(models: Models, tmp_path: Path) -> None:
    from crossmedia_studio.train.recipes import RECIPES

    recipe = RECIPES["twins"]
    with pytest.raises(TrainingError, match="too few sounds"):
        recipe.lesson(Dataset("none", Kind.AUDIO, ()), recipe.Options(), models, tmp_path, "cpu", no_step)
