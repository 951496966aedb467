"""A tune that is written down is understood as music."""

from __future__ import annotations

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.understand.text import understand_text

TUNE = "X:1\nT:The Lark\nM:6/8\nL:1/8\nQ:3/8={tempo}\nK:{key}\nDED FED|DED A3|DED FED|A3 D3|\n"


def test_key_tempo_and_mood_of_a_tune() -> None:
    bright = understand_text(TUNE.format(tempo=132, key="D"))
    dark = understand_text(TUNE.format(tempo=50, key="Dm"))
    assert (bright.kind, bright.key, bright.tempo, bright.summary) == (Kind.TEXT, "D major", 132.0, "The Lark")
    assert dark.key == "D minor" and dark.mood.valence < 0 < bright.mood.valence
    assert dark.mood.arousal < bright.mood.arousal
    assert bright.duration < dark.duration


def test_words_are_no_tune() -> None:
    assert understand_text("X marks the spot. K: is a letter.").key == ""
