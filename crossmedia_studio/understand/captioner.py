"""Sentences about a picture by a captioner network, each with how sure it is, in every language it learned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.understand import caption_trust, labels
from crossmedia_studio.understand.caption_hints import Hints
from crossmedia_studio.understand.caption_trust import Calibration, Familiar
from crossmedia_studio.understand.caption_words import Vocabulary
from crossmedia_studio.understand.lexicon import lexicon
from crossmedia_studio.understand.meaning import Meaning

if TYPE_CHECKING:
    from crossmedia_studio.nets.captioner import Decoder, Spoken

FAMILY = SHIPPED = "captioner"
SURE, LIKELY = 0.6, 0.25
"""From here on a caption is stated, and said with "perhaps"."""
HINTED = 2.0
"""How much the detectors of words have to say."""
_HINTS = "hints.safetensors"
_MEMORY_MB = 60


@dataclass(frozen=True, eq=False)
class Captioner:
    """A network with its words, hints for them, and what is known about when to believe it."""

    net: Decoder
    words: Vocabulary
    trust: Calibration
    familiar: Familiar
    hints: Hints | None = None

    def speak(self, grid: np.ndarray, code: str, beams: int = 4, alpha: float = 0.7) -> list[Spoken]:
        """Sentences in the language ``code`` about the cells of a picture (cells, features), the best first."""
        import torch

        from crossmedia_studio.nets.captioner import beam

        others = [self.words.language(one) for one in self.words.languages]
        with torch.inference_mode():
            hint = None
            if self.hints is not None:
                own = self.words.written_in(code)
                hint = torch.from_numpy(self.hints.of(grid.mean(axis=0), len(self.words)) * own * np.float32(HINTED))
            seen = self.net.condense(torch.from_numpy(grid))
            return beam(self.net, seen, self.words.language(code), beams, alpha, others, hint)


@dataclass(frozen=True)
class Caption:
    """``text`` without a full stop; ``sure`` 0–1: the chance that it is right, 0 for a picture unlike all it learned;
    ``novelty`` up to 1 is a familiar sort of picture."""

    language: str
    text: str
    sure: float
    novelty: float


def load(models: Models, name: str = SHIPPED) -> Captioner:
    """The captioner called ``name``. Raises ModelMissing, or ModelError for a damaged one."""
    folder = models.folder(name)
    found: Captioner = models.load(f"captioner/{name}", _MEMORY_MB, lambda: read(folder))
    return found


def write(folder: Path, captioner: Captioner) -> None:
    """``weights.safetensors`` in eight bits, ``familiar.safetensors`` in half precision and ``config.json``, into an
    existing folder."""
    import torch
    from safetensors.torch import save_file

    from crossmedia_studio.nets import packing

    state = {name: tensor.detach().cpu() for name, tensor in captioner.net.state_dict().items()}
    (folder / "weights.safetensors").write_bytes(packing.to_bytes(state, eight_bits=True))
    known = captioner.familiar
    parts = {"mean": known.mean, "axes": known.axes, "limit": np.array([known.limit], np.float32)}
    save_file({name: torch.from_numpy(np.ascontiguousarray(part)).half() for name, part in parts.items()},
              folder / "familiar.safetensors")  # fmt: skip
    if captioner.hints is not None:
        hints = captioner.hints
        stored = {"weights": hints.weights, "usual": hints.usual, "mean": hints.mean, "deviation": hints.deviation,
                  "ids": hints.ids.astype(np.int32)}  # fmt: skip
        whole = packing.packed({"weights": torch.from_numpy(hints.weights)}, eight_bits=True)
        rest = {
            name: torch.from_numpy(np.ascontiguousarray(part)) for name, part in stored.items() if name != "weights"
        }
        save_file({**whole, **rest}, folder / _HINTS)
    config = {
        "family": FAMILY, "config": asdict(captioner.net.config), "languages": captioner.words.languages,
        "trust": asdict(captioner.trust), "words": captioner.words.words,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Captioner:
    """The captioner of a model folder, ready to use. Raises ModelError."""
    from safetensors.numpy import load_file

    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.captioner import CaptionerConfig, build

    with reading(folder):
        raw = json.loads((folder / "config.json").read_text("utf-8"))
        words = Vocabulary([str(word) for word in raw["words"]], [str(code) for code in raw["languages"]])
        net = build(CaptionerConfig(**raw["config"]))
        if net.config.vocabulary != len(words) or not words.languages:
            raise ValueError("vocabulary")
        net.load_state_dict(packing.read(folder / "weights.safetensors"))
        parts = load_file(folder / "familiar.safetensors")
        mean, axes, limit = (parts[name].astype(np.float32) for name in ("mean", "axes", "limit"))
        known = Familiar(mean, axes, float(limit[0]))
        hints = _hints(folder / _HINTS, len(words))
        trust = caption_trust.of_table(raw["trust"])
    return Captioner(net.eval(), words, trust, known, hints)


def _hints(path: Path, size: int) -> Hints | None:
    """Raises what a damaged file raises."""
    from safetensors.torch import load_file

    from crossmedia_studio.nets import packing

    if not path.is_file():
        return None
    stored = load_file(path)
    ids = stored.pop("ids").numpy().astype(np.int64)
    parts = {name: part.numpy() for name, part in packing.unpacked(stored).items()}
    if len(ids) and not 0 <= ids.min() <= ids.max() < size:
        raise ValueError(path.name)
    return Hints(ids, parts["weights"], parts["usual"], parts["mean"], parts["deviation"])


def captions(
    captioner: Captioner, grid: np.ndarray, language: str, *, count: int = 1, beams: int = 4, alpha: float = 0.7
) -> tuple[Caption, ...]:
    """Up to ``count`` captions, the likeliest first, from the cells of a picture (cells, features)."""
    novelty = float(captioner.familiar.novelty(grid.mean(axis=0, keepdims=True))[0])
    code = language if language in captioner.words.languages else captioner.words.languages[0]
    said = captioner.speak(grid, code, max(beams, count), alpha)
    found = []
    for one in said[:count]:
        sure = captioner.trust.sure(one.scores) if novelty <= 1.0 else 0.0
        found.append(Caption(code, captioner.words.text(one.ids), round(sure, 3), round(novelty, 3)))
    return tuple(found)


def of_picture(pixels: np.ndarray, models: Models, name: str = SHIPPED) -> tuple[Caption, ...]:
    """The best caption of ``pixels`` (h, w, 4) in each language. Raises ModelMissing where a model is not installed."""
    captioner = load(models, name)
    grid = labels.grids([pixels], models)[0]
    return tuple(captions(captioner, grid, code)[0] for code in captioner.words.languages)


def told(meaning: Meaning, captions: Sequence[Caption]) -> Meaning:
    """``meaning`` with what a captioner says of its picture: in each language stated, said with "perhaps", or nothing,
    as sure as it is. In a picture of the sort that it learned from the classifier, which knows photographs, is believed
    by half."""
    if captions and all(one.novelty <= 1.0 for one in captions):
        meaning = replace(meaning, tags=tuple(replace(tag, score=round(0.5 * tag.score, 3)) for tag in meaning.tags))
    told = [one for one in captions if one.sure >= LIKELY and one.text]
    sentences = tuple((one.language, sentence(one.text, one.language, one.sure)) for one in told)
    named: list[str] = []
    for one in told:
        if one.sure >= SURE and one.language in ("en", "zh"):
            named += [thing for thing in lexicon().things(one.text) if thing not in named]
    return replace(meaning, captions=sentences, subjects=tuple(named) or meaning.subjects)


def sentence(text: str, language: str, sure: float) -> str:
    """A caption as a sentence, with "perhaps" where it is only likely."""
    if language == "zh":
        return f"{'' if sure >= SURE else '可能是：'}{text}。"
    if sure < SURE:
        return f"Perhaps {text}." if language == "en" else f"{text}?"
    return f"{text[:1].upper()}{text[1:]}."


def installed(models: Models, name: str = SHIPPED) -> bool:
    """Whether pictures can be captioned."""
    return models.installed(labels.ENTRY) and models.installed(name)
