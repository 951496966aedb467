"""The Score Transformer as an artist meets it: any medium to music, and music that is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import MediaError, ModelMissing, OptionError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends.composer import Composer
from crossmedia_studio.generate.backends.score import ScoreBackend
from crossmedia_studio.generate.mastering import CEILING, loudness
from crossmedia_studio.media.kinds import Audio, Image, Media, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood

TUNE = "X:1\nM:4/4\nL:1/4\nQ:1/4=120\nK:D\nF F G A | A G F E | D D E F | E D D2 |]"


def asked(prompt: str = "", media: Media | None = None, meaning: Meaning | None = None, **more: float) -> Conditions:
    sources = (Source(media, meaning or Meaning(media.kind)),) if media is not None else ()
    said = Meaning(Kind.TEXT, mood=Mood(0.4, -0.3)) if prompt else Meaning(Kind.TEXT)
    return Conditions(Ask(Kind.AUDIO, prompt, **{"seed": 3, **more}), said, sources)  # type: ignore[arg-type]


def made(conditions: Conditions, models: Models, **options: object) -> Audio:
    backend = ScoreBackend()
    return backend.generate(conditions, params.build(backend.Options, options), models, Path(), no_step)


def test_words_become_music_of_the_length_asked_for_again_and_again(models: Models) -> None:
    first = made(asked("calm strings in A minor", duration=3.0), models)
    assert first.samples.shape == (144_000, 2)
    assert 0.02 < np.abs(first.samples).max() <= CEILING + 1e-6
    assert -22 < loudness(first.samples, 48_000) < -15
    assert np.abs(first.samples[-200:]).max() < 0.05, "it rings out"
    again = made(asked("calm strings in A minor", duration=3.0), models)
    assert np.allclose(first.samples, again.samples, atol=1e-6)


def test_a_tune_in_abc_is_accompanied_at_its_own_tempo(models: Models) -> None:
    sound = made(asked(media=Text(TUNE)), models, task="accompany", style="piano")
    assert 6.0 < sound.duration < 14.0  # four bars of two seconds, and the ring


def test_bars_are_filled_and_music_goes_on(models: Models) -> None:
    filled = made(asked(media=Text(TUNE), duration=8.0), models, task="fill", first=2, last=2, style="piano")
    assert filled.duration == pytest.approx(8.0, abs=0.01)
    with pytest.raises(OptionError, match="Bars"):
        made(asked(media=Text(TUNE)), models, task="fill", first=3, last=9)


def test_a_marked_stretch_of_a_sound_is_written_anew(models: Models) -> None:
    given = made(asked(media=Text(TUNE)), models, task="accompany", style="piano")
    sound = asked(media=given)
    filled = made(sound, models, task="fill", begin=2.1, end=3.9, style="piano")
    changed = np.flatnonzero((filled.samples != given.samples).any(axis=1)) / given.rate
    assert filled.samples.shape == given.samples.shape
    assert 1.5 < changed[0] < 2.6 and 3.4 < changed[-1] < 4.6, "about the second bar"
    assert np.array_equal(made(sound, models, task="fill", begin=2.1, end=3.9, style="piano").samples, filled.samples)
    with pytest.raises(MediaError, match="no sound"):
        made(asked("calm"), models, task="fill", begin=1.0, end=2.0)
    with pytest.raises(MediaError, match="marked"):
        made(sound, models, task="fill", begin=50.0, end=52.0)


def test_what_cannot_be_done_is_said(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        made(asked("quiet music"), models, task="accompany")
    with pytest.raises(OptionError):
        made(asked("quiet music"), models, key="H quartz")
    with pytest.raises(ModelMissing):
        made(asked("quiet music", duration=4.0), models, trained="nobody")


def test_it_stops_while_it_writes(models: Models) -> None:
    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if "bar 2" in words:
            raise Cancelled

    backend = ScoreBackend()
    with pytest.raises(Cancelled):
        backend.generate(asked("music", duration=20.0), params.build(backend.Options), models, Path(), step)


@pytest.mark.parametrize("backend", [ScoreBackend(), Composer()])
def test_what_is_read_is_told_before_anything_is_made(backend: ScoreBackend | Composer) -> None:
    blue = Meaning(
        Kind.IMAGE, mood=Mood(-0.6, -0.4), palette=(Colour((30, 60, 200), 0.9),), composition=(("detail", 0.2),)
    )
    picture = asked(media=Image(np.zeros((4, 4, 4), np.uint8)), meaning=blue)
    told = {one.label: one for one in backend.foretell(picture, params.build(backend.Options))}
    assert told["Mood"].words == "sad and quiet" and told["Instruments"].words == "Strings"
    assert told["Key"].words.endswith("minor") and not told["Key"].fixed
    chosen: Any = params.build(backend.Options, {"key": "D major", "style": "band", "tempo": 100})
    told = {one.label: one for one in backend.foretell(picture, chosen)}
    assert told["Key"].words == "D major" and told["Key"].fixed and told["Instruments"].fixed
    assert told["Tempo"].words.startswith("100 ")
