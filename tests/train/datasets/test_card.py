"""The card of a data set, in words and as data; and data sets of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.file import MEDIA
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.train.datasets.card import data_card, markdown
from crossmedia_studio.train.datasets.library import from_library
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.understand.meaning import Meaning, Tag, to_json
from tests.train.datasets.pictures import picture, save


def test_a_card_counts_what_is_there(tmp_path: Path) -> None:
    for seed in range(40):
        save(tmp_path / ("cat", "红苹果")[seed % 2] / f"{seed}.png", picture(seed, 40 + seed, 64))
    (tmp_path / "cat" / "`odd`\n.png").write_bytes(b"")
    card = data_card(read(tmp_path))
    assert (card.count, card.subjects, card.captioned, card.tiny) == (40, 2, 40, False)
    assert card.sides == (40, 60, 64) and card.languages == (("en", 20), ("zh", 20))
    assert sum(count for _, count in card.splits) == 40 and card.bytes > 1000
    words = markdown(card)
    assert words.startswith(f"# {tmp_path.name}\n") and "Pictures: 40" in words and "not stated: 40" in words
    assert "'odd' .png" in words and "is empty" in words


def test_a_tiny_set_says_so(tmp_path: Path) -> None:
    save(tmp_path / "a.png", picture(1))
    card = data_card(read(tmp_path))
    assert card.tiny and card.count == 1 and "So few" in markdown(card)
    assert "Shorter side: " in markdown(card) and " in the middle" not in markdown(card), "one size is said once"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "film.studio"


def kept(project: Path, seed: int, **facts: object) -> MediaItem:
    stored = MediaStore(project / MEDIA).add(Image(picture(seed)))
    return MediaItem(stored.id, Kind.IMAGE, **{"name": "IMG_1.png", "suffix": stored.suffix, **facts})  # type: ignore[arg-type]


def test_library_items_bring_what_is_known_of_them(project: Path) -> None:
    meaning = Meaning(
        Kind.IMAGE, caption="a fox on a hill", subjects=("fox",), tags=(Tag("fox", 0.9), Tag("toaster", 0.1))
    )
    items = [
        kept(project, 1, meaning=to_json(meaning), tags=("best", "狐狸")),
        kept(project, 2, name="old_harbour.png", meaning="{broken"),
        kept(project, 3, recipe=Recipe("paint", Kind.IMAGE, prompt="a boat at night")),
        MediaItem("0" * 64, Kind.IMAGE, "gone.png", ".png"),
        MediaItem(MediaStore(project / MEDIA).add(Text("words")).id, Kind.TEXT, "words.txt", ".txt"),
    ]
    dataset = from_library(items, project)
    first, second, third = dataset.split("train")
    assert first.captions == (("en", "a fox on a hill"), ("en", "fox")) and first.subject == "fox"
    assert first.tags == (("en", "best"), ("zh", "狐狸"), ("en", "fox"))
    assert second.captions == (("en", "old harbour"),) and third.captions == (("en", "a boat at night"),)
    assert [path.name for path, _ in dataset.broken] == ["gone.png", "words.txt"]
    assert [item.id for item in items[:3]] == [item.id for item in dataset.split("train")]


def test_an_empty_choice_is_refused(project: Path) -> None:
    with pytest.raises(TrainingError, match="No media"):
        from_library([], project)
    with pytest.raises(TrainingError, match="no picture"):
        from_library([MediaItem("0" * 64, Kind.IMAGE, "gone.png", ".png")], project)
