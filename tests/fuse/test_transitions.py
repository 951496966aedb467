"""The contract of every transition, and what each one is for."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.core.errors import OptionError, Unsupported
from crossmedia_studio.core.params import Param, params
from crossmedia_studio.fuse.change import table
from crossmedia_studio.fuse.compose import picture, pixels
from crossmedia_studio.fuse.transitions import TRANSITIONS, transition
from tests.fuse.scenes import flat, gradient

A, B = picture(gradient(96, 54)), picture(gradient(96, 54, 1.0)[:, ::-1])
CLEAR = picture(flat((255, 255, 255), 96, 54, alpha=0))


def extremes(param: Param) -> list[object]:
    """Values worth trying: every choice, both limits."""
    if param.choices:
        return list(param.choices)
    return [param.minimum, param.maximum] if param.minimum is not None else [param.default]


CASES = [(name, ()) for name in TRANSITIONS] + [
    (name, ((param.name, value),))
    for name, entry in TRANSITIONS.items()
    for param in params(entry)
    for value in extremes(param)
]


@pytest.mark.parametrize(("name", "options"), CASES)
class TestContract:
    def test_begins_with_a_and_ends_with_b(self, name: str, options: tuple[tuple[str, object], ...]) -> None:
        change = transition(name, options)
        np.testing.assert_array_equal(pixels(change(A, B, 0.0)), pixels(A))
        np.testing.assert_array_equal(pixels(change(A, B, 1.0)), pixels(B))

    def test_leaves_its_inputs_alone(self, name: str, options: tuple[tuple[str, object], ...]) -> None:
        before = pixels(A), pixels(B)
        for progress in (0.0, 0.3, 1.0):
            change = transition(name, options)(A, B, progress)
            assert change is not A and change is not B
        np.testing.assert_array_equal(before[0], pixels(A))
        np.testing.assert_array_equal(before[1], pixels(B))

    def test_is_pure_and_opaque_between_opaque_pictures(self, name: str, options: tuple) -> None:
        first, again = (pixels(transition(name, options)(A, B, 0.4)) for _ in range(2))
        np.testing.assert_array_equal(first, again)
        assert first.shape == (54, 96, 4)
        assert first[..., 3].min() >= 253

    def test_stays_premultiplied_over_clear_ground(self, name: str, options: tuple) -> None:
        for progress in (0.2, 0.6, 0.9):
            mixed = pixels(transition(name, options)(A, CLEAR, progress)).astype(int)
            assert (mixed[..., :3] <= mixed[..., 3:] + 1).all()


def test_a_dissolve_is_half_of_each_in_the_middle() -> None:
    mixed = pixels(transition("dissolve")(A, B, 0.5)).astype(float)
    np.testing.assert_allclose(mixed, (pixels(A).astype(float) + pixels(B)) / 2, atol=1.5)


def test_a_dissolve_to_nothing_fades_out() -> None:
    assert pixels(transition("dissolve")(A, CLEAR, 0.75))[..., 3].mean() == pytest.approx(64, abs=2)


def test_a_dip_shows_only_its_colour_in_the_middle() -> None:
    mixed = pixels(transition("dip", (("colour", "white"),))(A, B, 0.5))
    assert (mixed == 255).all()


def test_a_wipe_moves_in_its_direction_with_a_soft_edge() -> None:
    black, white = picture(flat((0, 0, 0), 96, 54)), picture(flat((255, 255, 255), 96, 54))
    row = pixels(transition("wipe", (("angle", 0.0), ("softness", 0.2)))(black, white, 0.5))[27, :, 0].astype(int)
    assert row[0] == 255 and row[-1] == 0
    assert (np.diff(row) <= 0).all()
    assert ((row > 20) & (row < 235)).sum() >= 10
    column = pixels(transition("wipe", (("angle", 270.0),))(black, white, 0.5))[:, 48, 0]
    assert column[-1] == 255 and column[0] == 0


def test_an_iris_opens_from_its_centre() -> None:
    mixed = pixels(transition("iris", (("x", 0.25),))(A, B, 0.3))
    np.testing.assert_array_equal(mixed[27, 24], pixels(B)[27, 24])
    np.testing.assert_array_equal(mixed[27, 90], pixels(A)[27, 90])


def test_unknown_names_and_options_get_a_clear_word() -> None:
    with pytest.raises(Unsupported, match="no transition called swirl"):
        transition("swirl")
    with pytest.raises(OptionError):
        transition("wipe", (("softness", 7),))


def test_a_name_taken_twice_is_refused() -> None:
    entry = TRANSITIONS["dissolve"]
    with pytest.raises(ValueError, match="taken twice"):
        table(entry, entry)
