"""The contract of every effect, and what each one is for."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.core.params import params
from crossmedia_studio.fuse.compose import blank, over, picture, pixels
from crossmedia_studio.fuse.effects import EFFECTS, effect
from tests.fuse.scenes import flat, gradient
from tests.fuse.test_transitions import extremes

IMAGE = picture(gradient(160, 90, 0.3))
ISLAND = blank(160, 90)
over(ISLAND, picture(gradient(60, 40, 0.8)), 50, 25)

CASES = [(name, ()) for name in EFFECTS] + [
    (name, ((param.name, value),))
    for name, entry in EFFECTS.items()
    for param in params(entry)
    for value in extremes(param)
]


@pytest.mark.parametrize(("name", "options"), CASES)
class TestContract:
    def test_is_pure_and_keeps_the_size(self, name: str, options: tuple) -> None:
        before = pixels(IMAGE)
        first, again = (effect(name, options)(IMAGE, 123) for _ in range(2))
        np.testing.assert_array_equal(pixels(first), pixels(again))
        np.testing.assert_array_equal(pixels(IMAGE), before)
        assert first is not IMAGE
        assert (first.width(), first.height()) == (160, 90)

    def test_keeps_opaque_pictures_opaque_and_clear_ground_clear(self, name: str, options: tuple) -> None:
        assert pixels(effect(name, options)(IMAGE, 5))[..., 3].min() == 255
        changed = pixels(effect(name, options)(ISLAND, 5)).astype(int)
        assert (changed[..., :3] <= changed[..., 3:] + 1).all()
        if name != "blur":
            assert not changed[:10].any()

    def test_changes_with_time_only_if_it_says_so(self, name: str, options: tuple) -> None:
        one, other = (pixels(effect(name, options)(IMAGE, time)) for time in (0, 10**9))
        if not EFFECTS[name].moves:
            np.testing.assert_array_equal(one, other)


def test_colour_at_rest_changes_nothing() -> None:
    np.testing.assert_array_equal(pixels(effect("colour")(IMAGE, 0)), pixels(IMAGE))


def test_colour_does_what_it_says() -> None:
    def mean(**options: float) -> np.ndarray:
        return pixels(effect("colour", tuple(options.items()))(IMAGE, 0))[..., :3].reshape(-1, 3).mean(axis=0)

    rest = mean()
    assert mean(brightness=0.5).sum() > rest.sum() > mean(brightness=-0.5).sum()
    assert mean(warmth=0.8)[0] > rest[0] and mean(warmth=0.8)[2] < rest[2]
    grey = pixels(effect("colour", (("saturation", 0.0),))(IMAGE, 0)).astype(int)
    assert np.ptp(grey[..., :3], axis=-1).max() <= 1
    spread = pixels(effect("colour", (("contrast", 0.5),))(IMAGE, 0))[..., 0].std()
    assert spread > pixels(IMAGE)[..., 0].std()


@pytest.mark.parametrize("radius", [0.005, 0.02, 0.1, 0.25])
def test_blur_keeps_the_light_and_the_edges(radius: float) -> None:
    even = picture(flat((200, 100, 50)))
    np.testing.assert_allclose(pixels(effect("blur", (("radius", radius),))(even, 0)), pixels(even), atol=1)
    spot = flat((0, 0, 0), 320, 180)
    spot[80:100, 150:170, :3] = 255
    before, after = pixels(picture(spot)), pixels(effect("blur", (("radius", radius),))(picture(spot), 0))
    assert after[..., 0].mean() == pytest.approx(before[..., 0].mean(), rel=0.1, abs=0.6)
    row = after[90, :160, 0].astype(int)
    assert (np.diff(row) >= -1).all(), "rises evenly to the middle"


def test_blur_matches_a_true_gaussian() -> None:
    from scipy.ndimage import gaussian_filter1d

    edge = flat((0, 0, 0), 320, 180)
    edge[:, 160:, :3] = 255
    soft = pixels(effect("blur", (("radius", 0.1),))(picture(edge), 0))[90, :, 0].astype(float)
    true = gaussian_filter1d(edge[90, :, 0].astype(float), 0.1 * 180 / 2, mode="nearest")
    assert np.abs(soft - true).max() < 8


def test_vignette_darkens_corners_only() -> None:
    white = picture(flat((255, 255, 255)))
    seen = pixels(effect("vignette")(white, 0))[..., 0]
    assert seen[45, 80] == 255 and seen[0, 0] < 180


def test_grain_is_new_each_frame_and_keeps_the_light() -> None:
    grey = picture(flat((128, 128, 128)))
    one, other = (pixels(effect("grain")(grey, time))[..., 0].astype(int) for time in (0, 29_400_000))
    assert (one != other).any()
    assert one.std() > 3
    assert one.mean() == pytest.approx(128, abs=3)


def test_an_unknown_name_gets_a_clear_word() -> None:
    with pytest.raises(Unsupported, match="no effect called sparkle"):
        effect("sparkle")
