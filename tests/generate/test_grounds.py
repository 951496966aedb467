"""Painted grounds: all of them, within range, different by chance and the same by seed."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.generate import grounds


@pytest.mark.parametrize("name", grounds.names())
def test_a_ground(name: str) -> None:
    first = grounds.paint(name, 64, np.random.default_rng(1))
    assert first.shape == (64, 64, 3)
    assert first.dtype == np.float32
    assert 0.0 <= first.min() <= first.max() <= 1.0
    assert np.array_equal(first, grounds.paint(name, 64, np.random.default_rng(1)))
    assert not np.array_equal(first, grounds.paint(name, 64, np.random.default_rng(2)))


def test_a_figure_stands_before_a_ground_that_fills_the_frame() -> None:
    figure = np.zeros((40, 72, 4), np.uint8)
    figure[10:30, 20:50] = (10, 200, 30, 255)
    made = grounds.behind(figure, "sunset", np.random.default_rng(4))
    assert made.shape == figure.shape and made[..., 3].min() == 255
    assert (made[10:30, 20:50, :3] == (10, 200, 30)).all()
    whole = grounds.paint("sunset", 72, np.random.default_rng(4)) * 255
    assert np.abs(made[:10, :, :3] - whole[32:42]).max() <= 1
