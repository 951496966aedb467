"""The builder of the open set, on packages of three drawings made here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from crossmedia_studio.core.errors import ModelError, StudioError, TrainingError
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.models.entry import Tarball
from crossmedia_studio.train.datasets import emoji, packages
from crossmedia_studio.train.datasets.ink import ink
from crossmedia_studio.train.datasets.licences import is_closed, is_copyleft
from crossmedia_studio.train.datasets.open_pictures import build
from crossmedia_studio.train.datasets.read import read
from tests.models import parcels
from tests.train.datasets.pictures import cut_out, picture, save

THINGS = (("1F98A", "fox", "狐狸", 3), ("1F34E", "red apple", "红苹果", 4), ("2764", "red heart", "红心", 0))
LEFT_OUT = ("1F3F3", "white flag", "白旗", 9)


def unpacked(folder: Path, package: Tarball, members: dict[str, bytes]) -> None:
    place = folder / package.package.replace("/", "-") / "package"
    note = {"name": package.package, "version": package.version}
    for name, data in {"package.json": json.dumps(note).encode(), **members}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The three packages, unpacked, with three things and one that is left out."""
    folder = tmp_path / "shelf"
    webp: dict[str, bytes] = {}
    icons: dict[str, Any] = {}
    rows: dict[str, list[dict[str, Any]]] = {"en": [], "zh": []}
    for number, (code, english, chinese, group) in enumerate((*THINGS, LEFT_OUT)):
        name = save(tmp_path / "x.webp", cut_out(number), lossless=True)
        webp[f"assets/{code.lower()}{'-fe0f' * (number == 2)}.webp"] = name.read_bytes()
        colour = ("#f60", "#d22", "#c03", "#ddd")[number]
        radius = 20 + 8 * number
        icons[english.replace(" ", "-")] = {"body": f'<circle cx="64" cy="64" r="{radius}" fill="{colour}"/>'}
        rows["en"].append({"hexcode": code, "label": english, "group": group, "tags": [english.split()[-1], "thing"]})
        rows["zh"].append({"hexcode": code, "label": chinese, "group": group, "tags": ["东西"]})
    characters = {code.lower(): english.replace(" ", "-") for code, english, *_ in (*THINGS, LEFT_OUT)}
    unpacked(folder, emoji.FLUENT, webp)
    unpacked(folder, emoji.NOTO, {
        "icons.json": json.dumps({"icons": icons}).encode(), "chars.json": json.dumps(characters).encode(),
    })  # fmt: skip
    unpacked(folder, emoji.NAMES, {f"{code}/data.json": json.dumps(listed).encode() for code, listed in rows.items()})
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_three_styles_in_two_languages_always_the_same(shelf: Path, tmp_path: Path) -> None:
    dataset = build(tmp_path / "set", origin=shelf)
    items = {(item.subject, item.style): item for item in dataset.split("train")}
    assert set(items) == {(code.lower(), style) for code, *_ in THINGS for style in ("3d", "flat", "line")}
    fox = items["1f98a", "flat"]
    assert (
        fox.captions == (("en", "fox"), ("zh", "狐狸")) and ("zh", "东西") in fox.tags and fox.licence == "Apache-2.0"
    )
    assert items["1f98a", "3d"].licence == "MIT"
    with Pillow.open(fox.path) as opened:
        drawn = np.asarray(opened)
    assert drawn.shape == (128, 128, 4) and tuple(drawn[64, 64]) == (255, 102, 0, 255)
    rows = np.flatnonzero((drawn[..., 3] > 128).any(axis=1))
    assert 113 <= rows[-1] - rows[0] + 1 <= 117
    again = build(tmp_path / "again", origin=shelf)
    assert files(tmp_path / "set") == files(tmp_path / "again")
    assert [item.id for item in again.items] == [item.id for item in dataset.items]
    back = read(tmp_path / "set")
    assert {(i.id, i.captions, i.tags, i.split) for i in back.items} == {
        (i.id, i.captions, i.tags, i.split) for i in dataset.items
    }
    card = (tmp_path / "set" / "card.md").read_text("utf-8")
    assert "MIT: 3" in card and "Apache-2.0: 6" in card and emoji.NOTO.sha256 in card


def test_a_cancel_or_a_failure_leaves_what_was_there(shelf: Path, tmp_path: Path) -> None:
    target = tmp_path / "place" / "set"

    def stop(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        if done / total > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        build(target, stop, origin=shelf)
    assert not any((tmp_path / "place").iterdir())
    build(target, origin=shelf)
    before = files(target)
    with pytest.raises(Cancelled):
        build(target, stop, origin=shelf)
    assert files(target) == before and [path.name for path in target.parent.iterdir()] == ["set"]
    (shelf / "@iconify-json-noto" / "package" / "icons.json").write_text("{}")
    with pytest.raises(TrainingError, match="not as they should be"):
        build(target, origin=shelf)
    assert files(target) == before


def test_a_folder_with_something_else_is_left_alone(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "novel.txt").write_text("Chapter one")
    for place in (tmp_path / "mine", tmp_path / "mine" / "novel.txt"):
        with pytest.raises(TrainingError, match="something else"):
            build(place, origin=shelf)
    assert (tmp_path / "mine" / "novel.txt").read_text() == "Chapter one"


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="fluent-emoji-3d"):
        build(tmp_path / "set", origin=tmp_path / "empty")
    with pytest.raises(TrainingError, match="no folder"):
        build(tmp_path / "set", origin=tmp_path / "nowhere")


def test_packages_come_packed_from_a_shelf_or_the_cache(tmp_path: Path) -> None:
    box = parcels.tarball(tmp_path, "things", {"a/1.bin": b"one", "a/2.bin": b"two", "b.txt": b"no"})
    wanted = {"a/1.bin": b"one", "a/2.bin": b"two"}
    assert packages.read(box, lambda name: name.endswith(".bin"), no_step, tmp_path) == wanted
    with pytest.raises(ModelError, match="does not hold"):
        packages.read(replace(box, sha256="0" * 64), lambda name: True, no_step, tmp_path)
    kept = cache_folder() / "packages" / f"{box.sha256}.tgz"
    kept.parent.mkdir(parents=True)
    packed = (tmp_path / "things-1.0.0.tgz").read_bytes()
    kept.write_bytes(packed)
    assert packages.read(box, lambda name: name == "b.txt", no_step) == {"b.txt": b"no"}
    half = packed[: len(packed) // 2]
    cut = replace(box, sha256=parcels.sha256(half), bytes=len(half))
    (tmp_path / "things-1.0.0.tgz").write_bytes(half)
    with pytest.raises(ModelError, match="damaged"):
        packages.read(cut, lambda name: True, no_step, tmp_path)


def test_clip_art_brings_titles_keywords_and_known_subjects(shelf: Path, tmp_path: Path) -> None:
    png = tmp_path / "art" / "png"
    titled = PngInfo()
    titled.add_text("Title", "fox")
    save(png / "animals" / "f_01.png", cut_out(20), pnginfo=titled)
    save(png / "shapes" / "star.png", cut_out(21))
    (png / "animals" / "broken.png").write_bytes(b"no picture")
    note = tmp_path / "art" / "svg" / "animals" / "f_01.svg"
    note.parent.mkdir(parents=True)
    note.write_text("<svg><dc:subject><rdf:li>wild &amp; free</rdf:li></dc:subject></svg>")
    dataset = build(tmp_path / "set", origin=shelf, clip_art=png)
    added = [item for item in dataset.split("train") if not item.style]
    assert len(added) == 1 and added[0].subject == "1f98a" and added[0].licence == "CC-PDDC"
    assert added[0].captions == (("en", "fox"),) and added[0].tags == (("en", "wild free"), ("en", "animals"))
    assert [path.name for path, _ in dataset.broken] == ["broken.png"]
    assert "broken.png" in (tmp_path / "set" / "card.md").read_text("utf-8")


def test_photographs_need_a_licence_that_allows_it(shelf: Path, tmp_path: Path) -> None:
    photographs = tmp_path / "photographs"
    save(photographs / "old_harbour.jpg", picture(30, 200, 120))
    for licence, words in (("", "No licence"), ("CC-BY-SA-4.0", "copyleft"), ("CC-BY-NC-4.0", "forbids")):
        with pytest.raises(TrainingError) as caught:
            build(tmp_path / "set", origin=shelf, photographs=photographs, licence=licence)
        assert words in caught.value.sentence
    with pytest.raises(StudioError):
        build(tmp_path / "set", origin=shelf, photographs=photographs, licence="CC-BY-NC-4.0", allow_copyleft=True)
    dataset = build(
        tmp_path / "set", origin=shelf, photographs=photographs, licence="CC-BY-SA-4.0", allow_copyleft=True
    )
    photo = next(item for item in dataset.split("train") if item.style == "photo")
    assert photo.captions == (("en", "old harbour"),) and photo.licence == "CC-BY-SA-4.0"
    with Pillow.open(photo.path) as opened:
        assert opened.size == (128, 128) and np.asarray(opened)[..., 3].min() == 255


@pytest.mark.parametrize(
    ("licence", "copyleft", "closed"),
    [("MIT", False, False), ("Apache-2.0", False, False), ("CC0-1.0", False, False), ("CC-BY-4.0", False, False),
     ("GPL-2.0-or-later", True, False), ("LGPL-3.0", True, False), ("CC-BY-SA-3.0", True, False),
     ("GFDL-1.3", True, False), ("CC-BY-NC-SA-4.0", False, True), ("CC BY-ND 2.0", False, True), ("", False, True)],
)  # fmt: skip
def test_licences(licence: str, copyleft: bool, closed: bool) -> None:
    assert is_closed(licence) is closed
    assert closed or is_copyleft(licence) is copyleft


def test_ink_draws_one_line_on_an_edge() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[:, :32] = (200, 40, 40, 255)
    pixels[:, 32:] = (40, 40, 200, 255)
    drawn = ink(pixels)[40, :, 3].astype(int)  # one row through the middle
    inked = drawn > 128
    starts = np.count_nonzero(np.diff(inked.astype(int)) == 1)
    assert drawn.shape == (80,) and starts == 3 and not drawn[20:34].any() and drawn[39] > 200
    assert not ink(np.zeros((32, 32, 4), np.uint8))[..., 3].any()
