"""The GAN's networks: shapes, principal components as a start, neighbours, smoothness, a critic that learns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from crossmedia_studio.nets.gan import Codebook, Critic, GANConfig, Generator, alike, components

TINY = GANConfig(
    channels=4, side=8, styles=("flat", "line"), code=6, known=20, near=3, mapped=12, width=8, depth=1, critic=8
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads wait for each other longer than such small maps take."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def latents() -> torch.Tensor:
    """Twenty maps of few degrees of freedom, one channel far from zero."""
    chance = torch.Generator().manual_seed(1)
    basis = torch.randn(6, 4 * 8 * 8, generator=chance)
    maps = torch.randn(20, 6, generator=chance) @ basis
    return maps.view(20, 4, 8, 8) + torch.tensor([5.0, 0.0, -2.0, 1.0])[:, None, None]


@pytest.fixture
def kinds() -> torch.Tensor:
    return torch.arange(20) % 2


@pytest.fixture
def generator(latents: torch.Tensor, kinds: torch.Tensor) -> Generator:
    torch.manual_seed(0)
    made = Generator(TINY)
    made.learn(latents, kinds)
    return made


def test_components_lay_out_what_they_span(latents: torch.Tensor) -> None:
    found = components(latents, 6)
    codes = found.codes(latents)
    assert codes.shape == (20, 6)
    again = codes * found.spread @ found.axes.T + found.mean
    assert torch.allclose(again, latents.flatten(1), atol=1e-2)
    assert torch.allclose(codes.square().mean(dim=0), torch.ones(6), atol=1e-3)


@pytest.mark.parametrize(("count", "size"), [(5, 16), (40, 16)])
def test_components_of_few_and_of_many(count: int, size: int) -> None:
    maps = torch.randn(count, 1, 4, size // 4, generator=torch.Generator().manual_seed(2))
    found = components(maps, 4)
    assert torch.allclose(found.axes.T @ found.axes, torch.eye(4), atol=1e-4)
    assert bool((found.spread[:-1] >= found.spread[1:]).all())


def test_before_any_training_known_codes_draw_what_was_seen(
    generator: Generator, latents: torch.Tensor, kinds: torch.Tensor
) -> None:
    drawn = generator.latents(generator(generator.book.codes, kinds))
    assert drawn.shape == latents.shape
    assert torch.allclose(drawn, latents, atol=0.05)
    assert torch.allclose(generator.latents(generator.normalise(latents)), latents, atol=1e-4)


def test_neighbours_are_of_the_same_style_and_not_oneself(generator: Generator) -> None:
    book = generator.book
    assert bool((book.kinds[book.near] == book.kinds[:, None]).all())
    assert not bool((book.near == torch.arange(20)[:, None]).any())


def test_one_alone_is_its_own_neighbour() -> None:
    near = alike(torch.randn(3, 2), torch.ones(2), torch.tensor([0, 0, 1]), 2)
    assert near.tolist() == [[1, 0], [0, 1], [2, 2]]


def test_codes_between_neighbours(generator: Generator) -> None:
    book: Codebook = generator.book
    index, neighbour = torch.tensor([4, 4]), torch.tensor([1, 1])
    ends = book.between(index, neighbour, torch.tensor([0.0, 1.0]))
    assert torch.equal(ends[0], book.codes[4]) and torch.allclose(ends[1], book.codes[book.near[4, 1]])


def test_a_small_move_is_a_small_change_and_each_picture_is_drawn_alone(generator: Generator) -> None:
    torch.nn.init.normal_(generator.last.weight, std=0.1)
    code, style = torch.randn(3, 6), torch.tensor([0, 1, 0])
    maps = generator(code, style)
    moved = generator(code + 1e-3, style)
    assert 0 < float((maps - moved).detach().abs().max()) < 0.1
    assert torch.allclose(generator(code[1:2], style[1:2]), maps[1:2], atol=1e-5)


def test_a_generator_learns_through_its_critic(generator: Generator, kinds: torch.Tensor) -> None:
    critic = Critic(TINY)
    score = critic(generator(generator.book.codes, kinds), kinds)
    assert score.shape == (20,)
    score.mean().backward()
    assert generator.last.weight.grad is not None and float(generator.last.weight.grad.abs().sum()) > 0


@pytest.mark.parametrize("count", [1, 3, 8, 10])
def test_the_critic_takes_batches_of_any_size(count: int) -> None:
    assert Critic(TINY)(torch.randn(count, 4, 8, 8), torch.zeros(count, dtype=torch.long)).shape == (count,)


def test_a_critic_tells_noise_from_a_plain_map() -> None:
    torch.manual_seed(3)
    critic = Critic(TINY)
    adam = torch.optim.Adam(critic.parameters(), 3e-3)
    style = torch.zeros(16, dtype=torch.long)
    for _ in range(25):
        real, made = critic(torch.ones(16, 4, 8, 8), style), critic(torch.randn(16, 4, 8, 8), style)
        loss = torch.nn.functional.softplus(-real).mean() + torch.nn.functional.softplus(made).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    assert float(real.detach().mean()) > float(made.detach().mean()) + 1
