"""References: built from data and folders, kept in one file, refused when they are not what they say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from crossmedia_studio.core.errors import MediaError, ModelMissing
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.evaluate import artefacts, features, reference
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from tests.evaluate.pictures import SHAPES, drawing, folder_of, made


def test_a_reference_comes_back_from_its_file(tmp_path: Path) -> None:
    before = made()
    reference.save(before, tmp_path / reference.FILE)
    after = reference.load(tmp_path / reference.FILE)
    assert (after.title, after.items, after.training_items, after.pictures, after.words, after.ceiling) == (
        before.title, before.items, before.training_items, before.pictures, before.words, before.ceiling
    )  # fmt: skip
    assert (after.features == before.features).all() and (after.looks == before.looks).all()
    assert np.abs(after.training - before.training).max() < 6 / 255, "training features are kept in 255 steps"
    assert after.called("disc", "zh") == "圆"
    assert after.called("disc", "fr") == "disc" and after.called("?", "en") == "?"
    small = reference.shown(after.pictures[0])
    assert small is not None and small.shape == (48, 48, 4)
    assert (tmp_path / reference.FILE).stat().st_size < 80_000


def test_a_reference_without_training_pictures_is_whole(tmp_path: Path) -> None:
    reference.save(made(trained=0), tmp_path / "r.safetensors")
    assert len(reference.load(tmp_path / "r.safetensors").training) == 0


@pytest.mark.parametrize("damage", ["cut", "words", "empty", "shape", "ends", "nan", "about", "features", "missing"])
def test_a_damaged_reference_is_refused_in_one_sentence(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "r.safetensors"
    reference.save(made(), path)
    tensors = load_file(path)
    about = {"features": features.NAME, "columns": list(artefacts.COLUMNS), "items": [["a", "b", "c"]] * 9,
             "training": [["a", "b", "c"]] * 7, "title": "x", "words": {}, "ceiling": [0, 0, 0]}  # fmt: skip
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "words":
        path.write_text("not a reference")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "missing":
        path.unlink()
    else:
        if damage == "shape":
            tensors["features"] = tensors["features"][:, :99].copy()
        elif damage == "ends":
            tensors["ends"] = tensors["ends"][::-1].copy()
        elif damage == "nan":
            tensors["features"][0, 0] = np.nan
        elif damage == "features":
            about["features"] = "others"
        text = "[" * 5000 if damage == "about" else json.dumps(about)
        save_file(tensors, path, {"about": text})
    with pytest.raises(MediaError) as caught:
        reference.load(path)
    assert "\n" not in caught.value.sentence


def test_a_damaged_small_picture_is_left_out() -> None:
    assert reference.shown(b"") is None and reference.shown(b"RIFF\x00\x00\x00\x00WEBPVP8 ") is None


def test_subjects_may_be_narrowed() -> None:
    few = made().among(["disc"])
    assert {one.subject for one in (*few.items, *few.training_items)} == {"disc", ""}


def test_words_name_a_subject_of_the_reference() -> None:
    found = made()
    assert found.subject_in("A Disc on a plate") == found.subject_in("一个圆的东西") == "disc"
    assert found.subject_in("a discus and a squarer") == found.subject_in("") == ""


def test_a_folder_of_real_pictures_is_a_reference(models: Models, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "real", 3)
    (folder / "disc" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno")
    (folder / "notes.txt").write_text("these are mine")
    found = reference.of_path(folder, models)
    assert found.features.shape == (9, 1280) and len(found.items) == len(found.looks) == 9
    assert {one.subject for one in found.items} == set(SHAPES)
    again = reference.of_folder(folder, models)
    assert (again.features == found.features).all(), "features come from the cache unchanged"


def test_a_folder_without_pictures_is_refused(models: Models, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "gone"):
        with pytest.raises(MediaError) as caught:
            reference.of_path(place, models)
        assert caught.value.do


def test_features_need_their_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="labels"):
        features.features([drawing("disc", 1)], Models(tmp_path))


def test_a_data_set_gives_held_out_and_training_pictures(models: Models, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "data", 4)
    items = tuple(
        Item(path.name, path, (("en", f"a {path.parent.name}"), ("zh", "图")), (), path.parent.name, "flat", "CC0",
             "test" if path.stem == "3" else "train")
        for path in sorted(folder.rglob("*.png"))
    )  # fmt: skip
    found = reference.of_dataset(Dataset("shapes", Kind.IMAGE, items), models)
    assert (len(found.features), len(found.training), len(found.pictures)) == (3, 9, 9)
    assert found.words["disc"] == {"en": "a disc", "zh": "图"}
    assert found.training_items[0].name == "a disc"
    with pytest.raises(MediaError, match="no pictures"):
        reference.of_dataset(Dataset("none", Kind.IMAGE, items[:1]), models)
