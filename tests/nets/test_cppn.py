"""The pattern network: the same for a seed, any size, smooth and bounded."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.nets import cppn


def net(seed: int = 1, **settings: float) -> cppn.CPPN:
    return cppn.CPPN(cppn.CPPNConfig(**settings), np.random.default_rng(seed))  # type: ignore[arg-type]


def test_fields_are_bounded_and_the_same_for_a_seed() -> None:
    latent = np.zeros(6, np.float32)
    first, second = (cppn.draw(net(), latent, cppn.places(40, 24), 40, 24) for _ in range(2))
    assert first.shape == (24, 40, 4)
    assert np.array_equal(first, second)
    assert first.min() >= 0 and first.max() <= 1 and first.std() > 0.01
    assert not np.array_equal(first, cppn.draw(net(2), latent, cppn.places(40, 24), 40, 24))


def test_size_does_not_change_the_pattern() -> None:
    latent = np.zeros(6, np.float32)
    small = cppn.draw(net(), latent, cppn.places(32, 32), 32, 32)
    large = cppn.draw(net(), latent, cppn.places(128, 128), 128, 128)
    assert np.abs(small - large.reshape(32, 4, 32, 4, 4).mean(axis=(1, 3))).mean() < 0.02


def test_a_small_move_in_latent_space_is_a_small_change() -> None:
    grid = cppn.places(32, 32)
    here = cppn.draw(net(), np.zeros(6, np.float32), grid, 32, 32)
    near = cppn.draw(net(), np.full(6, 0.01, np.float32), grid, 32, 32)
    assert 0 < np.abs(here - near).mean() < 0.02
