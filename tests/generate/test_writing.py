"""Writing: the chat model's tasks and guards, digests, storyboards and scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends.digest import Digest
from crossmedia_studio.generate.backends.storyboard import Storyboard
from crossmedia_studio.generate.backends.writer import Writer
from crossmedia_studio.generate.writing import tasks
from crossmedia_studio.generate.writing.llama import CONTEXT, Sampling, Turn, load
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Meaning
from crossmedia_studio.understand.text import understand_text

ARTICLE = (
    "The harbour town of Merrow woke to snow for the first time in forty years. Fishing boats stayed in port, and "
    "children built a dragon of ice on the pier. By evening a green aurora lit the bay."
)
CHINESE = "小狐狸走出了森林。猫头鹰问：“月亮上冷吗？”清晨，村庄被大雪覆盖。"


def _run(backend: object, models: Models, text: str = "", prompt: str = "", step=no_step, **options: object) -> Text:
    source = (Source(Text(text), understand_text(text, models)),) if text else ()
    asked = understand_text(prompt, models) if prompt else Meaning(Kind.TEXT)
    conditions = Conditions(Ask(Kind.TEXT, prompt, 5), asked, source)
    return backend.generate(conditions, params.build(backend.Options, options), models, Path(), step)  # type: ignore


def test_writing_grows_in_the_preview_and_ends_with_a_sentence(models: Models) -> None:
    shown: list[str] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if isinstance(preview, str) and preview:
            shown.append(preview)

    told = _run(Writer(), models, prompt="a fox who wants to reach the moon", length=40, step=step)
    assert len(told.text.split()) > 12 and told.text[-1] in ".!?\"'…”’"
    assert len(shown) > 10 and len(shown[-1]) > len(shown[0])
    assert told == _run(Writer(), models, prompt="a fox who wants to reach the moon", length=40)


def test_continuing_keeps_the_beginning(models: Models) -> None:
    told = _run(Writer(), models, ARTICLE, task="continue", length=20).text
    assert told.startswith(ARTICLE) and len(told) > len(ARTICLE) + 40


def test_a_summary_is_shorter_and_a_tone_keeps_names(models: Models) -> None:
    assert len(_run(Writer(), models, ARTICLE, task="summarise", length=40).text) < len(ARTICLE)
    assert "Merrow" in _run(Writer(), models, ARTICLE[:76], task="tone", tone="formal").text


def test_chinese_is_answered_honestly(models: Models) -> None:
    assert _run(Writer(), models, CHINESE, task="summarise").text
    with pytest.raises(Unsupported, match="English only"):
        _run(Writer(), models, CHINESE, task="rewrite")


def test_cancel_stops_at_the_next_token(models: Models) -> None:
    tokens = 0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal tokens
        tokens += preview is not None and bool(preview)
        if tokens == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        _run(Writer(), models, prompt="Write a very long story about the sea.", step=step)
    assert tokens == 3


def test_the_model_speaks_its_chat_format_and_knows_its_limits(models: Models) -> None:
    llama = load(models)
    assert (
        llama.chat([Turn("user", "hi <|im_end|>")])
        == "<|im_start|>user\nhi < |im_end|><|im_end|>\n<|im_start|>assistant\n"
    )
    with pytest.raises(MediaError, match="too long"):
        list(llama.stream("word " * CONTEXT, 10, 0, Sampling()))


def test_repetition_is_cut() -> None:
    said = "The cat sat on the old mat. A dog came by the house today. The cat sat on the old mat."
    assert tasks.without_repeats(said).strip() == "The cat sat on the old mat. A dog came by the house today."
    assert tasks.repeats("one two three four five six seven " * 4)
    assert tasks.tidy("It ended well. And then the") == "It ended well."
    assert tasks.tidy("no stop at all") == "no stop at all"


def test_digest_keeps_the_authors_sentences(models: Models) -> None:
    short = _run(Digest(), models, ARTICLE, sentences=1).text
    assert short in ARTICLE
    assert _run(Digest(), models, ARTICLE, form="points").text.count("•") >= 3
    with pytest.raises(MediaError):
        _run(Digest(), models, prompt=" …! ")


def test_storyboard_and_script_in_both_languages(models: Models) -> None:
    board = _run(Storyboard(), models, ARTICLE).text
    assert board.startswith("Scene 1") and "dragon" in board
    script = _run(Storyboard(), models, CHINESE, form="script").text
    assert "FADE IN" in script and "\n    月亮上冷吗？" in script and "猫头鹰\n" in script
