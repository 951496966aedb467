"""Words said another way while they are learned from: commoner words, tags left out, any of their languages.

Texts vary as in EDA (Wei & Zou 2019, arXiv:1901.11196): synonyms, words left out, neighbours swapped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.understand.language import detect, segments
from crossmedia_studio.understand.lexicon import lexicon, singular

if TYPE_CHECKING:
    import torch


def plainer(word: str, language: str) -> str:
    """The commoner word of ``language`` ("en" or "zh") for what ``word`` names: "kitten" → "cat"; else ``word``.

    Only this way round: a kitten is a cat, but a cat may be no kitten.
    """
    thing = lexicon().thing(word)
    return lexicon().name(thing, language) if thing else word


def reworded(caption: str, language: str, generator: torch.Generator, share: float = 0.15) -> str:
    """``caption`` with ``share`` of the things it names under their commoner name. Plurals keep theirs."""
    for mention in lexicon().mentions(caption) if share > 0 else ():
        named = ("" if language == "zh" else " ").join(mention.words)
        plural = singular(mention.words[-1]) != mention.words[-1]
        other = named if plural else plainer(named, language)
        if other != named and _chance(generator) < share:
            caption = re.sub(_alone(named, language), other.replace("\\", ""), caption, count=1, flags=re.IGNORECASE)
    return caption


def synonyms(word: str, language: str) -> tuple[str, ...]:
    """Other words of ``language`` for the very thing that ``word`` names, by the studio's lexicon."""
    book = lexicon()
    names = book.zh if language == "zh" else book.en
    thing = names.get(word)
    return tuple(other for other, named in names.items() if named == thing and other != word) if thing else ()


def varied(text: str, generator: torch.Generator, share: float = 0.1) -> str:
    """``text`` with ``share`` of its words each named otherwise, left out, or swapped with the next; stops stay."""
    code = "zh" if detect(text) == "zh" else "en"
    pieces = segments(text)
    spoken = [index for index, piece in enumerate(pieces) if piece[:1].isalnum()]
    for place, index in enumerate(spoken):
        way = _chance(generator) / max(share, 1e-9)
        if way < 1.0 and (others := synonyms(pieces[index].lower(), code)):
            pieces[index] = others[_pick(len(others), generator)]
        elif 1.0 <= way < 2.0:
            pieces[index] = ""
        elif 2.0 <= way < 3.0 and place + 1 < len(spoken):
            other = spoken[place + 1]
            pieces[index], pieces[other] = pieces[other], pieces[index]
    return re.sub(r" {2,}", " ", "".join(pieces)).strip()


def kept(tags: Sequence[str], generator: torch.Generator, dropped: float = 0.5) -> list[str]:
    """``tags`` in chance order, each left out with a chance of ``dropped``."""
    order = sorted(tags, key=lambda _: _chance(generator))
    return [tag for tag in order if _chance(generator) >= dropped]


def said(item: Item, generator: torch.Generator, plain: float = 0.15, dropped: float = 0.7, most: int = 3) -> str:
    """One way to say what ``item`` shows: a caption in one of its languages, then up to ``most`` of its tags in it."""
    languages = sorted({code for code, _ in (*item.captions, *item.tags)})
    if not languages:
        return ""
    language = languages[_pick(len(languages), generator)]
    captions = item.words(language)
    parts = []
    if captions:
        parts.append(reworded(captions[_pick(len(captions), generator)], language, generator, plain))
    tags = [words for code, words in item.tags if code == language]
    chosen = kept(tags, generator, dropped)[:most]
    if not parts and not chosen:
        chosen = tags[:1]
    parts += [tag for tag in chosen if tag not in parts]
    return ("，" if language == "zh" else ", ").join(parts)


def _alone(words: str, language: str) -> str:
    """A pattern for ``words`` that are no part of a longer one; Chinese has no space to tell by."""
    return re.escape(words) if language == "zh" else rf"\b{re.escape(words)}\b"


def _chance(generator: torch.Generator) -> float:
    import torch

    return float(torch.rand((), generator=generator))


def _pick(count: int, generator: torch.Generator) -> int:
    import torch

    return int(torch.randint(0, count, (), generator=generator))
