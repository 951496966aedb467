"""Reading folders of every layout, whole ones and broken ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import StudioError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.train.datasets import built
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.datasets.listing import words_of
from crossmedia_studio.train.datasets.read import read
from tests.train.datasets.pictures import break_folder, picture, png, save


def names(dataset: Dataset) -> list[str]:
    """Each different item once."""
    return sorted({item.path.name for item in dataset.items})


def refused(dataset: Dataset) -> dict[str, str]:
    return {path.name: sentence for path, sentence in dataset.broken}


def test_a_plain_folder_takes_captions_from_texts_and_from_names(tmp_path: Path) -> None:
    save(tmp_path / "red_apple-03.png", picture(1))
    save(tmp_path / "deep" / "IMG_2034.jpg", picture(2))
    save(tmp_path / "DSC0001.png", picture(3))
    (tmp_path / "DSC0001.txt").write_text("a fox in the snow\n雪地里的狐狸\n", "utf-8")
    save(tmp_path / ".hidden.png", picture(4))
    (tmp_path / "README.md").write_text("About these pictures")
    dataset = read(tmp_path)
    said = {item.path.name: item.captions for item in dataset.items}
    assert said == {
        "red_apple-03.png": (("en", "red apple"),),
        "IMG_2034.jpg": (),
        "DSC0001.png": (("en", "a fox in the snow"), ("zh", "雪地里的狐狸")),
    }
    assert dataset.broken == () and dataset.kind is Kind.IMAGE and dataset.name == tmp_path.name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RedFox", "red fox"), ("dog01", "dog"), ("老渔船2", "老渔船"), ("café", "café"),
        ("Photo of small dogs", "small dogs"),
        ("IMG_20240101_123456", ""), ("a3f9bce18827aa", ""), ("n01440764", ""), ("0023-fe0f-20e3", ""), ("DSC0001", ""),
    ],
)  # fmt: skip
def test_words_of_names(name: str, words: str) -> None:
    assert words_of(name) == words


def test_a_folder_per_class(tmp_path: Path) -> None:
    for seed, name in enumerate(("cat", "cat", "红苹果", "n01440764")):
        save(tmp_path / name / f"{seed}.png", picture(seed))
    (tmp_path / "classes.txt").write_text("n01440764 tench, Tinca tinca\n")
    dataset = read(tmp_path)
    assert {item.subject for item in dataset.items} == {"cat", "红苹果", "n01440764"}
    said = {item.subject: item.captions for item in dataset.items}
    assert said["cat"] == (("en", "cat"),) and said["红苹果"] == (("zh", "红苹果"),)
    assert said["n01440764"] == (("en", "tench"), ("en", "Tinca tinca"))


def test_a_folder_per_split_above_the_classes_is_kept(tmp_path: Path) -> None:
    for number, split in enumerate(("train", "val", "test")):
        for seed in range(10):
            save(tmp_path / split / "ab"[seed % 2] / f"{seed}.png", picture(100 * number + seed))
    twin = picture(0)
    twin[..., :3] = (twin[..., :3] * 0.97).astype(np.uint8)
    save(tmp_path / "test" / "a" / "twin.png", twin)  # of a picture in train
    dataset = read(tmp_path)
    assert [len(dataset.split(name)) for name in ("train", "valid", "test")] == [11, 10, 10]
    assert {item.split for item in dataset.items if item.path.name == "twin.png"} == {"train"}


def test_an_archive_unpacked_one_level_too_deep(tmp_path: Path) -> None:
    for seed in range(4):
        save(tmp_path / "archive-main" / "pictures" / "xy"[seed % 2] / f"{seed}.png", picture(seed))
    assert {item.subject for item in read(tmp_path).items} == {"x", "y"}


def coco(folder: Path, note: Any, name: str = "captions_train2017.json") -> None:
    (folder / "annotations").mkdir(parents=True, exist_ok=True)
    text = note if isinstance(note, str) else json.dumps(note)
    (folder / "annotations" / name).write_text(text, "utf-8")


def note(*names: str, captions: bool = True, first: int = 1) -> dict[str, Any]:
    ids = range(first, first + len(names))
    return {
        "licenses": [{"id": 4, "name": "CC-BY-2.0"}],
        "images": [{"id": i, "file_name": name, "license": 4} for i, name in zip(ids, names, strict=True)],
        "annotations": [{"id": i, "image_id": i, "caption": f"a picture, number {i} "} for i in ids]
        if captions
        else [],
    }


def test_coco_captions(tmp_path: Path) -> None:
    save(tmp_path / "train2017" / "1.jpg", picture(1))
    save(tmp_path / "images" / "2.jpg", picture(2))
    coco(tmp_path, note("1.jpg", "2.jpg", "3.jpg"))
    dataset = read(tmp_path)
    assert names(dataset) == ["1.jpg", "2.jpg"]
    first = next(item for item in dataset.items if item.path.name == "1.jpg")
    assert first.captions == (("en", "a picture, number 1"),) and first.licence == "CC-BY-2.0"
    assert refused(dataset) == {"3.jpg": "3.jpg is listed but not there"}


def test_coco_splits_are_kept_where_there_are_several(tmp_path: Path) -> None:
    for seed in range(30):
        save(tmp_path / ("train2017" if seed < 20 else "val2017") / f"{seed}.png", picture(seed))
    coco(tmp_path, note(*(f"{i}.png" for i in range(20))), "captions_train2017.json")
    coco(tmp_path, note(*(f"{i}.png" for i in range(20, 30)), first=20), "captions_val2017.json")
    dataset = read(tmp_path)
    assert {item.path.parent.name for item in dataset.split("valid")} == {"val2017"}
    assert len(dataset.split("train")) == 20


@pytest.mark.parametrize("name", ["../outside.png", "/etc/hostname", "link/outside.png", "a\0b.png", "x" * 5000])
def test_coco_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    save(tmp_path / "outside.png", picture(1))
    inside = tmp_path / "set"
    save(inside / "1.png", picture(2))
    (inside / "link").symlink_to(tmp_path)
    coco(inside, note("1.png", name))
    dataset = read(inside)
    assert names(dataset) == ["1.png"] and len(dataset.broken) == 1
    words = dataset.broken[0][1]
    assert "leads out of the folder" in words or "cannot be the name" in words


@pytest.mark.parametrize(
    "text",
    ['{"images": [', '{"images": 3}', '{"images": [3, null, {}]}', '{"info": {}}', '{"images": ' + "[" * 5000],
    ids=["cut", "number", "rows", "none", "deep"],
)
def test_coco_that_is_malformed_leaves_nothing_and_says_so(tmp_path: Path, text: str) -> None:
    save(tmp_path / "1.png", picture(1))
    coco(tmp_path, text)
    with pytest.raises(TrainingError) as caught:
        read(tmp_path)
    assert caught.value.what and caught.value.why and caught.value.do


@given(
    note=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["images", "annotations", "id", "file_name", "image_id", "caption"]), inner
            )
        ),
        max_leaves=20,
    )
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_survived(tmp_path: Path, note: Any) -> None:
    folder = tmp_path / "set"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "annotations").mkdir(parents=True)
    (folder / "captions.json").write_text(json.dumps({"images": note, "annotations": note}), "utf-8")
    (folder / built.FILE).write_text(json.dumps(note), "utf-8") if isinstance(note, dict) and note else None
    with pytest.raises(StudioError):
        read(folder)


def test_broken_files_are_named_each_with_a_sentence(tmp_path: Path) -> None:
    broken = break_folder(tmp_path)
    save(tmp_path / "fine.png", picture(5))
    shutil.copy(tmp_path / "fine.png", tmp_path / "second.png")
    dataset = read(tmp_path)
    assert names(dataset) == ["fine.png"]
    said = refused(dataset)
    assert set(said) == {*broken, "second.png"}
    assert all(sentence.strip() and "\n" not in sentence and "Traceback" not in sentence for sentence in said.values())
    assert "fine.png" in said["second.png"] and "too small" in said["point.png"] and "too large" in said["bomb.png"]
    assert said["words.png"] and "transparent" in said["nothing.png"]


def test_nothing_to_learn_from_says_what_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    break_folder(tmp_path / "broken")
    (tmp_path / "file").write_text("x")
    for name in ("empty", "broken", "file", "nowhere"):
        with pytest.raises(TrainingError) as caught:
            read(tmp_path / name)
        assert caught.value.what and caught.value.do
    with pytest.raises(TrainingError, match="9 files"):
        read(tmp_path / "broken")


def test_texts_and_sounds_are_read_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "one.txt").write_text("Once upon a time there was a fox.")
    (tmp_path / "t" / "two.md").write_text("很久以前，有一只狐狸。", "utf-8")
    save(tmp_path / "t" / "picture.png", picture(1))
    texts = read(tmp_path / "t", Kind.TEXT)
    assert names(texts) == ["one.txt", "two.md"]
    assert refused(texts) == {"picture.png": "picture.png is a picture, not a text."}
    wave = np.sin(np.arange(8000) / 20.0) * 0.5
    for name, samples in (("kick/low_drum", wave), ("snare/b", wave[::2]), ("snare/silent", wave * 0)):
        (tmp_path / "s" / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(tmp_path / "s" / f"{name}.wav", samples, 8000)
    (tmp_path / "s" / "kick" / "low_drum.txt").write_text("a low drum")
    sounds = read(tmp_path / "s", Kind.AUDIO)
    assert {(item.subject, item.captions) for item in sounds.items} == {
        ("kick", (("en", "a low drum"),)),
        ("snare", (("en", "snare"),)),
    }
    assert refused(sounds) == {"silent.wav": "silent.wav is silent."}
    with pytest.raises(TrainingError, match="no film to learn from"):
        read(tmp_path / "s", Kind.VIDEO)


def test_a_tiny_set_is_checked_on_what_it_learns(tmp_path: Path) -> None:
    for seed in range(3):
        save(tmp_path / f"{seed}.png", picture(seed))
    dataset = read(tmp_path)
    assert {i.id for i in dataset.split("train")} == {i.id for i in dataset.split("valid")} and not dataset.split(
        "test"
    )
    assert len(dataset.split("train")) == 3


def test_cancel_stops_within_a_file(tmp_path: Path) -> None:
    for seed in range(6):
        save(tmp_path / f"{seed}.png", picture(seed))
    calls = 0

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        read(tmp_path, Kind.IMAGE, step)
    assert calls == 3


def test_a_built_set_keeps_its_words_and_notices_changes(tmp_path: Path) -> None:
    for seed in range(25):
        save(tmp_path / f"{seed}.png", picture(seed))
    before = read(tmp_path)
    built.write(before, (built.Source("here", "1", "CC0-1.0"),), tmp_path)
    first = (tmp_path / built.FILE).read_bytes()
    after = read(tmp_path)
    assert sorted(before.items, key=lambda i: i.id) == sorted(after.items, key=lambda i: i.id)
    built.write(after, (built.Source("here", "1", "CC0-1.0"),), tmp_path)
    assert (tmp_path / built.FILE).read_bytes() == first
    (tmp_path / "3.png").write_bytes(png(picture(77)))
    (tmp_path / "4.png").unlink()
    changed = read(tmp_path)
    assert set(refused(changed)) == {"3.png", "4.png"} and "changed" in refused(changed)["3.png"]
    with pytest.raises(TrainingError, match="another kind"):
        read(tmp_path, Kind.AUDIO)


def test_a_built_set_with_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "outside.png", picture(1))
    inside = tmp_path / "set"
    save(inside / "1.png", picture(2))
    built.write(read(inside), (), inside)
    text = (inside / built.FILE).read_text("utf-8")
    (inside / built.FILE).write_text(text.replace('"1.png"', '"../outside.png"'), "utf-8")
    with pytest.raises(TrainingError, match="leads out"):
        read(inside)
