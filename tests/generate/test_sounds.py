"""Sounds invented, morphed and played in another timbre with the models that ship: what is promised is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, OptionError, StudioError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.make import make
from crossmedia_studio.generate.sounds import invent, morph, timbre
from crossmedia_studio.media.kinds import Audio, Media
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.conditions import Ask
from crossmedia_studio.understand.meaning import Meaning

RATE = 32_000
NO_WORDS = Meaning(Kind.TEXT)


def hit(frequency: float, seconds: float = 0.4) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.6 * np.sin(2 * np.pi * frequency * time) * np.exp(-12 * time)).astype(np.float32)


def rhythm(moments: tuple[float, ...], seconds: float = 2.0) -> Audio:
    sound = np.zeros(round(seconds * RATE), np.float32)
    for number, moment in enumerate(moments):
        start = round(moment * RATE)
        struck = hit(1200 if number % 2 else 150)[: len(sound) - start]
        sound[start : start + len(struck)] += struck
    return Audio(sound[:, None], RATE)


def asked(models: Models, tmp_path: Path, backend: str, *sources: Media, prompt: str = "", duration: float = 0.0,
          seed: int = 1, **options: object) -> Audio:  # fmt: skip
    ask = Ask(Kind.AUDIO, prompt, seed, duration=duration)
    media = make(ask, sources, models, tmp_path, no_step, backend=backend, options=options, prompt=NO_WORDS).media
    assert isinstance(media, Audio)
    return media


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.square(samples, dtype=np.float64).mean()))


def test_words_become_a_clean_sound_as_long_as_asked(models: Models, tmp_path: Path) -> None:
    sound = asked(models, tmp_path, "sounds", prompt="rain and a bell", duration=2.5)
    assert sound.rate == 48_000 and sound.samples.shape == (120_000, 2)
    assert np.isfinite(sound.samples).all() and 0.05 < np.abs(sound.samples).max() < 0.9
    assert abs(float(sound.samples.mean())) < 2e-3


def test_a_seed_gives_the_same_sound_again_and_another_one_another(models: Models, tmp_path: Path) -> None:
    one, again, other = (asked(models, tmp_path, "sounds", prompt="鼓", seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(one.samples, again.samples)
    length = min(len(one.samples), len(other.samples))
    assert not np.allclose(one.samples[:length], other.samples[:length], atol=1e-3)


def test_both_languages_know_the_same_sound(models: Models) -> None:
    inventor = invent.load(models)
    english, chinese = inventor.called("thunder")[0], inventor.called("雷声")[0]
    made = [inventor.latents(words, 1.5, 3) for words in (english, chinese, inventor.called("whistle")[0])]
    same, other = np.abs(made[0] - made[1]).mean(), np.abs(made[0] - made[2]).mean()
    assert same < other


def test_unknown_words_are_answered_with_known_ones(models: Models, tmp_path: Path) -> None:
    with pytest.raises(Unsupported) as caught:
        asked(models, tmp_path, "sounds", prompt="photosynthesis")
    assert "rain" in caught.value.do or "drum" in caught.value.do


@pytest.mark.parametrize("seconds", [0.01, 4000.0])
def test_lengths_beyond_reason_are_refused(models: Models, tmp_path: Path, seconds: float) -> None:
    with pytest.raises(OptionError):
        asked(models, tmp_path, "sounds", prompt="rain", duration=seconds)


def test_a_morph_is_nearer_to_each_end_than_the_ends_are(models: Models) -> None:
    space = sound_latents.load(models)
    tone = np.sin(np.arange(RATE) / 20.0).astype(np.float32)
    first, second = Audio(tone[:, None], RATE), Audio(hit(2500, 0.2)[:, None], RATE)
    ends = [morph.mixed(space, first, second, share) for share in (0.0, 0.5, 1.0)]
    assert ends[0].shape[1] > ends[1].shape[1] > ends[2].shape[1]
    low, middle, high = (latents[:, :2] for latents in ends)
    assert np.allclose(middle, (low + high) / 2, atol=1e-4)


def test_a_walk_begins_and_ends_as_loud_as_its_sounds(models: Models, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    loud = Audio((0.3 * chance.standard_normal((RATE * 3, 1))).astype(np.float32), RATE)
    soft = Audio((0.03 * chance.standard_normal((RATE * 3, 1))).astype(np.float32), RATE)
    walk = asked(models, tmp_path, "sound_morph", loud, soft, duration=2.0, way="walk", leave=1.0, arrive=2.0)
    assert len(walk.samples) == 96_000
    start, end = rms(walk.samples[2000:20_000]), rms(walk.samples[-20_000:-2000])
    assert 5.0 < 20 * np.log10(start / end) < 26.0


def test_one_sound_cannot_be_morphed(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="two sounds"):
        asked(models, tmp_path, "sound_morph", rhythm((0.1,)))


def test_silence_cannot_be_morphed(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="silent"):
        asked(models, tmp_path, "sound_morph", rhythm((0.1,)), Audio(np.zeros((RATE, 1), np.float32), RATE))


def test_hits_are_heard_where_they_are() -> None:
    moments = (0.1, 0.5, 0.9, 1.3)
    found = timbre.hits(rhythm(moments))
    assert [hit.at for hit in found] == pytest.approx(moments, abs=0.02)
    assert found[0].bright < found[1].bright
    assert max(hit.level for hit in found) == 0.0


def test_a_rhythm_keeps_its_beats_in_another_timbre(models: Models, tmp_path: Path) -> None:
    moments = (0.2, 0.7, 1.2, 1.6)
    played = asked(models, tmp_path, "timbre", rhythm(moments), Audio(hit(700, 0.25)[:, None], RATE))
    assert abs(played.duration - 2.0) < 0.01
    mono = np.abs(played.samples).mean(axis=1)
    for moment in moments:
        at = round(moment * 48_000)
        assert rms(mono[at : at + 3000]) > 3.0 * rms(mono[at - 3600 : at - 1200])


def test_a_rhythm_needs_beats_and_a_voice(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no rhythm"):
        asked(models, tmp_path, "timbre", Audio(np.zeros((RATE, 1), np.float32), RATE), rhythm((0.1,)))
    with pytest.raises(StudioError, match="nothing to play"):
        asked(models, tmp_path, "timbre", rhythm((0.2, 0.6, 1.0)))


@pytest.mark.parametrize("backend", ["sounds", "sound_morph", "timbre"])
def test_cancel_is_let_through(models: Models, tmp_path: Path, backend: str) -> None:
    def stop(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if done > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(Ask(Kind.AUDIO, "rain", 1), [] if backend == "sounds" else [rhythm((0.2, 0.6)), rhythm((0.1,))], models,
             tmp_path, stop, backend=backend, prompt=NO_WORDS)  # fmt: skip
