"""The language model: states carry over, dropout only while it learns, a line learned by heart."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from crossmedia_studio.nets.words_lstm import WordsLSTM, WordsLSTMConfig

TINY = WordsLSTMConfig(40, 16, 24, 3)


def net(config: WordsLSTMConfig = TINY) -> WordsLSTM:
    torch.manual_seed(0)
    return WordsLSTM(config)


def test_a_text_read_in_pieces_is_read_as_a_whole() -> None:
    voice, ids = net().eval(), torch.randint(40, (3, 20))
    features, states = voice(ids)
    assert features.shape == (3, 20, 16) and voice.scores(features).shape == (3, 20, 40)
    assert [h.shape for h, _ in states] == [(1, 3, 24), (1, 3, 24), (1, 3, 16)]
    first, between = voice(ids[:, :7])
    second, _ = voice(ids[:, 7:], between)
    torch.testing.assert_close(torch.cat([first, second], dim=1), features)


def test_what_comes_later_changes_nothing_before() -> None:
    voice, ids = net().eval(), torch.randint(40, (1, 12))
    other = ids.clone()
    other[0, 8:] = 0
    torch.testing.assert_close(voice(ids)[0][:, :8], voice(other)[0][:, :8])


def test_it_forgets_by_chance_only_while_it_learns() -> None:
    voice, ids = net(), torch.randint(40, (2, 9))
    assert not torch.equal(voice(ids)[0], voice(ids)[0])
    voice.eval()
    assert torch.equal(voice(ids)[0], voice(ids)[0])


def test_weights_get_gradients_in_both_precisions() -> None:
    voice, ids = net(WordsLSTMConfig(40, 16, 24, 2, 0, 0, 0, 0, 0)), torch.randint(40, (2, 10))
    gradients = []
    for fast in (False, True):
        voice.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            scores = voice.scores(voice(ids[:, :-1])[0]).float()
        functional.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten()).backward()
        assert all(one.grad is not None and one.grad.abs().sum() > 0 for one in voice.parameters())
        gradients.append(torch.cat([one.grad.flatten() for one in voice.parameters() if one.grad is not None]))
    assert functional.cosine_similarity(gradients[0], gradients[1], dim=0) > 0.99


def test_a_line_is_learned_by_heart() -> None:
    voice = net(WordsLSTMConfig(40, 16, 24, 2, 0, 0, 0, 0, 0))
    ids = torch.randint(40, (2, 15), generator=torch.Generator().manual_seed(1))
    adam = torch.optim.AdamW(voice.parameters(), lr=2e-2)
    for _ in range(80):
        loss = functional.cross_entropy(voice.scores(voice(ids[:, :-1])[0]).flatten(0, 1), ids[:, 1:].flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
    assert loss.item() < 0.2


def test_one_layer_leads_nowhere() -> None:
    with pytest.raises(ValueError, match="at least two"):
        WordsLSTM(WordsLSTMConfig(40, 16, 24, 1))
