"""Schedules, averages and the watch against their formulas."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from crossmedia_studio.train.optimise import Average, Optimiser, Watch, average_decay, only, rate_share
from crossmedia_studio.train.recipe import Phase


def phase(name: str = "a", rate: float = 0.1, **more: float) -> Phase:
    return Phase(name, name, lambda batch, generator: (torch.zeros(()), {}), rate, **more)  # type: ignore[arg-type]


def test_the_rate_rises_then_falls_as_a_cosine() -> None:
    assert rate_share(0, 0.0, 100, "cosine") == pytest.approx(0.01)
    assert rate_share(49, 0.0, 100, "constant") == pytest.approx(0.5)
    assert rate_share(500, 0.5, 100, "cosine") == pytest.approx(0.02 + 0.98 * 0.5)
    assert rate_share(999, 1.0, 100, "cosine") == pytest.approx(0.02)
    assert rate_share(3, 0.05, 1000, "constant") == pytest.approx(0.5), "a short run has a short warm-up"


@given(st.integers(0, 10**6), st.floats(0, 1), st.integers(0, 1000), st.sampled_from(["cosine", "constant"]))
def test_the_rate_stays_between_nothing_and_its_top(step: int, fraction: float, warmup: int, schedule: str) -> None:
    assert 0.0 < rate_share(step, fraction, warmup, schedule) <= 1.0


def test_the_average_forgets_by_half_in_its_half_life() -> None:
    assert average_decay(10**6, 700) ** 700 == pytest.approx(0.5)
    assert average_decay(1000, 700) ** 50 == pytest.approx(0.5), "early: 5 % of the steps so far"
    assert average_decay(1, 700) < 1e-5 and average_decay(10, 0) == 0.0


def test_an_average_follows_weights_and_copies_statistics() -> None:
    live = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    average = Average(live)
    before = [weight.clone() for weight in average.network.parameters()]
    with torch.no_grad():
        for weight in live.parameters():
            weight.add_(1.0)
    live(torch.randn(8, 2))
    average.update(0.75)
    for was, now, aim in zip(before, average.network.parameters(), live.parameters(), strict=True):
        assert torch.allclose(now, 0.75 * was + 0.25 * aim) and not now.requires_grad
    for mine, theirs in zip(average.network.buffers(), live.buffers(), strict=True):
        assert torch.equal(mine, theirs)


def test_a_step_is_adamw_on_the_clipped_gradient() -> None:
    network = nn.Linear(2, 1, bias=False)
    optimiser = Optimiser(phase(rate=0.1, decay=0.5), network)
    start = network.weight.detach().clone()
    (network.weight * torch.tensor([[30.0, 40.0]])).sum().backward()
    assert float(optimiser.step(0.5, 1.0)) == pytest.approx(50.0)
    gradient = torch.tensor([[0.6, 0.8]])
    assert network.weight.grad is not None and torch.allclose(network.weight.grad, gradient, atol=1e-5)
    expected = start * (1 - 0.05 * 0.5) - 0.05 * gradient / (gradient.abs() + 1e-8)  # bias-corrected first step
    assert torch.allclose(network.weight, expected, atol=1e-6)


def test_an_optimiser_goes_on_from_its_tensors() -> None:
    torch.manual_seed(0)
    one, other = nn.Linear(3, 2), nn.Linear(3, 2)
    other.load_state_dict(one.state_dict())
    first, second = Optimiser(phase(), one), Optimiser(phase(), other)
    batch = torch.randn(4, 3)

    def move(network: nn.Module, optimiser: Optimiser) -> None:
        optimiser.clear()
        network(batch).square().sum().backward()
        optimiser.step(1.0, 0.0)

    for _ in range(3):
        move(one, first)
    other.load_state_dict(one.state_dict())
    second.restore({name: tensor.clone() for name, tensor in first.tensors().items()})
    move(one, first)
    move(other, second)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    with pytest.raises(RuntimeError):
        second.restore({"9.exp_avg": torch.zeros(2)})
    with pytest.raises(RuntimeError):
        second.restore({"0.exp_avg": torch.zeros(7, 7)})


def test_only_one_phase_gets_gradients() -> None:
    maker, critic = nn.Linear(1, 1), nn.Linear(1, 1)
    critic.bias.requires_grad_(False)
    optimisers = [Optimiser(phase("maker"), maker), Optimiser(phase("critic"), critic)]
    with only(optimisers[0], optimisers):
        critic(maker(torch.ones(1, 1))).sum().backward()
    assert maker.weight.grad is not None and critic.weight.grad is None
    assert critic.weight.requires_grad and not critic.bias.requires_grad, "what was frozen stays frozen"


def test_the_watch_sees_what_is_no_number_and_what_grows() -> None:
    for value in (math.nan, math.inf):
        assert Watch().astray({"kl": value}, 1.0)
    watch = Watch()
    falling = [watch.astray({"loss": loss}, loss) for loss in (10.0 / (1 + 0.1 * step) for step in range(300))]
    assert not any(falling)
    bumps = [watch.astray({"loss": loss}, loss) for loss in [5.0] + [0.4] * 50]
    assert not any(bumps), "one odd batch is no divergence"
    assert any(watch.astray({"loss": 9.0}, 9.0) for _ in range(60))
    assert not any(Watch().astray({"critic": 1e9}, None) for _ in range(99)), "in a game losses may rise"
