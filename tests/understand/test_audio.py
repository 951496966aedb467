"""What sounds say: known tempos, known keys, real speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import tonality
from crossmedia_studio.understand.audio import energy, understand_audio
from crossmedia_studio.understand.rhythm import RATE, rhythm
from crossmedia_studio.understand.spectrum import frames, mel_filters, power
from crossmedia_studio.understand.speech import speech_share


def clicks(tempo: float, seconds: float = 12.0, first: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """(sound at RATE, click times)."""
    rng = np.random.default_rng(0)
    sound = (0.005 * rng.normal(size=int(seconds * RATE))).astype(np.float32)
    times = np.arange(first, seconds - 0.1, 60 / tempo)
    tap = 0.6 * np.exp(-np.arange(1200) / 200) * np.sin(2 * np.pi * 1000 * np.arange(1200) / RATE)
    for time in times:
        start = int(time * RATE)
        sound[start : start + 1200] += tap.astype(np.float32)
    return sound, times


def note(pitch: int, seconds: float) -> np.ndarray:
    n = np.arange(int(seconds * RATE))
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    tone = sum(np.sin(2 * np.pi * hertz * k * n / RATE) / k for k in (1, 2, 3, 4))
    return (0.2 * tone * np.exp(-n / RATE / seconds)).astype(np.float32)


def scale(tonic: int, minor: bool) -> np.ndarray:
    steps = (0, 2, 3, 5, 7, 8, 11, 12, 7, 3, 0) if minor else (0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0)
    chord = [note(60 + tonic + step, 0.9) for step in ((0, 3, 7) if minor else (0, 4, 7))]
    return np.concatenate([*(note(60 + tonic + step, 0.25) for step in steps), sum(chord)])


@pytest.mark.parametrize("tempo", [60, 84, 97.5, 120, 133, 160])
def test_tempo_and_beats_of_a_click_track(tempo: float) -> None:
    sound, times = clicks(tempo)
    found = rhythm(sound)
    assert found.tempo == pytest.approx(tempo, rel=0.005)
    assert len(found.beats) >= len(times) - 2
    assert max(np.abs(times - beat).min() for beat in found.beats) < 0.02


def test_no_beat_is_invented() -> None:
    rng = np.random.default_rng(1)
    assert rhythm(rng.normal(0, 0.1, RATE * 8).astype(np.float32)).tempo == 0
    assert rhythm(np.sin(np.arange(RATE * 8) * 0.1).astype(np.float32)).tempo == 0
    assert rhythm(np.zeros(RATE * 8, np.float32)).tempo == 0
    assert rhythm(np.zeros(100, np.float32)).tempo == 0


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("minor", [False, True])
def test_key_of_a_scale(tonic: int, minor: bool) -> None:
    key, clear = tonality.key_of(tonality.chroma(scale(tonic, minor)))
    assert key == f"{tonality.NOTES[tonic]} {'minor' if minor else 'major'}" and clear > 0.6


def test_no_key_is_invented() -> None:
    rng = np.random.default_rng(1)
    assert tonality.key_of(tonality.chroma(rng.normal(0, 0.1, RATE * 4).astype(np.float32)))[0] == ""
    assert tonality.key_of(tonality.chroma(np.zeros(RATE, np.float32))) == ("", 0.0)


def test_energy_follows_loudness() -> None:
    rate = 8000
    loud = 0.5 * np.sin(np.arange(rate) * 0.5)
    curve = energy(np.concatenate([loud, loud * 0.05, np.zeros(rate)]).astype(np.float32), rate)
    assert len(curve) == 30 and max(curve) == 1.0
    assert curve[5] > 0.95 and curve[15] == pytest.approx(1 - 26 / 45, abs=0.02) and curve[25] == 0
    assert energy(np.zeros(rate, np.float32), rate) == (0.0,) * 10
    assert energy(np.zeros(0, np.float32), rate) == ()


def test_music_without_models(tmp_path: Path) -> None:
    sound, _ = clicks(120, 10)
    tune = np.tile(scale(9, True), 4)[: len(sound)]
    meaning = understand_audio(Audio((sound + tune)[:, None], RATE), Models(tmp_path))
    assert meaning.tempo == pytest.approx(120, rel=0.02) and meaning.key == "A minor"
    assert meaning.is_speech < 0.3 and not meaning.transcript and meaning.mood.valence < 0
    assert -40 < meaning.loudness < -5 and len(meaning.energy) == 100 and meaning.duration == 10
    assert "A minor" in meaning.caption and "120 beats" in meaning.caption


def test_silence_and_snippets(tmp_path: Path) -> None:
    models = Models(tmp_path)
    assert understand_audio(Audio(np.zeros((8000, 1), np.float32), 8000), models).caption == "A sound of 1.0 seconds."
    assert understand_audio(Audio(np.zeros((1, 1), np.float32), 8000), models).tempo == 0
    assert understand_audio(Audio(np.full((50, 6), 0.5, np.float32), 96_000), models).key == ""
    assert understand_audio(Audio(np.zeros((0, 2), np.float32), 48_000), models).energy == ()


def test_cancel_passes_through(tmp_path: Path) -> None:
    def stop(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if done / total > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        understand_audio(Audio(clicks(100)[0][:, None], RATE), Models(tmp_path), stop)


SAID = (
    ("A little fox loved the moon.", "af_heart", "en", ("fox", "moon")),
    ("一只小狐狸喜欢月亮。", "zf_xiaobei", "zh", ("狐狸", "月亮")),
)


@pytest.mark.parametrize(("words", "voice", "code", "subjects"), SAID)
def test_speech_is_heard_and_understood(
    models: Models, words: str, voice: str, code: str, subjects: tuple[str, ...]
) -> None:
    from crossmedia_studio.core.progress import no_step
    from crossmedia_studio.generate.speech.narrate import narrate

    spoken, _ = narrate(words, voice, 1.0, models, no_step)
    assert speech_share(resample(spoken, 16_000).samples[:, 0]) > 0.7
    meaning = understand_audio(spoken, models)
    assert meaning.language == code and set(subjects) <= set(meaning.subjects)
    assert meaning.transcript[0].start < 1.0 and meaning.transcript[-1].end <= meaning.duration + 0.5


def test_noise_and_tones_are_no_speech() -> None:
    rng = np.random.default_rng(2)
    assert speech_share(rng.normal(0, 0.1, 48_000).astype(np.float32)) < 0.2
    assert speech_share(np.sin(np.arange(48_000) * 0.2).astype(np.float32)) < 0.2
    assert speech_share(np.zeros(48_000, np.float32)) == 0 == speech_share(np.zeros(10, np.float32))


def test_spectra() -> None:
    samples = np.arange(10, dtype=np.float32)
    assert frames(samples, 4, 2, centred=False).tolist()[1] == [2, 3, 4, 5]
    assert frames(samples[:2], 4, 2, centred=False).shape == (1, 4)
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    assert power(tone, 1024, 256)[20].argmax() == round(1000 * 1024 / RATE)
    slaney, htk = mel_filters(16_000, 512, 40), mel_filters(16_000, 512, 40, htk=True, unit="peak")
    assert slaney.shape == htk.shape == (40, 257) and htk.max() <= 1.0 + 1e-6
    assert (slaney.sum(axis=1) > 0).all()
    # an energy-preserving area: each filter integrates to about one over hertz
    assert slaney[20:].sum(axis=1) * 16_000 / 512 == pytest.approx(1.0, abs=0.05)
