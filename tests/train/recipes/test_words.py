"""The recipe ``words``: ten texts from the command line, a book in one file, a voice that goes on learning."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from crossmedia_studio import cli, cli_run
from crossmedia_studio.core.errors import ModelMissing, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.writing import voice as voices
from crossmedia_studio.generate.writing.voice import PAD
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets import little_tales
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.recipe import Telling
from crossmedia_studio.train.recipes.words import Words, WordsOptions, _begun, _fresh
from crossmedia_studio.train.voice_lesson import WordsLesson
from crossmedia_studio.train.writing import Writing, writing
from tests.generate.voices import installed, tiny

Call = Callable[..., tuple[int, str, str]]
SMALL = WordsOptions(begin="nothing", batch=4, window=24, vocabulary=400, width=24, hidden=32, forget=0.0, rate=2e-2)


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    folder = tmp_path / "ten"
    folder.mkdir()
    for number, text in enumerate(little_tales.texts(10, 3, "en")):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_home: Path) -> Iterator[Call]:
    """One command in this process, with an engine and models of its own: (exit code, stdout, stderr)."""
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(own_home / "models"))
    cli_run.engine.cache_clear()

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crossmedia-studio", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.run()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    yield run
    cli_run.engine.cache_clear()


def lesson(texts: Writing, options: WordsOptions = SMALL) -> WordsLesson:
    torch.manual_seed(0)
    return WordsLesson(texts, _begun(_fresh(texts.learn, options), texts.languages, options), options, "cpu")


def tales(count: int = 12, code: str = "en") -> Writing:
    found = little_tales.texts(count, 5, code)
    return Writing(tuple((text,) for text in found[2:]), tuple(found[:2]), (code,))


def test_ten_texts_from_the_command_line_and_a_take_with_the_model(call: Call, ten: Path, own_home: Path) -> None:
    own = [f"{name}={getattr(SMALL, name)}" for name in ("begin", "batch", "window", "vocabulary", "width", "hidden")]
    given = [word for one in (*own, "steps=30", "check=15", "warmup=2", "average=5") for word in ("--set", one)]
    code, out, err = call("train", "words", "--data", ten, "-o", "mine", "--minutes", 2, "--json", *given)
    assert code == 0, err
    made = json.loads(out.strip().splitlines()[-1])
    assert made["figures"]["held out"] >= 1 and made["figures"]["perplexity"] < 400
    folder = Path(made["folder"])
    assert {"weights.safetensors", "tokenizer.json", "config.json", "card.md"} <= {
        path.name for path in folder.iterdir()
    }
    assert "\n> " in (folder / "card.md").read_text("utf-8") and (folder / "judging" / "pages.jsonl").is_file()
    plan = json.loads((folder / "judging" / "plan.json").read_text("utf-8"))
    assert 1 <= len(plan["prompts"]) <= 24 and all(plan["prompts"]) and plan["options"] == {"length": 60}
    asked = ("--to", "text", "--prompt", "The fox", "--model", "words", "-o", own_home / "told.txt")
    code, out, err = call("make", *asked, "--set", "trained=mine", "--set", "length=20")
    assert code == 0, err
    assert (own_home / "told.txt").read_text("utf-8").startswith("The fox")


@pytest.mark.parametrize(("text", "why"), [("Too few words.", "3 were found"), ("？！。 only 一 line", "3 were found")])
def test_too_few_words_are_said(tmp_path: Path, models: Models, text: str, why: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with pytest.raises(TrainingError, match=why):
        Words().lesson(read(tmp_path, Kind.TEXT), SMALL, models, tmp_path, "cpu", no_step)


def test_pages_of_a_single_book_are_kept_aside(tmp_path: Path) -> None:
    book = "\n\n".join(little_tales.texts(60, 1, "en"))
    (tmp_path / "book.md").write_text(book, "utf-8")
    found = writing(read(tmp_path, Kind.TEXT), no_step)
    assert found.aside and len(found.learn) == len(found.aside) + 1 and found.languages == ("en",)
    learned = [page for text in found.learn for page in text]
    assert not set(found.aside) & set(learned) and len(found.aside) == round(0.08 * (len(found.aside) + len(learned)))


def test_both_languages_are_told_apart(tmp_path: Path) -> None:
    for code in ("en", "zh"):
        for number, text in enumerate(little_tales.texts(8, 2, code)):
            (tmp_path / f"{code}{number}.txt").write_text(text, "utf-8")
    assert set(writing(read(tmp_path, Kind.TEXT), no_step).languages) == {"en", "zh"}


def test_a_batch_holds_windows_of_the_text_and_of_varied_pages() -> None:
    one, many = lesson(tales()), lesson(tales(), WordsOptions(**{**vars(SMALL), "vary": 1.0}))
    batch = one.batch(torch.Generator().manual_seed(2))
    assert batch.shape == (4, 25) and torch.equal(batch, one.batch(torch.Generator().manual_seed(2)))
    stream = one._stream.unfold(0, 25, 1)
    assert all(bool((stream == row).all(dim=1).any()) for row in batch)
    varied = many.batch(torch.Generator().manual_seed(2))
    assert not all(bool((stream == row).all(dim=1).any()) for row in varied)
    short = lesson(Writing((("The fox slept.",),), (), ("en",)), WordsOptions(**{**vars(SMALL), "window": 60}))
    assert (short.batch(torch.Generator())[:, -1] == PAD).all()


def test_it_learns_by_heart_and_tells_what_it_would_write() -> None:
    texts = tales(6)
    found = lesson(Writing(texts.learn, (), ("en",)))
    assert isinstance(found, Telling)
    network, chance = found.networks["words"], torch.Generator().manual_seed(0)
    network.eval()
    before = found.validate(found.networks)
    network.train()
    adam = torch.optim.AdamW(network.parameters(), lr=SMALL.rate)
    for _ in range(60):
        loss, _ = found.phases[0].loss(found.batch(chance), chance)
        adam.zero_grad()
        loss.backward()
        adam.step()
    network.eval()
    after = found.validate(found.networks)
    assert after["perplexity a word"] < 0.1 * before["perplexity a word"] and after["held out"] == 0.0
    told = found.lines(found.networks, 4)
    assert len(told) == 3 and all(told) and told == found.lines(found.networks, 4)
    assert not len(found.samples(found.networks, 0))


def test_a_voice_that_is_there_goes_on_learning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tiny(steps=4), tmp_path / "models", "words")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(little_tales.texts(20, 1, "zh")), "utf-8")
    monkeypatch.setattr(voices, "SHIPPED", "words")
    options = WordsOptions(forget=0.4)
    made = Words().lesson(read(folder, Kind.TEXT), options, Models(tmp_path / "models"), tmp_path, "cpu", no_step)
    assert isinstance(made, WordsLesson)
    assert made._voice.languages == ("zh", "en") and made._voice.network.config.recurrent == 0.4
    empty = tmp_path / "none"
    empty.mkdir()
    monkeypatch.setattr(Models, "family", lambda self, name: [])
    with pytest.raises(ModelMissing):
        Words().lesson(read(folder, Kind.TEXT), options, Models(empty), tmp_path, "cpu", no_step)
