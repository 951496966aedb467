"""The narrator: understood by Whisper in both languages, level, without clicks, captions in step."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, OptionError, Unsupported
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.mastering import CEILING, loudness
from crossmedia_studio.generate.speech.narrate import RATE, narrate
from crossmedia_studio.generate.speech.voices import VOICES
from crossmedia_studio.media.audio import resample
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import speech

ENGLISH = "The storm had passed. In the quiet harbour, a small boat came home."
CHINESE = "春天来了，燕子飞回来。"


def _likeness(a: str, b: str) -> float:
    from difflib import SequenceMatcher

    def letters(text: str) -> str:
        return re.sub(r"\W", "", text.lower())

    return SequenceMatcher(None, letters(a), letters(b)).ratio()


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_what_is_said_can_be_understood(text: str, language: str, models: Models) -> None:
    sound, lines = narrate(text, "", 1.0, models, no_step)
    heard_in, heard = speech.transcribe(resample(sound, speech.RATE).samples[:, 0], models, no_step)
    assert heard_in == language
    assert _likeness("".join(part.text for part in heard), text) > 0.85
    assert _likeness("".join(line.text for line in lines), text) > 0.95

    assert sound.rate == RATE and sound.samples.dtype == np.float32
    assert abs(loudness(sound.samples, RATE) + 18) < 1
    assert np.abs(sound.samples).max() <= CEILING + 1e-6
    assert np.abs(sound.samples[[0, -1]]).max() < 1e-3
    assert lines[0].start >= 0 and lines[-1].end <= sound.duration
    for before, after in pairwise(lines):
        assert before.start < before.end <= after.start


def test_speed_and_repetition(models: Models) -> None:
    slow, _ = narrate("Good morning.", "bm_george", 0.8, models, no_step)
    fast, _ = narrate("Good morning.", "bm_george", 1.6, models, no_step)
    again, _ = narrate("Good morning.", "bm_george", 1.6, models, no_step)
    assert slow.duration > 1.25 * fast.duration
    assert np.array_equal(fast.samples, again.samples)


def test_every_voice_has_its_file(models: Models) -> None:
    from crossmedia_studio.generate.speech.kokoro import load

    kokoro = load(models)
    assert len(VOICES) == 54
    assert all(np.isfinite(kokoro._voice(name)).all() for name in VOICES)


def test_what_cannot_be_said_is_refused(models: Models) -> None:
    with pytest.raises(MediaError):
        narrate(" … !? 🦊 ", "", 1.0, models, no_step)
    with pytest.raises(OptionError):
        narrate("Hello", "af_nobody", 1.0, models, no_step)
    with pytest.raises(OptionError):
        narrate("Hello", "", 9.0, models, no_step)
    with pytest.raises(Unsupported):
        narrate("こんにちは", "", 1.0, models, no_step)
    with pytest.raises(MediaError):
        narrate("word " * 30_000, "", 1.0, models, no_step)


def test_cancel_is_heard_in_the_middle_of_a_sentence(models: Models) -> None:
    spoken = 0
    pressed = 0.0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal spoken, pressed
        spoken += bool(words == "Speaking")
        if spoken == 5:
            pressed = time.monotonic()
            raise Cancelled

    long = "A long sentence that goes on and on, over the hills and far away, until the evening comes at last. "
    with pytest.raises(Cancelled):
        narrate(long * 20, "", 1.0, models, step)
    assert time.monotonic() - pressed < 2.5
