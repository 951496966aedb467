"""The codec network: shapes, bits, gains, learning, and a prior that is the same wherever it is computed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
import torch

from crossmedia_studio.nets import hyperprior
from crossmedia_studio.nets.hyperprior import ExactPrior, Hyperprior, HyperpriorConfig

SMALL = HyperpriorConfig(widths=(6, 8, 12), latent=12, hyper=10, hyper_latent=6)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So small a network is only slowed down by a second."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def net(seed: int = 0) -> Hyperprior:
    torch.manual_seed(seed)
    return Hyperprior(SMALL)


def pictures(count: int = 2, height: int = 64, width: int = 80) -> torch.Tensor:
    rows, columns = torch.linspace(0, 1, height)[:, None], torch.linspace(0, 1, width)
    waves = [torch.sin(6.0 * rows * (i + 1) + 9.0 * columns) for i in range(3 * count)]
    return 0.5 + 0.4 * torch.stack(waves).view(count, 3, height, width)


def test_pictures_come_back_in_their_size_with_their_bits() -> None:
    made, bits = net()(pictures(), torch.tensor([1.0, 8.0]), torch.Generator())
    assert made.shape == (2, 3, 64, 80)
    assert bits.shape == (2,) and bool((bits > 0).all())


def test_bits_are_those_of_the_distribution() -> None:
    log_scale = torch.tensor([-1.0, 0.3, 2.0])[:, None]
    whole = torch.arange(-200, 201.0)
    mass = torch.stack([2.0 ** -hyperprior.cost(x[None, None], s[None]) for s in log_scale for x in whole])
    assert mass.view(3, -1).sum(1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)
    fair = hyperprior.cost(torch.zeros(1, 1), torch.full((1, 1), math.log(50.0)))
    assert float(fair) == pytest.approx(math.log2(50.0 * math.sqrt(2 * math.pi)), abs=1e-3)


def test_noise_costs_about_what_rounding_costs() -> None:
    values = torch.randn(1, 50_000, generator=torch.Generator().manual_seed(1)) * 3.0
    scale = torch.full_like(values, math.log(3.0))
    noise = torch.rand(values.shape, generator=torch.Generator().manual_seed(2)) - 0.5
    assert float(hyperprior.cost(values + noise, scale) / hyperprior.cost(values.round(), scale)) == pytest.approx(
        1.0, abs=0.01
    )


def test_gains_meet_their_levels_and_pass_evenly_between_them() -> None:
    gains = hyperprior.Gains(torch.tensor([[0.0, 1.0], [1.0, 3.0], [4.0, 4.0]]))
    found = gains.logarithms(torch.tensor([1.0, 2.0, 3.0, 1.5, 0.0, 9.0]))[..., 0, 0]
    assert found.tolist() == [[0.0, 1.0], [1.0, 3.0], [4.0, 4.0], [0.5, 2.0], [0.0, 1.0], [4.0, 4.0]]


def test_weights_of_the_error_rise_by_even_factors() -> None:
    weights = SMALL.weight(torch.arange(1, 9).float())
    assert weights[[0, -1]].tolist() == pytest.approx([SMALL.lowest, SMALL.highest])
    assert (weights[1:] / weights[:-1]).std() < 1e-4


def test_it_learns_a_batch_by_heart() -> None:
    made, real, quality = net(), pictures(), torch.tensor([3.0, 6.0])
    chance, adam = torch.Generator().manual_seed(0), torch.optim.Adam(made.parameters(), 3e-3)
    losses = []
    for _ in range(30):
        again, bits = made(real, quality, chance)
        error = (again - real).square().mean((1, 2, 3)) * 255.0**2
        loss = (bits / (64 * 80) + SMALL.weight(quality) * error).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]


def test_every_weight_learns() -> None:
    made = net()
    again, bits = made(pictures(), torch.tensor([1.5, 7.5]), torch.Generator())
    (again.square().mean() + bits.mean()).backward()
    assert [name for name, value in made.named_parameters() if value.grad is None] == []


@torch.no_grad()
def test_the_exact_prior_is_the_trained_one() -> None:
    made = net()
    hyper = torch.randint(-9, 10, (6, 5, 3), generator=torch.Generator().manual_seed(0)).float()
    mean, log_scale = made.prior(hyper[None], 18, 11)
    exact, index = ExactPrior(made)(hyper, 18, 11)
    assert exact.shape == index.shape == (12, 18, 11)
    assert float((exact / 16.0 - mean[0]).abs().max()) < 0.1
    wanted = ((log_scale[0].clamp(hyperprior.LOWEST) - hyperprior.LOWEST) / hyperprior.STEP).clamp(0, 63)
    assert float((index - wanted).abs().max()) < 1.0


def test_the_exact_prior_has_no_rounding_to_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums in another order, rounded after each product, give the same bits."""
    prior = ExactPrior(net())
    hyper = torch.randint(-2047, 2048, (6, 4, 4), generator=torch.Generator().manual_seed(3))
    expected = prior(hyper, 16, 16)

    def shuffled(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[2:]
        patches = torch.nn.functional.unfold(x, 3, padding=1)[0]
        order = torch.randperm(len(patches), generator=torch.Generator().manual_seed(4))
        total = bias[:, None].expand(-1, height * width).clone()
        for one in order.tolist():  # one product after the other, each sum rounded
            total = total + weight[:, one : one + 1] * patches[one : one + 1]
        return total.view(1, -1, height, width)

    monkeypatch.setattr(ExactPrior, "_convolved", staticmethod(shuffled))
    for found, wanted in zip(prior(hyper, 16, 16), expected, strict=True):
        assert torch.equal(found, wanted)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e4])
def test_weights_that_no_training_makes_are_refused(value: float) -> None:
    made = net()
    with torch.no_grad():
        next(made.hyper_synthesis.parameters())[0] = value
    with pytest.raises(ValueError):
        ExactPrior(made)


def test_deviations_rise() -> None:
    found = hyperprior.deviations()
    assert len(found) == 64 and found == sorted(set(found)) and found[0] > 0.1
