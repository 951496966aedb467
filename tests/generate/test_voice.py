"""Voices: reading, going on, the backend that writes with them, and models that are damaged."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import ModelError, ModelMissing, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends.words import Words, joined
from crossmedia_studio.generate.writing import voice as voices
from crossmedia_studio.generate.writing.going_on import Manner, go_on, whole
from crossmedia_studio.generate.writing.voice import Voice, words_in
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Meaning
from tests.generate.voices import CHINESE, ENGLISH, installed, tiny

PLAIN = Manner(length=30, echo=0.0)


@pytest.fixture(scope="module")
def voice() -> Voice:
    return tiny(steps=120)


@pytest.fixture
def home(voice: Voice, tmp_path: Path) -> Models:
    installed(voice, tmp_path / "models", "mine")
    return Models(tmp_path / "models")


def told(models: Models, prompt: str = "", text: str = "", seed: int = 3, step=no_step, **options: object) -> Text:
    source = (Source(Text(text), Meaning(Kind.TEXT)),) if text else ()
    conditions = Conditions(Ask(Kind.TEXT, prompt, seed), Meaning(Kind.TEXT), source)
    given: Any = params.build(Words.Options, {"trained": "mine", "length": 20, **options})
    return Words().generate(conditions, given, models, Path(), step)


def last(voice: Voice, beginning: str, manner: Manner, seed: int = 1) -> str:
    *_, text = go_on(voice, beginning, manner, seed)
    return text


def test_what_it_knows_surprises_it_less(voice: Voice) -> None:
    known, strange = voice.read(ENGLISH), voice.read("Quarterly tax returns must be filed by companies in triplicate.")
    assert known.a_word < 0.7 * strange.a_word
    assert known.words == words_in(ENGLISH) == len(ENGLISH.split()) and known.characters == len(ENGLISH)
    assert len(known.nats) == len(voice.subwords(ENGLISH)) and (known.nats > 0).all()
    assert words_in(CHINESE) == sum("\u4e00" <= sign <= "\u9fff" for sign in CHINESE)


def test_a_long_text_is_read_as_one(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_way = voice.read(ENGLISH * 3, echo=0.1).nats
    monkeypatch.setattr(voices, "_STRETCH", 17)
    assert np.allclose(voice.read(ENGLISH * 3, echo=0.1).nats, whole_way, atol=1e-4)


def test_an_echo_foresees_what_the_text_said_itself(voice: Voice) -> None:
    strange = "Zorblax met Zorblax. Zorblax met Zorblax. Zorblax met Zorblax. Zorblax met Zorblax."
    assert voice.read(strange, echo=0.3).nats.sum() < voice.read(strange).nats.sum()


def test_it_goes_on_the_same_for_a_seed_and_ends_with_a_sentence(voice: Voice) -> None:
    text = last(voice, "The fox", PLAIN)
    assert text == last(voice, "The fox", PLAIN) and text.startswith(" ")
    assert len({last(voice, "The fox", Manner(30, temperature=1.5, top_p=1.0), seed) for seed in range(4)}) > 1
    assert whole(text) == text
    chinese = last(voice, "小狐狸", PLAIN)
    assert sum("\u4e00" <= sign <= "\u9fff" for sign in chinese) > 10 and "\ufffd" not in chinese


def test_no_long_run_comes_twice(voice: Voice) -> None:
    text = last(voice, "The", Manner(length=150, temperature=0.3, longest=5))
    ids = voice.tokenizer.encode(f"The{text}").ids
    runs = [tuple(ids[i : i + 6]) for i in range(len(ids) - 5)]
    assert len(set(runs[-280:])) >= 0.97 * len(runs[-280:])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two", "One."), ("No end", "No end"), ("“Yes.” She", "“Yes.”"), ("雪。风", "雪。"), ("", ""),
        ("A. " + "b " * 40, "A. " + "b " * 39 + "b"),
    ],
)  # fmt: skip
def test_what_hangs_after_the_last_sentence_is_cut(text: str, kept: str) -> None:
    assert whole(text) == kept


def test_the_backend_shows_its_text_as_it_grows(home: Models) -> None:
    shown: list[str] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if isinstance(preview, str):
            shown.append(preview)

    text = told(home, "The fox sat", step=step)
    assert text.text.startswith("The fox sat") and text.language == "en" and text == told(home, "The fox sat")
    assert len(shown) > 8 and all(one.startswith("The fox sat") for one in shown)
    assert told(home, text=CHINESE).text.startswith(CHINESE) and told(home, "小狐狸").language == "zh"
    assert joined("One.\n", " Two") == "One.\nTwo"


def test_it_stops_within_a_subword(home: Models) -> None:
    calls = 0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        told(home, "The fox", step=step)
    assert calls == 4


def test_a_language_it_has_not_learned_is_said(voice: Voice, tmp_path: Path) -> None:
    installed(Voice(voice.network, voice.tokenizer, ("en",)), tmp_path, "mine")
    with pytest.raises(Unsupported, match=r"This voice does not know 中文 yet\. Begin in one of: English"):
        told(Models(tmp_path), "小狐狸走出了森林")


def test_an_unknown_name_is_said(home: Models) -> None:
    with pytest.raises(ModelMissing, match="no model called nobody"):
        told(home, "The fox", trained="nobody")


@pytest.mark.parametrize("harm", ["weights", "config", "tokenizer", "vocabulary", "missing"])
def test_a_damaged_voice_is_named(voice: Voice, tmp_path: Path, harm: str) -> None:
    folder = installed(voice, tmp_path, "mine")
    if harm == "weights":
        (folder / "weights.safetensors").write_bytes(b"\x08")
    elif harm == "config":
        (folder / "config.json").write_text("[]")
    elif harm == "tokenizer":
        (folder / "tokenizer.json").write_text("{}")
    elif harm == "vocabulary":
        note = json.loads((folder / "config.json").read_text())
        note["config"]["vocabulary"] = 10
        (folder / "config.json").write_text(json.dumps(note))
    else:
        (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match="The model mine is damaged"):
        voices.read(folder)


def test_storage_in_eight_bits_costs_next_to_nothing(voice: Voice, home: Models) -> None:
    again = voices.load(home, "mine")
    assert again.languages == voice.languages
    assert math.isclose(again.read(ENGLISH).a_word, voice.read(ENGLISH).a_word, rel_tol=0.02)
