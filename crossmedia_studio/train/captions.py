"""Captions that a text → picture model learns from: varied in language, length and order, as word ids with roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.represent.drawing import GROUND, STYLE, SUBJECT, ground_words, style_words
from crossmedia_studio.represent.text import tokens
from crossmedia_studio.train.datasets.dataset import Item

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Said:
    """What can be said of one picture in one language: words of each caption, words of each tag."""

    captions: tuple[tuple[str, ...], ...]
    tags: tuple[tuple[str, ...], ...]


def said(item: Item) -> dict[str, Said]:
    """By language; a language without a caption is left out."""
    found = {}
    for language in LANGUAGES:
        captions = tuple(tuple(dict.fromkeys(tokens(words))) for code, words in item.captions if code == language)
        tags = tuple(tuple(tokens(words)) for code, words in item.tags if code == language)
        captions = tuple(words for words in captions if words)
        if captions:
            found[language] = Said(captions, tuple(words for words in tags if words))
    return found


def plain(sayings: Mapping[str, Said], style: str) -> list[tuple[str, int]]:
    """The first caption with its style."""
    first = next(iter(sayings.items()), None)
    if first is None:
        return []
    language, about = first
    style_said = [(word, STYLE) for word in style_words(style, language)]
    return [*((word, SUBJECT) for word in about.captions[0]), *style_said]


def words(sayings: Mapping[str, Said], style: str, ground: str, random: np.random.Generator) -> list[tuple[str, int]]:
    """One way to ask for a picture: the caption most of the time, sometimes with tags or tags alone, words dropped.

    ``style`` is named three times in four, a ``ground`` always ("none": one time in three as nothing at all).
    """
    language = list(sayings)[int(random.integers(len(sayings)))] if sayings else "en"
    subject: list[str] = []
    if sayings:
        about = sayings[language]
        way = random.random()
        if way < 0.85 or not about.tags:
            subject += about.captions[int(random.integers(len(about.captions)))]
            if len(subject) > 2 and random.random() < 0.15:
                subject.pop(int(random.integers(len(subject))))
        if about.tags and way > 0.7:
            picked = random.choice(len(about.tags), size=min(len(about.tags), 1 + int(way > 0.85)), replace=False)
            subject += [word for index in picked for word in about.tags[int(index)]]
    said = [(word, SUBJECT) for word in dict.fromkeys(subject[:9])]
    if style and random.random() < 0.75:
        said += [(word, STYLE) for word in style_words(style, language)]
    return said + [(word, GROUND) for word in ground_words(ground, language)]
