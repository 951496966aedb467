"""The critic of patches: its losses against their formulas, patches that see no further than they should."""

from __future__ import annotations

import pytest
import torch

from crossmedia_studio.nets.patch_critic import PatchCritic, critic_loss, matching_loss, smoothness


def test_the_hinge_is_nothing_beyond_its_margins() -> None:
    assert float(critic_loss(torch.tensor([1.0, 3.0]), torch.tensor([-1.0, -2.0]))) == 0.0
    assert float(critic_loss(torch.tensor([0.5]), torch.tensor([0.5]))) == pytest.approx(0.5 * (0.5 + 1.5))


def test_matching_is_a_mean_over_layers_and_teaches_only_the_maker() -> None:
    made, real = [torch.ones(2, 3, requires_grad=True), torch.ones(4) * 2], [torch.zeros(2, 3), torch.zeros(4)]
    real[0].requires_grad_(True)
    loss = matching_loss(made, real)
    loss.backward()
    assert float(loss.detach()) == 1.5
    assert made[0].grad is not None and real[0].grad is None


def test_a_patch_is_told_by_what_is_near() -> None:
    torch.manual_seed(0)
    critic = PatchCritic(4, 8)
    pictures = torch.rand(1, 4, 128, 128, requires_grad=True)
    said, seen = critic(pictures)
    assert said.shape == (1, 1, 16, 16) and [one.shape[-1] for one in seen] == [64, 32, 16]
    (slope,) = torch.autograd.grad(said[0, 0, 8, 8], pictures)
    rows = slope.abs().sum(dim=(0, 1, 3)).nonzero().flatten()
    assert int(rows[0]) <= 64 and int(rows[-1]) >= 71 and int(rows[-1] - rows[0]) + 1 == 52


def test_smoothness_is_the_squared_slope() -> None:
    critic = PatchCritic(1, 2).double()
    for layer in critic.layers:
        torch.nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
    picture = torch.rand(1, 1, 16, 16, dtype=torch.float64)
    step = 1e-6
    slopes = []
    for place in range(256):
        moved = picture.flatten().clone()
        moved[place] += step
        slopes.append(float((critic(moved.view_as(picture))[0].sum() - critic(picture)[0].sum()).detach()) / step)
    assert float(smoothness(critic, picture).detach()) == pytest.approx(sum(s * s for s in slopes), rel=1e-4)
