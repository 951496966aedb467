"""A tiny voice, trained in seconds, in a models folder of its own."""

from __future__ import annotations

from pathlib import Path

import torch

from crossmedia_studio.generate.writing import voice as voices
from crossmedia_studio.generate.writing.voice import Voice
from crossmedia_studio.models import manifest
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.nets.words_lstm import WordsLSTM, WordsLSTMConfig
from crossmedia_studio.train.preprocess.writing import writing_subwords

ENGLISH = (
    "The fox sat by the sea and looked at the moon. “Where are you going?” asked the owl. The fox said nothing. It "
    "snowed all night, and in the morning the boat was gone. The owl laughed. Nobody spoke."
)
CHINESE = "小狐狸坐在海边看月亮。“你要到哪里去？”猫头鹰问。小狐狸没有回答。雪下了一夜，天亮了，船不见了。"


def tiny(
    texts: tuple[str, ...] = (ENGLISH, CHINESE), languages: tuple[str, ...] = ("en", "zh"), steps: int = 40
) -> Voice:
    """A voice that knows ``texts`` nearly by heart."""
    tokenizer = writing_subwords(texts * 3, 400)
    torch.manual_seed(0)
    network = WordsLSTM(WordsLSTMConfig(tokenizer.get_vocab_size(), 24, 32, 2, 0, 0, 0, 0, 0))
    voice = Voice(network, tokenizer, languages)
    rows = [torch.tensor([[*voice.subwords(text), voices.END]]) for text in texts]
    adam = torch.optim.AdamW(network.parameters(), lr=2e-2)
    for step in range(steps):
        ids = rows[step % len(rows)]
        scores = network.scores(network(ids[:, :-1])[0])
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
    network.eval()
    return voice


def installed(voice: Voice, folder: Path, name: str) -> Path:
    """``voice`` as a trained model called ``name`` in the models ``folder``."""
    place = folder / name
    place.mkdir(parents=True)
    voices.write(voice, place)
    note = Installed(name, name, "text", "CC0-1.0", "trained", "crossmedia", (), imported=True, family="words")
    manifest.write(place, note)
    return place
