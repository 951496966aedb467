"""The flow Transformer against its formulas, and that it learns a batch by heart."""

from __future__ import annotations

import torch

from crossmedia_studio.nets.flow_transformer import FlowConfig, FlowTransformer, noised, velocity_loss

SMALL = FlowConfig(latent=4, grid=4, patch=2, width=32, depth=2, heads=4, words=3, vocabulary=9, word_numbers=8)


def _asked(count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    ids = torch.arange(count * 3).view(count, 3) % 9
    return ids, torch.zeros_like(ids), torch.zeros(count, 4, 4, 4), torch.zeros(count)


def test_patches_come_back_as_they_were() -> None:
    net = FlowTransformer(SMALL)
    latents = torch.randn(2, 4, 4, 4)
    assert net.patches(latents).shape == (2, 4, 16)
    assert torch.equal(net.unpatched(net.patches(latents)), latents)


def test_the_path_runs_from_noise_to_the_picture() -> None:
    clean, noise = torch.randn(3, 4, 4, 4), torch.randn(3, 4, 4, 4)
    assert torch.equal(noised(clean, noise, torch.zeros(3)), noise)
    assert torch.equal(noised(clean, noise, torch.ones(3)), clean)


def test_the_loss_is_that_of_the_velocity() -> None:
    clean, noise, said = torch.randn(2, 4, 4, 4), torch.randn(2, 4, 4, 4), torch.randn(2, 4, 4, 4)
    time = torch.tensor([0.2, 0.7])
    noisy = noised(clean, noise, time)
    rest = (1.0 - time).view(-1, 1, 1, 1)
    velocity, true = (said - noisy) / rest, clean - noise
    assert torch.allclose(velocity_loss(said, clean, time), (velocity - true).square().mean(), rtol=1e-4)


def test_untrained_it_says_the_best_guess_for_plain_noise() -> None:
    """With data of mean 0 and deviation 1 that is t / (t² + (1 − t)²) of what it sees (Karras et al. 2022, table 1)."""
    torch.manual_seed(0)
    net = FlowTransformer(SMALL)
    seen, time = torch.randn(2, 4, 4, 4), torch.tensor([0.3, 1.0])
    with torch.inference_mode():
        said = net(seen, time, *_asked(2))
    assert torch.allclose(said[0], seen[0] * 0.3 / (0.3**2 + 0.7**2), atol=1e-5)
    assert torch.allclose(said[1], seen[1], atol=1e-5)


def test_a_memory_that_is_not_there_changes_nothing() -> None:
    torch.manual_seed(0)
    net = FlowTransformer(SMALL)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    ids, roles, _, absent = _asked(2)
    seen, time = torch.randn(2, 4, 4, 4), torch.tensor([0.3, 0.6])
    with torch.inference_mode():
        without = net(seen, time, ids, roles, torch.zeros(2, 4, 4, 4), absent)
        unseen = net(seen, time, ids, roles, torch.randn(2, 4, 4, 4), absent)
        seen_memory = net(seen, time, ids, roles, torch.randn(2, 4, 4, 4), torch.ones(2))
    assert torch.equal(without, unseen)
    assert not torch.allclose(without, seen_memory)


def test_empty_words_are_not_attended_to() -> None:
    torch.manual_seed(0)
    net = FlowTransformer(SMALL)
    torch.nn.init.normal_(net.words.own.weight)
    ids = torch.tensor([[3, 5, 0]])
    with torch.inference_mode():
        tokens, summary = net.words(ids, torch.tensor([[0, 1, 0]]))
        again, same = net.words(ids, torch.tensor([[0, 1, 2]]))  # the role of no word does not matter
        _, other = net.words(torch.tensor([[3, 4, 0]]), torch.tensor([[0, 1, 0]]))
    assert torch.allclose(tokens, again, atol=1e-6)
    assert torch.allclose(summary, same, atol=1e-6)
    assert not torch.allclose(summary, other)


def test_it_learns_one_batch_by_heart() -> None:
    torch.manual_seed(0)
    net = FlowTransformer(SMALL)
    torch.nn.init.normal_(net.words.own.weight)
    clean, ids = torch.randn(4, 4, 4, 4), torch.arange(1, 5).view(4, 1).repeat(1, 3)
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-2)
    losses = []
    for _ in range(250):
        time, noise = torch.rand(4) * 0.9, torch.randn(4, 4, 4, 4)
        said = net(noised(clean, noise, time), time, ids, torch.zeros_like(ids), clean * 0, torch.zeros(4))
        loss = velocity_loss(said, clean, time)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert sum(losses[-10:]) < 0.3 * sum(losses[:10])
