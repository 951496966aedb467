"""Errors read as sentences and cross threads and processes unharmed."""

from __future__ import annotations

import copy
import pickle

import pytest

from crossmedia_studio.core import errors
from crossmedia_studio.core.errors import ModelMissing, StudioError

CHILDREN = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StudioError)]


@pytest.mark.parametrize("kind", CHILDREN)
def test_errors_travel(kind: type[StudioError]) -> None:
    error = kind("It broke", why="it was old", do="Mend it")
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(other) is kind
        assert (other.what, other.why, other.do, str(other)) == ("It broke", "it was old", "Mend it", error.sentence)


def test_a_missing_model_says_which() -> None:
    error = pickle.loads(pickle.dumps(ModelMissing("No voice", do="Install it", entry="kokoro")))
    assert (error.entry, error.sentence) == ("kokoro", "No voice. Install it.")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("It broke", "", ""), "It broke."),
        (("It broke", "it was old", ""), "It broke: it was old."),
        (("It broke.", "", "Mend it."), "It broke. Mend it."),
        (("坏了。", "", "修理。"), "坏了。修理。"),
    ],
)
def test_sentences(parts: tuple[str, str, str], sentence: str) -> None:
    what, why, do = parts
    assert StudioError(what, why=why, do=do).sentence == sentence


def test_a_sentence_ends_as_its_language_does() -> None:
    assert StudioError("It broke", why="the disk is full", do="Free some space").sentence == (
        "It broke: the disk is full. Free some space."
    )
    assert StudioError("没有可作为起点的内容", do="请写下提示").sentence == "没有可作为起点的内容。请写下提示。"
    assert StudioError("a.mp4 不见了。").sentence == "a.mp4 不见了。"
