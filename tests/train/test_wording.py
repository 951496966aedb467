"""Captions said another way."""

from __future__ import annotations

from pathlib import Path

import torch

from crossmedia_studio.train import wording
from crossmedia_studio.train.datasets.dataset import Item


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def item() -> Item:
    return Item(
        "0" * 64, Path("x.png"), (("en", "a kitten in a hut"), ("zh", "小猫")),
        (("en", "cute"), ("en", "small"), ("en", "fur"), ("zh", "可爱")),
    )  # fmt: skip


def test_things_get_their_commoner_name_and_no_other() -> None:
    assert wording.plainer("kitten", "en") == "cat" and wording.plainer("cat", "en") == "cat"
    assert wording.reworded("a kitten in a hut", "en", chance(), share=1.0) == "a cat in a house"
    assert wording.reworded("a kitten in a hut", "en", chance(), share=0.0) == "a kitten in a hut"
    assert wording.reworded("two kittens", "en", chance(), share=1.0) == "two kittens"
    assert wording.reworded("小狐狸", "zh", chance(), share=1.0) == "狐狸"
    assert wording.reworded("", "en", chance(), share=1.0) == ""


def test_tags_drop_out_by_chance() -> None:
    tags = [str(n) for n in range(400)]
    left = wording.kept(tags, chance(1), dropped=0.7)
    assert 80 < len(left) < 160 and set(left) <= set(tags) and left != sorted(left, key=int)
    assert wording.kept(tags, chance(1), dropped=1.0) == [] and len(wording.kept(tags, chance(1), dropped=0.0)) == 400


def test_a_picture_is_said_in_either_language() -> None:
    said = {wording.said(item(), chance(seed)) for seed in range(60)}
    assert any(words.startswith("a kitten in a hut") for words in said) and any("cat" in words for words in said)
    assert any(words.startswith(("小猫", "猫")) for words in said) and any("cute" in words for words in said)
    assert wording.said(item(), chance(3)) == wording.said(item(), chance(3))
    assert wording.said(Item("1", Path("y.png")), chance()) == ""
    assert wording.said(Item("1", Path("y.png"), tags=(("en", "cute"),)), chance()) == "cute"


def test_texts_are_varied_by_chance_and_keep_their_stops() -> None:
    text = "The cat sat in the boat. “Where is the rabbit?” asked the old fisherman, and it snowed."
    assert wording.varied(text, chance(1), 0.0) == text
    other = wording.varied(text, chance(1), 0.3)
    assert other == wording.varied(text, chance(1), 0.3) != text
    assert [c for c in other if c in ".?,"] == [c for c in text if c in ".?,"]
    assert wording.varied("小狐狸坐在船上看月亮。", chance(2), 0.3).endswith("。")
    assert wording.varied("", chance()) == ""


def test_synonyms_name_the_same_thing() -> None:
    assert "ship" in wording.synonyms("boat", "en") and "boat" not in wording.synonyms("boat", "en")
    assert wording.synonyms("猫", "zh") and not wording.synonyms("quickly", "en")
