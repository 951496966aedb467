"""The exam of captioners: what is measured, on pictures that a model carries or that an artist names."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.evaluate import examples
from crossmedia_studio.evaluate.exams import captions
from crossmedia_studio.evaluate.exams.captions import Answer, Question
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.understand import captioner

PICTURE = np.full((8, 8, 4), 255, np.uint8)


def answer(name: str, said: str, sure: float = 0.9, tag: str = "fox") -> Answer:
    asked = Question(name, PICTURE, (("en", f"a red {tag} in the snow"), ("zh", "狐狸")), (("en", tag),))
    return Answer(asked, said, sure, "A picture.")


def test_figures_by_hand() -> None:
    given = [answer("scene-1", "a red fox in the snow"), answer("scene-2", "a red owl in the snow", 0.1, "cat"),
             answer("new-1", "a red cup in the snow", 0.9, "owl")]  # fmt: skip
    found = {one.name: one for one in captions._measures("en", given, 0)}
    assert found["bleu"].value == pytest.approx((11 / 12 * 8 / 10 * 5 / 8 * 3 / 6) ** 0.25)
    assert found["named"].value == 0.5 and found["named"].n == 2
    assert found["trusted"].value == 0.5 and found["trusted"].n == 2  # the new thing counts, the doubtful does not
    assert found["floor_bleu"].value == 0.0 and found["floor_cider"].value < found["cider"].value
    assert {one.better for one in found.values()} == {"higher"}


def test_chinese_is_compared_by_characters() -> None:
    asked = Question("a", PICTURE, (("zh", "雪地里的一只狐狸"),), (("zh", "狐狸"),))
    found = {one.name: one for one in captions._measures("zh", [Answer(asked, "雪地里的一只狐狸。", 0.9, "")], 0)}
    assert found["bleu_zh"].value == pytest.approx(1.0) and found["named_zh"].value == 1.0


def test_a_folder_without_captions_is_said(tmp_path: Path, models: Models) -> None:
    with pytest.raises(MediaError, match="captioned pictures") as caught:
        captions.sit(Named("x", "X", "captioner", (tmp_path,)), models, no_step, (), 0)
    assert caught.value.do


@pytest.mark.parametrize("damage", ["", "[]", '{"a": 3}', '{"a": {"captions": [["en"]], "tags": []}}'])
def test_a_damaged_list_of_captions_is_named(tmp_path: Path, models: Models, damage: str) -> None:
    examples.write(tmp_path, "One", [(examples.File("a.webp", ("a",)), [PICTURE])])
    (tmp_path / "judging" / captions.FILE).write_text(damage)
    with pytest.raises(ModelError, match="cannot be read"):
        captions.sit(Named("x", "X", "captioner", (tmp_path,)), models, no_step, (), 0)


def test_what_ships_carries_a_caption_for_every_picture_in_both_languages() -> None:
    found = examples.read([shipped_folder() / captioner.SHIPPED])
    assert found is not None and len(found) >= 150
    told = json.loads((found.folder / captions.FILE).read_text("utf-8"))
    for name, pixels in found:
        assert {code for code, _ in told[name]["captions"]} == {"en", "zh"} and told[name]["tags"]
        assert pixels.shape[:2] == (128, 128)
    assert sum(name.startswith(captions.NEW) for name in told) >= 20
    assert all(one.licence and one.origin for one in found.files)


def test_an_artists_own_pictures_are_asked_instead(tmp_path: Path, models: Models) -> None:
    paths = []
    found = examples.read([shipped_folder() / captioner.SHIPPED])
    assert found is not None
    for (name, pixels), _ in zip(found, range(2), strict=False):
        paths.append(tmp_path / f"{name}.png")
        Pillow.fromarray(np.ascontiguousarray(pixels)).save(paths[-1])
        paths[-1].with_suffix(".txt").write_text("a fox in the snow\n雪地里的一只狐狸\n", encoding="utf-8")
    folder = shipped_folder() / captioner.SHIPPED
    made = captions.sit(Named(captioner.SHIPPED, "X", "captioner", (folder,)), models, no_step, paths, 0)
    assert {one.name for one in made.measures} >= {"bleu", "cider_zh", "floor_rouge"} and len(made.notes) == 2
    assert made.notes[0].lines and made.notes[0].agrees is None
