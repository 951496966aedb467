"""What pictures say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core import i18n
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.colour import colour_name, composition, oklab, palette
from crossmedia_studio.understand.image import understand_image
from crossmedia_studio.understand.meaning import Colour, Meaning, Tag


def plain(*colours: tuple[int, int, int], size: int = 60) -> np.ndarray:
    """Upright stripes of equal width."""
    pixels = np.full((size, size, 4), 255, np.uint8)
    for index, stripe in enumerate(np.array_split(np.arange(size), len(colours))):
        pixels[:, stripe, :3] = colours[index]
    return pixels


def test_palette_finds_colours_and_their_shares() -> None:
    found = palette(plain((220, 30, 30), (30, 60, 200), (245, 245, 245)))
    assert sorted(c.rgb for c in found) == [(30, 60, 200), (220, 30, 30), (245, 245, 245)]
    assert all(c.share == pytest.approx(1 / 3, abs=0.02) for c in found)
    noisy = plain((200, 40, 40)).astype(int) + np.random.default_rng(0).integers(-6, 7, (60, 60, 1))
    assert len(palette(noisy.clip(0, 255).astype(np.uint8))) == 1
    assert palette(np.zeros((5, 5, 4), np.uint8)) == ()


def test_oklab_reference_values() -> None:
    assert np.allclose(oklab(np.array([255, 255, 255])), (1, 0, 0), atol=1e-3)
    assert np.allclose(oklab(np.array([255, 0, 0])), (0.628, 0.225, 0.126), atol=2e-3)


NAMES = (
    ((255, 0, 0), "red"), ((255, 140, 0), "orange"), ((255, 235, 0), "yellow"), ((20, 160, 40), "green"),
    ((20, 60, 220), "blue"), ((120, 30, 160), "purple"), ((255, 130, 180), "pink"), ((110, 70, 35), "brown"),
    ((5, 5, 5), "black"), ((128, 128, 128), "grey"), ((250, 250, 250), "white"), ((0, 190, 190), "turquoise"),
    ((235, 215, 190), "cream"),
)  # fmt: skip


@pytest.mark.parametrize(("rgb", "name"), NAMES)
def test_colour_names(rgb: tuple[int, int, int], name: str) -> None:
    assert colour_name(rgb) == name


def test_composition_measures() -> None:
    dark, bright = dict(composition(plain((10, 10, 10)))), dict(composition(plain((250, 250, 250))))
    assert dark["brightness"] < 0.2 < 0.9 < bright["brightness"]
    assert dict(composition(plain((0, 0, 0), (255, 255, 255))))["contrast"] > 0.9
    assert (
        dict(composition(plain((255, 120, 0))))["warmth"] > 0.7 > 0.3 > dict(composition(plain((0, 60, 255))))["warmth"]
    )
    spot = plain((240, 240, 240))
    spot[5:15, 40:55, :3] = (200, 0, 0)
    where = dict(composition(spot))
    assert where["balance_x"] > 0.65 and where["balance_y"] < 0.3
    for size in ((1, 1), (1, 40), (40, 1)):
        assert all(0 <= value <= 1 for _, value in composition(np.full((*size, 4), 99, np.uint8)))


def test_captions_are_honest() -> None:
    blue = (Colour((20, 60, 220), 0.9),)
    unknown = Meaning(Kind.IMAGE, palette=blue, tags=(Tag("nematode", 0.2),))
    assert caption(unknown, "en") == "A picture, mostly blue."
    assert caption(unknown, "zh") == "一幅画面，以蓝色为主。"
    unsure = Meaning(Kind.IMAGE, palette=blue, tags=(Tag("red fox", 0.4),), subjects=("fox",))
    assert caption(unsure, "en").startswith("Perhaps a red fox") and "可能是狐狸" in caption(unsure, "zh")
    sure = Meaning(Kind.IMAGE, palette=blue, tags=(Tag("espresso", 0.9),), subjects=("cup",))
    assert caption(sure, "en").startswith("An espresso") and caption(sure, "zh").startswith("画面里是杯子")


def test_without_the_classifier(tmp_path: Path) -> None:
    meaning = understand_image(Image(plain((30, 60, 200))), Models(tmp_path))
    assert meaning.kind is Kind.IMAGE and not meaning.tags and not meaning.subjects
    assert meaning.caption == "A picture, mostly blue; colourful and soft."
    assert (meaning.width, meaning.height) == (60, 60)
    i18n.set_language("zh")
    assert understand_image(Image(plain((30, 60, 200))), Models(tmp_path)).caption.startswith("一幅画面")


def test_the_classifier_knows_a_plain_drawing(models: Models) -> None:
    """A drawn orange ball on white is some fruit or ball; probabilities are sound and the same each time."""
    rows, columns = np.mgrid[:200, :200]
    pixels = np.full((200, 200, 4), 255, np.uint8)
    inside = (rows - 100) ** 2 + (columns - 100) ** 2 < 70**2
    shade = 1.0 - 0.4 * np.hypot(rows - 70, columns - 70) / 140
    pixels[inside, :3] = (np.array([255, 140, 20]) * shade[inside, None]).clip(0, 255)
    first, second = labels.classify([pixels, pixels], models)
    assert first == second
    assert 0 < sum(tag.score for tag in first.tags) <= 1.0
    meaning = understand_image(Image(pixels), models)
    named = " ".join(tag.word for tag in meaning.tags)
    assert any(word in named for word in ("orange", "ball", "lemon", "Granny", "balloon", "tangerine", "egg"))
