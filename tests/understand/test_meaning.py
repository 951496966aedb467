"""Meaning as JSON and in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.understand.meaning import (
    Colour,
    Meaning,
    Mood,
    Scene,
    Shot,
    Spoken,
    Tag,
    from_json,
    mood_words,
    to_json,
    to_words,
)

REAL = st.floats(-1e6, 1e6, allow_nan=False)
WORD = st.text(max_size=12)
TAGS = st.lists(st.builds(Tag, WORD, REAL), max_size=3).map(tuple)
MOOD = st.builds(Mood, REAL, REAL)
MEANINGS = st.builds(
    Meaning,
    st.sampled_from(Kind),
    caption=WORD,
    tags=TAGS,
    subjects=st.lists(WORD, max_size=3).map(tuple),
    mood=MOOD,
    scenes=st.lists(st.builds(Scene, WORD, st.just(("fox",)), WORD, MOOD), max_size=2).map(tuple),
    palette=st.lists(st.builds(Colour, st.tuples(*[st.integers(0, 255)] * 3), REAL), max_size=2).map(tuple),
    composition=st.lists(st.tuples(WORD, REAL), max_size=2).map(tuple),
    width=st.integers(0, 9999),
    energy=st.lists(REAL, max_size=3).map(tuple),
    transcript=st.lists(st.builds(Spoken, REAL, REAL, WORD), max_size=2).map(tuple),
    shots=st.lists(st.builds(Shot, REAL, REAL, REAL, REAL, TAGS), max_size=2).map(tuple),
)


@given(meaning=MEANINGS)
def test_json_round_trip(meaning: Meaning) -> None:
    assert from_json(to_json(meaning)) == meaning
    assert isinstance(to_words(meaning), str)


def test_empty_fields_are_left_out() -> None:
    assert to_json(Meaning(Kind.TEXT, language="en")) == '{"kind": "text", "language": "en"}'


BROKEN = (
    "", "null", "[]", "{}", "1", "{", '{"kind": "poem"}', '{"kind": "text", "tempo": "fast"}',
    '{"kind": "text", "x": 1}', '{"kind": "text", "tempo": NaN}', '{"kind": "text", "tempo": 1e999}',
    '{"kind": "text", "tags": [["fox", 1]]}', '{"kind": "text", "tags": {}}', '{"kind": "text", "width": true}',
    '{"kind": "image", "palette": [{"rgb": [1, 2], "share": 1}]}', '{"kind": "text", "width": 1.5}',
    '{"kind": "text", "mood": null}', '{"kind": "text", "subjects": "fox"}', "[" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_meaning(text: str) -> None:
    with pytest.raises(StudioError):
        from_json(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(Meaning.__annotations__)), inner),
)


@given(raw=JSON)
def test_any_json(raw: object) -> None:
    try:
        assert from_json(json.dumps(raw)).kind in Kind
    except StudioError as error:
        assert error.sentence


def test_words_for_people() -> None:
    meaning = Meaning(Kind.AUDIO, tempo=96.4, key="A minor", mood=Mood(-0.5, -0.5), is_speech=0.2, duration=61.25)
    said = to_words(meaning)
    assert "Tempo: 96 beats a minute" in said and "Key: A minor" in said and "Length: 61.2 s" in said
    assert mood_words(Mood(-0.5, -0.5)) == "sad and quiet" and mood_words(Mood()) == ""
