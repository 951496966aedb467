"""Understands texts and prompts: language, phrases, mood, what is seen and where, scenes, summary."""

from __future__ import annotations

import math
import re

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media import scores
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import lexicon
from crossmedia_studio.understand.meaning import Meaning, Scene, Tag
from crossmedia_studio.understand.mood import mood_of
from crossmedia_studio.understand.phrases import key_phrases, summary
from crossmedia_studio.understand.tune import understand_tune

SCENE_WORDS = 34
"""How many words a scene has about, where nobody says how many scenes there should be: twelve seconds of speech."""
SCENE_LIMIT = 60
SUBJECT_LIMIT = 16


def understand_text(text: str, models: Models | None = None, step: Step = no_step, *, scenes: int = 0) -> Meaning:
    """The meaning of ``text``, divided into at most ``scenes`` scenes (0: as many as its length asks for); that of its
    music for a tune in ABC notation.

    Subjects and settings come in Chinese for a Chinese text and in English otherwise. An empty text means nothing.
    """
    text = text.strip()
    if not text:
        return Meaning(Kind.TEXT)
    if tunes := scores.of_text(text):
        return understand_tune(tunes[0])
    code = language.detect(text)
    step(0.1)
    things = lexicon().things(text)
    step(0.3)
    named = things.most_common(SUBJECT_LIMIT)
    most = max((times for _, times in named), default=1)
    tags = tuple(Tag(lexicon().name(thing, code), round(times / most, 3)) for thing, times in named)
    step(0.4)
    divided = divide(text, scenes)
    told = []
    for index, piece in enumerate(divided):
        step(0.4 + 0.3 * index / len(divided))
        told.append(_scene(piece, code))
    step(0.7)
    phrases = key_phrases(text, code)
    step(0.85)
    meaning = Meaning(
        Kind.TEXT,
        language=code,
        summary=summary(text),
        key_phrases=phrases,
        tags=tags,
        subjects=tuple(tag.word for tag in tags),
        mood=mood_of(text),
        scenes=tuple(told),
    )
    step(1.0)
    return meaning


def divide(text: str, count: int = 0) -> list[str]:
    """``text`` in at most ``count`` scenes of balanced length, cut between sentences, if possible between paragraphs.

    Dynamic programming over the cuts: squared departure from the mean length, and a price for tearing a paragraph.
    """
    pieces: list[str] = []
    closes: list[bool] = []  # whether a paragraph ends after the piece
    for paragraph in re.split(r"\n\s*\n|\n", text):
        found = language.sentences(paragraph)
        pieces += found
        closes += [False] * (len(found) - 1) + [True] * bool(found)
    if not pieces:
        return [text] if text.strip() else []
    lengths = [max(language.length(piece), 1.0) for piece in pieces]
    paragraphs = sum(closes)
    if count < 1:
        count = paragraphs if 1 < paragraphs <= 24 else round(sum(lengths) / SCENE_WORDS)
    count = max(min(count, len(pieces), SCENE_LIMIT), 1)
    joint = "" if language.detect(text) in ("zh", "ja") else " "
    return [joint.join(pieces[a:b]) for a, b in _cuts(lengths, closes, count)]


def _cuts(lengths: list[float], closes: list[bool], count: int) -> list[tuple[int, int]]:
    size = len(lengths)
    before = [0.0]
    for length in lengths:
        before.append(before[-1] + length)
    mean = before[-1] / count
    # a scene longer than four means never pays, so only nearby starts are tried: linear for long texts
    best = [[math.inf] * (size + 1) for _ in range(count + 1)]
    origin = [[0] * (size + 1) for _ in range(count + 1)]
    best[0][0] = 0.0
    for scene in range(1, count + 1):
        for end in range(scene, size - (count - scene) + 1):
            for start in range(end - 1, scene - 2, -1):
                told = before[end] - before[start]
                cost = best[scene - 1][start] + ((told - mean) / mean) ** 2
                if end < size and not closes[end - 1]:
                    cost += 0.4
                if cost < best[scene][end]:
                    best[scene][end], origin[scene][end] = cost, start
                if told > 4 * mean and best[scene][end] < math.inf:
                    break
    cuts: list[tuple[int, int]] = []
    end = size
    for scene in range(count, 0, -1):
        start = origin[scene][end]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _scene(text: str, code: str) -> Scene:
    words = lexicon()
    subjects = tuple(words.name(thing, code) for thing in list(words.things(text))[:8])
    return Scene(text, subjects, words.setting(text, code), mood_of(text))
