"""Drawings in other poses: premultiplied still, the same by seed, mirrored when told, black ink stays black."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.represent.poses import posed, tinted


def drawing() -> np.ndarray:
    """A red bar on the left half of 64 px, clear around."""
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[20:44, 10:26] = (200, 40, 30, 255)
    return picture


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_pose_is_a_picture_of_the_same_figure(seed: int) -> None:
    made = posed(drawing(), np.random.default_rng(seed))
    assert made.shape == (64, 64, 4) and made.dtype == np.uint8
    assert (made[..., :3] <= made[..., 3:]).all()
    assert np.array_equal(made, posed(drawing(), np.random.default_rng(seed)))
    seen = made[..., 3].astype(float).sum() / drawing()[..., 3].sum()
    assert 0.5 < seen < 1.2


def test_poses_differ_and_mirror() -> None:
    poses = [posed(drawing(), np.random.default_rng(seed), mirrored=False) for seed in range(6)]
    assert all(np.abs(one.astype(int) - other).max() > 50 for one in poses[:3] for other in poses[3:])
    across = np.arange(64)
    for seed in range(6):
        plain, mirror = (
            posed(drawing(), np.random.default_rng(seed), flip)[..., 3].sum(axis=0) for flip in (False, True)
        )
        assert (plain * across).sum() / plain.sum() < 32 < (mirror * across).sum() / mirror.sum()


def test_ink_stays_black_and_grey_stays_grey() -> None:
    greys = np.repeat(np.linspace(0, 255, 32)[:, None, None], 4, axis=2)
    greys[..., 3] = 255
    made = tinted(greys, np.random.default_rng(3)).astype(int)
    assert np.abs(made[..., :3] - greys[..., :3]).max() <= 1
