"""A narrator: any text in English or Chinese, read sentence by sentence, with the time of every caption line."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.mastering import master
from crossmedia_studio.generate.speech import voices
from crossmedia_studio.generate.speech.kokoro import LONGEST, RATE, Kokoro, load
from crossmedia_studio.generate.speech.normalise import clean
from crossmedia_studio.generate.speech.phonemes import language_of, phonemes
from crossmedia_studio.generate.speech.split import Sentence, caption_lines, is_han, sentences, weight
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.meaning import Spoken

LUFS = -18.0
EDGE = 0.08
"""Seconds of quiet before the first and after the last word."""
MOST = 100_000
"""Characters that are read at once."""
_SHORT = 24
"""Phonemes below which a sentence is read in one breath with its neighbour: alone it would sound clipped."""


@dataclass(frozen=True)
class _Breath:
    """Sentences read in one go."""

    sentences: tuple[Sentence, ...]
    phonemes: tuple[str, ...]

    @property
    def pause(self) -> float:
        return self.sentences[-1].pause


def narrate(text: str, voice: str, speed: float, models: Models, step: Step) -> tuple[Audio, tuple[Spoken, ...]]:
    """Mono 24 kHz speech at about −18 LUFS, and each caption line with its start and end in seconds.

    ``voice`` is one of :data:`voices.VOICES`, empty for one that speaks the language of the text; ``speed`` 0.5–2.
    Raises MediaError for a text without words, OptionError for an unknown voice or speed, Unsupported for a language
    that no voice reads, ModelMissing if Kokoro is not installed.
    """
    voices.check(voice)
    if not 0.5 <= speed <= 2.0:
        raise OptionError(
            tr("{name} cannot be {value}", name=tr("Speaking speed"), value=f"{speed:g}"),
            do=tr("Choose a value from {low} to {high}", low=0.5, high=2),
        )
    spoken = sentences(clean_paragraphs(text))
    if not spoken:
        raise MediaError(tr("There are no words to speak"), do=tr("Write a few words and try again"))
    if len(text) > MOST:
        raise MediaError(
            tr("The text is too long to be read at once"),
            why=tr("it has {count} characters", count=len(text)),
            do=tr("Choose a part of at most {most} characters", most=MOST),
        )
    language = language_of(text, voices.language(voice) if voice else "en-us")
    voice = voice or voices.default_voice(language)
    step(0.0, 1.0, tr("Loading the voice"))
    kokoro = load(models)
    breaths = _breaths(spoken, language)
    total = sum(len("".join(breath.phonemes)) for breath in breaths) or 1
    parts, captions, at, done = [_silence(EDGE)], [], EDGE, 0
    for breath in breaths:
        step(done / total, 1.0, tr("Speaking"), breath.sentences[0].text)
        sound = _say(kokoro, breath, voice, speed, step, done, total)
        done += len("".join(breath.phonemes))
        if not len(sound):
            continue
        captions += _captions(breath, sound, at)
        pause = _silence(breath.pause / speed)
        parts += [sound, pause]
        at += (len(sound) + len(pause)) / RATE
    if not captions:
        raise MediaError(tr("There are no words to speak"), do=tr("Write a few words and try again"))
    parts.append(_silence(EDGE))
    samples = master(np.concatenate(parts)[:, None], RATE, LUFS, low_cut=50.0)
    step(1.0)
    return Audio(samples, RATE), tuple(captions)


def clean_paragraphs(text: str) -> str:
    """``text`` without markup and emoji, its paragraphs kept apart."""
    return "\n\n".join(clean(part) for part in re.split(r"\n\s*\n", text))


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def _breaths(spoken: list[Sentence], language: str) -> list[_Breath]:
    breaths: list[_Breath] = []
    for sentence in spoken:
        said = phonemes(sentence.text, language)
        if not re.search(r"\w", said):
            continue
        if breaths:
            before = breaths[-1]
            size = len(" ".join(before.phonemes))
            brief = size < _SHORT or len(said) < _SHORT
            if brief and size + len(said) < LONGEST // 2 and before.pause < 0.6:
                breaths[-1] = _Breath((*before.sentences, sentence), (*before.phonemes, said))
                continue
        breaths.append(_Breath((sentence,), (said,)))
    return breaths


def _say(kokoro: Kokoro, breath: _Breath, voice: str, speed: float, step: Step, done: int, total: int) -> np.ndarray:
    """The sound of a breath; one too long for the model is cut at its commas."""
    said = " ".join(breath.phonemes)
    sounds = []
    for index, piece in enumerate(_pieces(said)):
        before, size = done, len(piece)

        def poll(share: float, before: int = before, size: int = size) -> None:
            step(min((before + share * size) / total, 1.0), 1.0, tr("Speaking"))

        poll(0.0)
        if index:
            sounds.append(_silence(0.12 / speed))
        sounds.append(kokoro.say(piece, voice, speed, poll))
        done += size
    return np.concatenate(sounds)


def _pieces(said: str) -> list[str]:
    if len(said) <= LONGEST:
        return [said]
    middle = len(said) // 2
    marks = [m.end() for m in re.finditer(r"[,;:.!?]\s", said) if 0.2 < m.end() / len(said) < 0.8]
    spaces = [m.end() for m in re.finditer(r"\s", said)]
    options = marks or spaces or [middle]
    cut = min(options, key=lambda place: abs(place - middle))
    return _pieces(said[:cut].strip()) + _pieces(said[cut:].strip())


def _captions(breath: _Breath, sound: np.ndarray, start: float) -> list[Spoken]:
    """Caption lines spread over the sound by how long each takes to say, then moved to the nearest pause."""
    lines = [line for sentence in breath.sentences for line in caption_lines(sentence.text)]
    ends = np.cumsum([weight(line) + (0 if is_han(line) else 1.5) for line in lines])
    cuts = [_quietest(sound, share) for share in ends[:-1] / ends[-1]]
    edges = [0.0, *np.maximum.accumulate(cuts), len(sound) / RATE] if cuts else [0.0, len(sound) / RATE]
    return [
        Spoken(round(start + float(a), 3), round(start + float(b), 3), line)
        for line, a, b in zip(lines, edges, edges[1:], strict=False)
    ]


def _quietest(sound: np.ndarray, share: float) -> float:
    """The second near ``share`` of the sound at which it is quietest, pauses near the guess before far ones."""
    block = RATE // 100
    count = len(sound) // block
    if count < 8:
        return share * len(sound) / RATE
    level = np.sqrt((sound[: count * block].reshape(count, block) ** 2).mean(axis=1))
    level = np.convolve(level, np.ones(5) / 5, mode="same") / (level.max() + 1e-9)
    guess = share * count
    reach = min(60.0, 0.35 * count * min(share, 1 - share) + 12)
    distance = (np.arange(count) - guess) / reach
    cost = np.where(np.abs(distance) <= 1, level + 0.5 * distance**2, np.inf)
    return float(np.argmin(cost)) * block / RATE if np.isfinite(cost).any() else share * len(sound) / RATE
