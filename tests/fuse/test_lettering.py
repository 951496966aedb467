"""Captions: wrapping, placing, scripts, emoji, sizes. Needs the fonts that set-up installs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from crossmedia_studio.fuse.compose import lettering, view
from crossmedia_studio.project.model import TextStyle


def drawn(text: str, frame_width: int = 640, frame_height: int = 360, **style: object) -> np.ndarray:
    """The caption on a clear frame, uint8 (h, w, 4)."""
    image, x, y = lettering(text, TextStyle(**style), frame_width, frame_height)  # type: ignore[arg-type]
    frame = np.zeros((frame_height, frame_width, 4), np.uint8)
    frame[y : y + image.height(), x : x + image.width()] = view(image)
    return frame


def box(frame: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is drawn."""
    rows, columns = np.nonzero(frame[..., 3] > 40)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


SCRIPTS = {
    "english": "The fox walks home",
    "chinese": "狐狸在月光下走回家",
    "arabic": "الثعلب يمشي إلى البيت",
    "hebrew": "השועל הולך הביתה",
    "cyrillic": "Лиса идёт домой",
    "mixed": "Fox 狐狸 שועל 🦊",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_has_ink_in_the_middle_below(name: str) -> None:
    left, top, right, bottom = box(drawn(SCRIPTS[name]))
    assert (left + right) / 2 == pytest.approx(320, abs=12)
    assert top > 280 and bottom < 345
    assert right - left > 120


def test_scripts_are_not_boxes_of_missing_glyphs() -> None:
    """A font without a glyph draws the same box for each; real glyphs differ."""
    for pair in (("狐", "狸"), ("ث", "ع"), ("ש", "ו")):
        one, other = (drawn(letter) for letter in pair)
        assert (one != other).any(), pair


def test_emoji_are_drawn_in_colour_at_every_size() -> None:
    for size in ((320, 180), (640, 360), (1280, 720), (1920, 1080)):
        seen = drawn("🦊", *size).astype(int)
        orange = (seen[..., 0] > 180) & (seen[..., 2] < 100) & (seen[..., 3] > 200)
        assert orange.sum() > 0.0002 * size[0] * size[1], size


def test_lines_wrap_inside_the_width_and_are_of_like_length() -> None:
    words = "The fox walks home under a very large moon and nobody in the whole village notices it at all"
    left, top, right, bottom = box(drawn(words, width=0.6))
    assert left >= 320 - 0.3 * 640 - 3 and right <= 320 + 0.3 * 640 + 3
    frame = drawn(words)
    _, top, _, bottom = box(frame)
    middle = (top + bottom) // 2
    widths = [np.ptp(np.nonzero(half[..., 3].max(axis=0) > 40)[0]) for half in (frame[:middle], frame[middle:])]
    assert min(widths) > 0.75 * max(widths)


def test_text_without_spaces_wraps_too() -> None:
    left, _, right, _ = box(drawn("狐狸在月光下走回家" * 6, width=0.5))
    assert right - left <= 0.5 * 640 + 4


def test_lines_break_alike_at_every_size() -> None:
    words = "One caption that is long enough to need two lines in every size of frame that we know of"
    large, small = (box(drawn(words, *size)) for size in ((1920, 1080), (320, 180)))
    assert np.allclose(np.array(large) / 6, small, atol=1.7)


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 2)])
def test_alignment(align: str, side: int) -> None:
    edges = [box(drawn(words, align=align))[side] for words in ("Short", "A good deal longer")]
    assert abs(edges[0] - edges[1]) <= 4
    assert edges[0] == pytest.approx(320 + (side - 1) * 0.43 * 640, abs=8)


def test_style_is_obeyed() -> None:
    plain = drawn("Moon", colour="#ff0000", outline="#00ff00")
    assert (plain[..., 0] > 200).any() and (plain[..., 1] > 200).any() and not (plain[..., 2] > 60).any()
    assert not (drawn("Moon", colour="#ff0000", outline_width=0.0)[..., 1] > 60).any()
    boxed = drawn("Moon", background="#800000ff")
    assert ((boxed[..., 3] > 120) & (boxed[..., 3] < 136)).sum() > 500
    assert (drawn("Moon", bold=True)[..., 3] > 128).sum() > (drawn("Moon")[..., 3] > 128).sum()


@pytest.mark.parametrize("place", [{"y": 0.0}, {"y": 1.0}, {"size": 0.4}, {"y": -2.0}])
def test_captions_stay_inside_the_frame(place: dict[str, Any]) -> None:
    _, top, _, bottom = box(drawn("Some words that are drawn very large", **place))
    assert top >= 0 and bottom <= 359
    image, x, y = lettering("Some words", TextStyle(**place), 640, 360)
    assert x >= 0 and y >= 0 and x + image.width() <= 640 and y + image.height() <= 360


def test_an_upright_frame_sets_by_its_width() -> None:
    wide, tall = (box(drawn("Fox", *size)) for size in ((1280, 720), (720, 1280)))
    assert wide[3] - wide[1] == pytest.approx(tall[3] - tall[1], abs=2)


@pytest.mark.parametrize("text", [" ", "\n\n", "a\n\nb", "\u200d\u200d", "\U0001f468" * 200, "x" * 5000, "\x00\x07"])
def test_odd_text_is_no_trouble(text: str) -> None:
    image, _, _ = lettering(text, TextStyle(), 320, 180)
    assert image.width() >= 1
