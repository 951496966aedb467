"""A voice with the subwords of other writing still knows what it knew."""

from __future__ import annotations

import pytest
import torch

from crossmedia_studio.generate.writing.voice import Voice
from crossmedia_studio.train.datasets import little_tales
from crossmedia_studio.train.preprocess.writing import writing_subwords
from crossmedia_studio.train.transplant import suited, transplanted
from tests.generate.voices import CHINESE, ENGLISH, tiny


@pytest.fixture(scope="module")
def voice() -> Voice:
    return tiny((ENGLISH,), ("en",), steps=60)


def test_the_same_subwords_change_nothing(voice: Voice) -> None:
    again = transplanted(voice, voice.tokenizer)
    again.network.eval()
    assert again.read(ENGLISH).a_word == pytest.approx(voice.read(ENGLISH).a_word)


def test_what_it_knew_is_carried_over(voice: Voice) -> None:
    torch.manual_seed(1)
    other = transplanted(voice, writing_subwords([ENGLISH * 3, CHINESE * 3], 380))
    other.network.eval()
    strange = "Zyx qvu wvx jkq zzy vvx qqj kkz xxq jjv."
    assert other.read(ENGLISH).a_word < 0.8 * other.read(strange).a_word
    assert other.tokenizer.decode(other.tokenizer.encode(CHINESE).ids) == CHINESE


def test_only_writing_that_is_spelled_badly_gets_its_own(voice: Voice) -> None:
    assert suited(voice, [ENGLISH], 4096) is voice
    chinese = little_tales.texts(40, 1, "zh")
    own = suited(voice, chinese, 600)
    assert own.network.config.vocabulary == own.tokenizer.get_vocab_size() == 600
    assert len(own.subwords(chinese[0])) < 0.6 * len(voice.subwords(chinese[0]))
