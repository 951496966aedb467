"""Painted grounds: all of them, within range, different by chance and the same by seed."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.train.datasets import grounds


@pytest.mark.parametrize("name", grounds.names())
def test_a_ground(name: str) -> None:
    first = grounds.paint(name, 64, np.random.default_rng(1))
    assert first.shape == (64, 64, 3)
    assert first.dtype == np.float32
    assert 0.0 <= first.min() <= first.max() <= 1.0
    assert np.array_equal(first, grounds.paint(name, 64, np.random.default_rng(1)))
    assert not np.array_equal(first, grounds.paint(name, 64, np.random.default_rng(2)))
