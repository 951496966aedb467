"""The score Transformer: reading by and by is reading at once, nothing sees ahead, distances are musical."""

from __future__ import annotations

import pytest
import torch

from crossmedia_studio.nets.score_transformer import Cache, ScoreConfig, ScoreTransformer

CONFIG = ScoreConfig(vocabulary=40, width=48, depth=2, heads=2, voices=5, dropout=0.0)


@pytest.fixture
def net() -> ScoreTransformer:
    torch.manual_seed(1)
    return ScoreTransformer(CONFIG).eval()


def music(count: int, bar: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens (1, count) with places (1, count, 4), eight a bar."""
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(40, (1, count), generator=generator)
    index = torch.arange(count)
    places = torch.stack([bar + index // 8, (index % 8) / 2, index % 8, index % 5], dim=-1).float()
    return ids, places[None]


@pytest.mark.parametrize("pieces", [(60,), (1,) * 60, (7, 1, 30, 1, 1, 20)])
def test_with_a_cache_it_says_what_it_says_at_once(net: ScoreTransformer, pieces: tuple[int, ...]) -> None:
    ids, places = music(60)
    cache, said, at = Cache(CONFIG, length=16), [], 0
    with torch.inference_mode():
        for size in pieces:
            said.append(net(ids[:, at : at + size], places[:, at : at + size], cache))
            at += size
        torch.testing.assert_close(torch.cat(said, dim=1), net(ids, places), atol=1e-5, rtol=1e-4)
    assert cache.filled == 60


def test_what_comes_later_changes_nothing_before(net: ScoreTransformer) -> None:
    ids, places = music(30)
    other = ids.clone()
    other[:, 20:] = (other[:, 20:] + 1) % 40
    with torch.inference_mode():
        torch.testing.assert_close(net(ids, places)[:, :20], net(other, places)[:, :20])


def test_only_distances_count(net: ScoreTransformer) -> None:
    (ids, here), (_, there) = music(30), music(30, bar=64)
    with torch.inference_mode():
        torch.testing.assert_close(net(ids, here), net(ids, there), atol=1e-4, rtol=1e-3)


def test_it_learns_in_bfloat16(net: ScoreTransformer) -> None:
    ids, places = music(40)
    net.train()
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3)
    losses = []
    for _ in range(12):
        with torch.autocast("cpu", torch.bfloat16):
            said = net(ids[:, :-1], places[:, :-1])
        loss = torch.nn.functional.cross_entropy(said.float().flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.9 * losses[0]


def test_heads_need_room_for_every_rotation() -> None:
    with pytest.raises(ValueError, match="narrow"):
        ScoreTransformer(ScoreConfig(40, width=32, heads=4))
