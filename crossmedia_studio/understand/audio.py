"""Understands sound: tempo, beats, key, loudness and energy, whether it is speech, what is said, mood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossmedia_studio.core.i18n import language as shown_language
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.media.audio import resample, stereo
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import rhythm as rhythms
from crossmedia_studio.understand import speech, tonality
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.meaning import Meaning, Mood
from crossmedia_studio.understand.text import understand_text

ENERGY_RATE = 10
_SILENT = -70.0
_RANGE = 45.0
"""Decibels under the loudest tenth of a second that count as energy 0."""
_SPOKEN = 0.5
_ANALYSED = 600
"""Seconds from the middle that tempo and key are judged by; beats beyond it are not listed."""


def understand_audio(audio: Audio, models: Models, step: Step = no_step) -> Meaning:
    """The meaning of ``audio``. ``transcript`` and what follows from it need the installed speech model.

    ``loudness`` is integrated LUFS (ITU-R BS.1770-4), 0 for a sound too short or too quiet to measure.
    """
    step(0.0, 1.0, tr("Listening"))
    mono = audio.samples.mean(axis=1, dtype=np.float32)
    meaning = Meaning(
        Kind.AUDIO, duration=round(audio.duration, 3), energy=energy(mono, audio.rate), loudness=_loudness(audio)
    )
    step(0.1, 1.0, tr("Listening"))
    if not meaning.energy or max(meaning.energy) == 0.0:
        return replace(meaning, caption=caption(meaning, shown_language()))
    spoken = resample(Audio(mono[:, None], audio.rate), speech.RATE).samples[:, 0]
    meaning = replace(meaning, is_speech=speech.speech_share(spoken))
    step(0.25, 1.0, tr("Listening"))
    if meaning.is_speech >= _SPOKEN:
        meaning = _heard(meaning, spoken, models, part(step, 0.25, 1.0))
    else:
        meaning = _music(meaning, audio, mono, part(step, 0.25, 1.0, tr("Listening to rhythm and key")))
    step(1.0)
    return replace(meaning, caption=caption(meaning, shown_language()))


def understand_music(audio: Audio, sure: bool = True) -> Meaning:
    """``audio``, known to be music: energy, tempo, beats, key and the mood that follows; no models are needed.

    Not ``sure``: tempo and key are the likeliest ones even where little speaks for any.
    """
    mono = audio.samples.mean(axis=1, dtype=np.float32)
    meaning = Meaning(Kind.AUDIO, duration=round(audio.duration, 3), energy=energy(mono, audio.rate))
    if not meaning.energy or max(meaning.energy) == 0.0:
        return meaning
    return _music(meaning, audio, mono, no_step, sure)


def energy(mono: np.ndarray, rate: int) -> tuple[float, ...]:
    """Loudness 0–1 at ``ENERGY_RATE`` values a second: decibels, the loudest 1, ``_RANGE`` under it 0."""
    edges = np.arange(0, len(mono), rate / ENERGY_RATE).astype(int)
    if not len(edges):
        return ()
    counts = np.diff(np.append(edges, len(mono)))
    square = np.add.reduceat(np.square(mono, dtype=np.float64), edges) / np.maximum(counts, 1)
    loudest = float(square.max())
    if loudest < 1e-10:
        return (0.0,) * len(edges)
    level = 10.0 * np.log10(np.maximum(square / loudest, 1e-12))
    return tuple(round(float(v), 3) for v in np.clip(1.0 + level / _RANGE, 0.0, 1.0))


def _loudness(audio: Audio) -> float:
    import pyloudnorm

    if audio.duration < 0.4 or audio.rate < 8000:
        return 0.0
    with np.errstate(divide="ignore"):  # silence is minus infinity
        value = float(pyloudnorm.Meter(audio.rate).integrated_loudness(stereo(audio).samples.astype(np.float64)))
    return round(value, 2) if np.isfinite(value) and value > _SILENT else 0.0


def _heard(meaning: Meaning, spoken: np.ndarray, models: Models, step: Step) -> Meaning:
    if not models.installed(speech.ENTRY):
        return meaning
    language, transcript = speech.transcribe(spoken, models, part(step, 0.0, 0.9))
    joint = "" if language in ("zh", "ja") else " "
    said = understand_text(joint.join(part.text for part in transcript), models, part(step, 0.9, 1.0))
    return replace(
        meaning, language=language, transcript=transcript, summary=said.summary, key_phrases=said.key_phrases,
        tags=said.tags, subjects=said.subjects, mood=said.mood,
    )  # fmt: skip


def _music(meaning: Meaning, audio: Audio, mono: np.ndarray, step: Step, sure: bool = True) -> Meaning:
    length = _ANALYSED * audio.rate
    start = max((len(mono) - length) // 2, 0)
    heard = resample(Audio(mono[start : start + length, None], audio.rate), rhythms.RATE).samples[:, 0]
    step(0.2)
    found = rhythms.rhythm(heard, sure)
    step(0.7)
    key, _ = tonality.key_of(tonality.chroma(heard), sure)
    shift = start / audio.rate
    return replace(
        meaning,
        tempo=found.tempo,
        beats=tuple(round(beat + shift, 3) for beat in found.beats),
        key=key,
        mood=_mood(found, key, meaning.energy),
    )


def _mood(found: rhythms.Rhythm, key: str, curve: tuple[float, ...]) -> Mood:
    """Fast, dense and even loudness excites; major pleases (Gabrielsson & Lindström 2010, a review)."""
    pace = np.clip((found.tempo - 95.0) / 75.0, -1, 1) if found.beats else -0.3
    dense = np.clip((found.onsets - 2.5) / 3.0, -1, 1)
    full = np.clip((float(np.mean(curve)) - 0.65) / 0.3, -1, 1) if curve else 0.0
    arousal = 0.45 * pace + 0.35 * dense + 0.25 * full
    mode = 0.4 if key.endswith("major") else -0.4 if key.endswith("minor") else 0.0
    return Mood(round(float(np.clip(mode + 0.25 * pace, -1, 1)), 3), round(float(np.clip(arousal, -1, 1)), 3))
