"""Reading words into a brief, and the pictures it becomes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.backends.collage import Collage
from crossmedia_studio.generate.collage import arrange, attributes, brief, lights, picture
from crossmedia_studio.generate.collage.cast import natures
from crossmedia_studio.generate.collage.library import Library, _index
from crossmedia_studio.generate.collage.look import SAD
from crossmedia_studio.generate.collage.stage import Layer
from crossmedia_studio.generate.collage.words import aliases
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions
from crossmedia_studio.scenarios.script import read_script
from crossmedia_studio.understand.meaning import Meaning, Mood, Scene
from crossmedia_studio.understand.text import understand_text

LIBRARY = Library()


def read(text: str) -> brief.Brief:
    return brief.read(text, understand_text(text), LIBRARY)


def names(text: str) -> dict[str, int]:
    return {role.drawing.name: role.count for role in read(text).cast}


@pytest.mark.parametrize(
    ("text", "cast", "place", "hour", "weather"),
    [
        ("A fox under a moon", {"fox", "full moon"}, "meadow", "night", ""),
        ("一只小狐狸在月光下的森林里", {"fox", "full moon"}, "forest", "night", ""),
        ("老渔夫划着小船，江面上下着雪", {"old man", "canoe"}, "lake", "day", "snow"),
        ("An owl in the snowy woods at midnight", {"owl"}, "forest", "night", "snow"),
        ("The old lighthouse keeper watched the storm", {"lighthouse", "man"}, "beach", "day", "storm"),
        ("The astronaut floated among the stars", {"astronaut"}, "space", "night", ""),
        ("whales and fishes swim under the sea", {"spouting whale", "fish"}, "underwater", "day", ""),
        ("A girl reads a book in the kitchen in the evening", {"girl", "open book"}, "room", "sunset", ""),
        ("a camel in the desert at sunset", {"camel"}, "desert", "sunset", ""),
        ("two children fly a red kite on the hill", {"child", "kite"}, "meadow", "day", ""),
    ],
)
def test_words_become_place_hour_weather_and_cast(
    text: str, cast: set[str], place: str, hour: str, weather: str
) -> None:
    wanted = read(text)
    assert {role.drawing.name for role in wanted.cast} >= cast
    assert (wanted.place, wanted.hour, wanted.weather) == (place, hour, weather)


def test_number_colour_and_size_are_heard() -> None:
    assert names("three birds and a dog") == {"bird": 3, "dog": 1}
    assert names("许多小鸟") == {"bird": 7}
    blue = read("a huge blue cat").cast[0]
    assert blue.hue == attributes.COLOURS["blue"] and blue.scale > 1


def test_verbs_are_not_drawn() -> None:
    assert "fly" not in names("two children fly a kite")
    assert "guard" not in names("the dragon guards its treasure")
    assert "watch" not in names("the sailors watch the whale")
    assert "open book" in names("a girl with a book")


def test_relatives_of_animals_are_no_people() -> None:
    text = "A little fox carried the lantern home to his mother"
    assert not {"woman", "house"} & set(names(text))
    assert "woman" in names("The girl and her mother")


SUNRISE = "Then the sun rose over the mountains, and the fox understood: the moon only makes room for the day."


def corrected(text: str, **changes: object) -> brief.Brief:
    """The brief of ``text`` after a person changed its Meaning."""
    return brief.read(text, replace(understand_text(text), **changes), LIBRARY)  # type: ignore[arg-type]


def cast(wanted: brief.Brief) -> set[str]:
    return {role.drawing.name for role in wanted.cast}


def test_verbs_and_common_words_make_no_room_and_no_rose() -> None:
    wanted = read(SUNRISE)
    assert cast(wanted) == {"sun", "fox", "full moon"}
    assert (wanted.place, wanted.hour) == ("mountains", "dawn")


def test_a_removed_subject_is_not_drawn() -> None:
    wanted = corrected("A red fox under the moon", subjects=("fox",))
    assert cast(wanted) == {"fox"} and wanted.cast[0].hue == attributes.COLOURS["red"]
    stage = picture.stage_for(wanted, 64, 36, 1)
    assert wanted.hour == "night" and not lights.lights_at(stage, wanted.cast)
    assert cast(corrected("三只小鸟和一只猫", subjects=("猫",))) == {"cat"}


@pytest.mark.parametrize(
    ("text", "subjects", "drawn"),
    [
        ("a fox on the hill", ("fox", "owl"), {"fox": 1, "owl": 1}),
        ("a fox on the hill", ("狐狸", "两只猫头鹰"), {"fox": 1, "owl": 2}),
        ("一只狐狸", ("three rabbits",), {"rabbit": 3}),
        ("小船", ("轮船",), {"ship": 1}),
        ("三条小船", ("船",), {"canoe": 3}),
        ("two children fly a kite", ("child", "balloon"), {"child": 2, "balloon": 1}),
        ("a fox", ("black cat", "qwertzy"), {"black cat": 1}),
        ("the king and queen", ("king", "queen"), {"person with crown": 2}),
    ],
)
def test_subjects_are_what_is_drawn(text: str, subjects: tuple[str, ...], drawn: dict[str, int]) -> None:
    wanted = corrected(text, subjects=subjects)
    assert {role.drawing.name: role.count for role in wanted.cast} == drawn


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("sea, sunset, storm", ("sea", "sunset", "storm", "")),
        ("沙漠、夜晚", ("desert", "night", "", "")),
        ("forest, autumn", ("forest", "day", "", "autumn")),
        ("snow, spring", ("hills", "day", "snow", "spring")),
        ("", ("meadow", "day", "", "")),
        ("nowhere, at all", ("meadow", "day", "", "")),
    ],
)
def test_the_setting_of_the_scenes_has_the_last_word(setting: str, expected: tuple[str, str, str, str]) -> None:
    text = "A fox in the city at night in the rain"
    wanted = corrected(text, subjects=("fox",), scenes=(Scene(text, ("fox",), setting),))
    assert (wanted.place, wanted.hour, wanted.weather, wanted.season) == expected


def test_a_scene_is_drawn_where_the_story_was(models: Models) -> None:
    text = "It was autumn in the mountains.\n\nThe fox slept.\n\nIt rained at night.\n\nThe owl sang."
    script = read_script(text, 4, models, no_step)
    briefs = [
        brief.read(scene.text, Meaning(Kind.TEXT, subjects=scene.subjects, scenes=(scene,)), LIBRARY)
        for scene in script.scenes
    ]
    assert [(b.place, b.hour, b.weather, b.season) for b in briefs] == [
        ("mountains", "day", "", "autumn"), ("mountains", "day", "", "autumn"),
        ("mountains", "night", "rain", "autumn"),
        ("mountains", "night", "", "autumn"),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_a_brief(text: str) -> None:
    wanted = read(text)
    assert wanted.place and wanted.hour


def test_every_name_in_the_tables_is_a_drawing() -> None:
    known = {drawing.name for drawing in _index().values()}
    assert set(natures()) - known == set()
    assert set(aliases().values()) - known == set()


@pytest.mark.parametrize("place", ["meadow", "hills", "forest", "mountains", "sea", "lake", "beach", "desert", "city",
                                   "room", "space", "underwater", "clouds"])  # fmt: skip
def test_every_place_can_be_drawn(place: str) -> None:
    roles = read("a fox, two birds, a boat, a fish and a red apple under the moon").cast
    wanted = brief.Brief(place, "night", "", "", Mood(), roles)
    stage = picture.stage_for(wanted, 160, 90, 1)
    layers = picture.layers_of(stage)
    assert len(layers) > 5
    for layer in layers:
        assert np.isfinite(layer.pixels).all()
        assert layer.pixels[..., :3].max() <= layer.pixels[..., 3].max() + 0.02


def test_fox_and_moon_are_both_seen_and_do_not_hide_each_other() -> None:
    for seed in range(8):
        stage = picture.stage_for(read("A fox under a moon"), 320, 180, seed)
        (disc,) = lights.lights_at(stage, stage.brief.cast)
        assert disc[0] == "full moon"
        picture.layers_of(stage)  # the scenery lays the ground
        (fox,) = arrange.arrange(stage, stage.brief.cast)
        assert fox.x - fox.size / 2 > 0 and fox.x + fox.size / 2 < 320 and fox.y <= 180
        assert fox.size > 0.3 * 180
        assert abs(fox.x - disc[1] * 320) > 50


def shares(layers: list[Layer], width: int, height: int) -> dict[str, tuple[float, tuple[float, ...]]]:
    """For each drawing in a picture how much of it is seen, of several the most, and its (left, top, right, bottom)."""
    uncovered = np.ones((height, width), np.float32)
    found: dict[str, tuple[float, tuple[float, ...]]] = {}
    hulls: set[tuple[str, int, int]] = set()  # the lower part of a boat lies before the boat itself
    for layer in reversed(layers):
        alpha = layer.pixels[..., 3]
        left, top = max(layer.x, 0), max(layer.y, 0)
        right, bottom = min(layer.x + alpha.shape[1], width), min(layer.y + alpha.shape[0], height)
        part = alpha[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
        here = uncovered[top:bottom, left:right]
        if layer.shows:
            key = (layer.shows, layer.x, layer.y)
            seen = 1.0 if key in hulls else float((part * here).sum() / alpha.sum())
            hulls.add(key)
            rows, columns = np.flatnonzero(alpha.max(axis=1) > 0.3), np.flatnonzero(alpha.max(axis=0) > 0.3)
            box = (layer.x + columns[0], layer.y + rows[0], layer.x + columns[-1], layer.y + rows[-1])
            if seen >= found.get(layer.shows, (0.0,))[0]:
                found[layer.shows] = seen, tuple(v / (width, height)[i % 2] for i, v in enumerate(box))
        here *= 1 - part * (part > 0.5)  # fog and light may lie over a figure
    return found


@pytest.mark.parametrize("seed", [1, 2, 738837])
@pytest.mark.parametrize("text", [
    SUNRISE, "a cat in a boat under a full moon", "帆船上的老人把风筝接住", "a wizard and a dragon by a castle",
    "两个孩子和一只狗在海滩上放风筝", "a girl with a red umbrella and an owl in the forest", "一群海鸥飞过灯塔",
    "a fox, two birds, a boat, a fish and a red apple under the moon", "whales and jellyfish under the sea",
])  # fmt: skip
def test_everyone_named_is_seen_within_the_safe_frame(text: str, seed: int) -> None:
    wanted = read(text)
    stage = picture.stage_for(wanted, 192, 108, seed)
    found = shares(picture.layers_of(stage), 192, 108)
    assert set(found) >= cast(wanted)
    for name in cast(wanted):
        share, (left, top, right, bottom) = found[name]
        assert share >= 0.6, f"{name} is hidden"
        assert left >= 0.07 and right <= 0.93 and top >= 0.06 and bottom <= 0.95, f"{name} is at the edge"


@pytest.mark.parametrize("text", ["孤独的老人在草地上哭泣", "a sad, desperate old man weeps in the garden"])
def test_sad_meadows_have_no_flowers_and_little_light(text: str) -> None:
    sad = read(text)
    assert sad.mood.valence < SAD and sad.place == "meadow"
    glad = replace(sad, mood=Mood(0.5, 0.0))
    dark, bright = (picture.stage_for(wanted, 96, 54, 1) for wanted in (sad, glad))
    assert len(picture.layers_of(dark)) == len(picture.layers_of(bright)) - 1
    assert max(dark.look.ambient) < 0.95 * max(bright.look.ambient)


def make(
    models: Models, tmp_path: Path, text: str, seed: int = 1, size: tuple[int, int] = (256, 144), **options: object
) -> Image:
    wanted = Conditions(Ask(Kind.IMAGE, text, seed, *size), understand_text(text))
    return Collage().generate(wanted, params.build(Collage.Options, options), models, tmp_path, no_step)


def test_another_seed_is_another_picture(models: Models, tmp_path: Path) -> None:
    first, second = (make(models, tmp_path, "A fox under a moon", seed) for seed in (1, 2))
    assert np.abs(first.pixels.astype(int) - second.pixels).mean() > 6


def test_words_that_show_nothing_give_a_mood(models: Models, tmp_path: Path) -> None:
    made = make(models, tmp_path, "perhaps, hmm")
    assert made.pixels[..., :3].std() > 8


def test_own_pictures_come_first(models: Models, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    pixels = np.zeros((60, 60, 4), np.uint8)
    pixels[10:50, 10:50] = (255, 0, 255, 255)
    image.write(Image(pixels), own / "fox.png")
    made = make(models, tmp_path, "a fox on the hill", style="flat", pictures=str(own))
    red, green, blue = (made.pixels[..., c].astype(int) for c in range(3))
    assert ((red - green > 80) & (blue - green > 80)).sum() > 300


def test_own_pictures_are_asked_for_by_names_of_their_own(models: Models, tmp_path: Path) -> None:
    image.write(Image(np.full((20, 20, 4), 255, np.uint8)), tmp_path / "my_zorblax.png")
    wanted = brief.read("a zorblax", understand_text("a zorblax"), Library([tmp_path]))
    assert cast(wanted) == {"my_zorblax"}


def test_a_missing_folder_is_named(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="nowhere"):
        make(models, tmp_path, "a fox", pictures=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("size", [(64, 64), (90, 160), (33, 47)])
def test_any_shape_is_filled(models: Models, tmp_path: Path, size: tuple[int, int]) -> None:
    made = make(models, tmp_path, "an owl and a boat on the sea at night", size=size)
    assert (made.width, made.height) == size
    assert made.pixels[..., 3].min() == 255


def test_absurd_sizes_are_refused(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        make(models, tmp_path, "a fox", size=(90_000, 90_000))


def test_no_words_are_refused(models: Models, tmp_path: Path) -> None:
    nothing = Conditions(Ask(Kind.IMAGE, "  "), Meaning(Kind.TEXT))
    with pytest.raises(MediaError):
        Collage().generate(nothing, params.build(Collage.Options), models, tmp_path, no_step)
