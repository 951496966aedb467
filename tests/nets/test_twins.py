"""The twins' space: what is recalled around z, and that a walk through it jumps nowhere."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.nets.twins import Twins, TwinsConfig


def net(known: int = 40, near: int = 3) -> Twins:
    torch.manual_seed(0)
    twins = Twins(TwinsConfig(known, 6, 5, code=4, width=16, near=near))
    twins.settle(torch.randn(known, 6), torch.randn(known, 5))
    twins.keys.copy_(torch.randn(known, 4))
    return twins.eval()


@given(seed=st.integers(0, 2**31), known=st.integers(1, 12), near=st.integers(1, 4))
def test_shares_sum_to_one_and_only_what_is_allowed_is_recalled(seed: int, known: int, near: int) -> None:
    twins = net(known, near)
    generator = torch.Generator().manual_seed(seed)
    allowed = torch.rand(known, generator=generator) < 0.6
    allowed[int(torch.randint(known, (1,), generator=generator))] = True
    which, shares = twins.recall(torch.randn(3, 4, generator=generator), allowed)
    assert which.shape == shares.shape == (3, min(near, int(allowed.sum())))
    assert allowed[which].all() and (shares >= 0).all()
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(3))
    assert (shares[:, 0] >= shares.max(dim=1).values - 1e-6).all()  # the nearest has the most to say


def test_a_known_place_recalls_its_own_pair() -> None:
    twins = net()
    which, shares = twins.recall(twins.keys[:5], torch.ones(40, dtype=torch.bool))
    assert which[:, 0].tolist() == [0, 1, 2, 3, 4] and shares[:, 0].min() > 0.6


def test_a_walk_jumps_nowhere() -> None:
    twins = net()
    values = torch.randn(40, 8)
    z = torch.randn(2, 4)
    path = z[:1] + torch.linspace(0, 1, 2001)[:, None] * (z[1:] - z[:1])
    with torch.inference_mode():
        which, shares = twins.recall(path, torch.ones(40, dtype=torch.bool))
    recalled = (values[which] * shares[..., None]).sum(dim=1)
    steps = (recalled[1:] - recalled[:-1]).norm(dim=1)
    assert steps.max() < 0.05 * recalled.norm(dim=1).mean()
    assert steps.sum() > 1.0  # and it goes somewhere


def test_each_half_has_its_say() -> None:
    twins = net()
    picture, sound = torch.randn(2, 6), torch.randn(2, 5)
    mean, spread = twins.encode(picture, sound)
    assert mean.shape == spread.shape == (2, 4)
    assert not torch.allclose(mean, twins.encode(picture, sound + 1.0)[0])
    assert not torch.allclose(mean, twins.encode(picture + 1.0, sound)[0])
    assert twins.likeness(mean, mean).argmax(dim=1).tolist() == [0, 1]
    assert twins.likeness(mean, mean).diagonal().tolist() == pytest.approx([0.0, 0.0], abs=1e-4)
