"""A voice: a small language model (family ``words``, ``nets.words_lstm``) with its subwords and languages.

It reads texts (how surprising is each subword) and hands the next subword's chances to :mod:`.going_on`.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from torch import Tensor

    from crossmedia_studio.nets.words_lstm import WordsLSTM

FAMILY = SHIPPED = "words"
SPECIAL = ("<pad>", "<start>", "<end>")
PAD, START, END = 0, 1, 2
"""The subwords that stand for nothing, the beginning and the end of a text, and their numbers."""
ECHO, SHARPNESS, REMEMBERED = 0.05, 0.05, 500
"""Weight and sharpness of the memory of what the text itself said, and how many of its last subwords it holds."""
_MEMORY_MB = 60
_STRETCH = 256
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Read(NamedTuple):
    """How a text was read: ``nats`` of each of its ``subwords`` and of its end, its ``words`` and ``characters``."""

    nats: np.ndarray
    words: int
    characters: int

    @property
    def a_word(self) -> float:
        """Nats a word: its exponential is the perplexity a word."""
        return float(self.nats.sum()) / max(self.words, 1)


@dataclass(frozen=True)
class Voice:
    """``languages`` are the codes of those it learned, the commonest first."""

    network: WordsLSTM
    tokenizer: Tokenizer
    languages: tuple[str, ...]

    @property
    def device(self) -> torch.device:
        """Where it thinks."""
        return self.network.bias.device

    def subwords(self, text: str) -> list[int]:
        """``text`` as subwords, a special one before it."""
        return [START, *self.tokenizer.encode(text, add_special_tokens=False).ids]

    def text(self, subwords: list[int]) -> str:
        """What ``subwords`` say, without the special ones."""
        return str(self.tokenizer.decode(subwords, skip_special_tokens=True))

    def read(self, text: str, echo: float = 0.0, step: Step = no_step) -> Read:
        """How surprising ``text`` is to it, with ``echo`` of what stood in the text before (:func:`echoed`)."""
        import torch
        from torch.nn import functional

        ids = [*self.subwords(text), END]
        states, features, found = self.network.begin(1), [], []
        with torch.inference_mode():
            for start in range(0, len(ids) - 1, _STRETCH):
                step(start, len(ids))
                given = torch.tensor([ids[start : start + _STRETCH + 1]], device=self.device)  # (1, t + 1)
                out, states = self.network(given[:, :-1], states)
                scores = self.network.scores(out[0]).float()  # (t, vocabulary)
                found.append(
                    -functional.cross_entropy(scores, given[0, 1:], reduction="none").cpu()
                )  # log chances (t,)
                features.append(out[0].float().cpu())
            logs = torch.cat(found)
            if echo:
                said = _echoes(torch.cat(features), torch.tensor(ids[1:]))
                first = torch.cat([torch.ones(1), torch.full((len(logs) - 1,), 1.0 - echo)])
                logs = (logs.exp() * first + said * echo).clamp_min(1e-12).log()
        return Read(-logs.numpy(), words_in(text), len(text))


def words_in(text: str) -> int:
    """How many words are in ``text``, every Chinese character one: what perplexities are measured by."""
    return len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def echoed(features: Tensor, followed: Tensor, now: Tensor, vocabulary: int) -> Tensor:
    """The chance (vocabulary,) of each subword by what followed when the text was in a state like ``now`` (d,).

    The continuous cache of Grave et al. 2017, "Improving Neural Language Models with a Continuous Cache"
    (arXiv:1612.04426): ``features`` (t, d) of earlier places, ``followed`` (t,) the subwords after them.
    """
    import torch

    alike = torch.softmax(SHARPNESS * (features @ now).float(), dim=0)  # (t,)
    return torch.zeros(vocabulary).scatter_add_(0, followed, alike)


def _echoes(features: Tensor, ids: Tensor) -> Tensor:
    """The chance :func:`echoed` gives to each subword that came, (t,); 0 for the first."""
    import torch

    count = len(ids)
    chances = torch.zeros(count)
    for start in range(1, count, _STRETCH):
        places = torch.arange(start, min(start + _STRETCH, count))
        low = max(start - REMEMBERED, 0)
        before = torch.arange(low, int(places[-1]))
        alike = SHARPNESS * (features[places] @ features[before].T).float()  # (p, b)
        hidden = (before[None] >= places[:, None]) | (before[None] < places[:, None] - REMEMBERED)
        weights = torch.softmax(alike.masked_fill(hidden, -1e9), dim=1)
        chances[places] = (weights * (ids[before][None] == ids[places][:, None])).sum(dim=1)
    return chances


def load(models: Models, name: str = "") -> Voice:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    name = models.of_family(FAMILY, name)
    folder = models.folder(name)
    voice: Voice = models.load(f"{FAMILY}/{name}", _MEMORY_MB, lambda: read(folder))
    return voice


def read(folder: Path) -> Voice:
    """The voice in a model folder. Raises ModelError for a damaged one."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.words_lstm import WordsLSTM, WordsLSTMConfig

    with reading(folder):
        note = json.loads((folder / "config.json").read_text("utf-8"))
        network = WordsLSTM(WordsLSTMConfig(**note["config"]))
        network.load_state_dict(packing.read(folder / "weights.safetensors"))
        tokenizer = _tokenizer(folder)
        if tokenizer.get_vocab_size() > network.config.vocabulary:
            raise ValueError("more subwords than the network knows")
        languages = tuple(str(code) for code in note["languages"])
    return Voice(network.eval(), tokenizer, languages)


def byte_level(numbers: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """The subwords of a byte-level BPE as in GPT-2 (Radford et al. 2019), the first three of them special."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    tokenizer = Tokenizer(models.BPE(numbers, merges) if numbers else models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.encode_special_tokens = True  # an artist may write "<end>" and mean it
    return tokenizer


def _tokenizer(folder: Path) -> Tokenizer:
    """Made from its tables, checked: the library answers tables that do not fit with a bare Exception, or a panic."""
    raw = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]
    numbers = {str(piece): int(number) for piece, number in raw["vocab"].items()}
    merges = [(str(first), str(second)) for first, second in raw["merges"]]
    pieces = sorted(numbers, key=numbers.__getitem__)
    if [numbers[piece] for piece in pieces] != list(range(len(pieces))) or tuple(pieces[:3]) != SPECIAL:
        raise ValueError("its subwords are not numbered in a row")
    if any(piece not in numbers for first, second in merges for piece in (first, second, first + second)):
        raise ValueError("its subwords do not join")
    return byte_level(numbers, merges)


def write(voice: Voice, folder: Path) -> None:
    """``voice`` into an existing folder: weights in eight bits, its subwords and a note."""
    from crossmedia_studio.nets import packing

    (folder / "weights.safetensors").write_bytes(packing.to_bytes(voice.network.state_dict(), eight_bits=True))
    voice.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    note = {"family": FAMILY, "languages": voice.languages, "config": asdict(voice.network.config)}
    (folder / "config.json").write_text(json.dumps(note, indent=1), encoding="utf-8")
