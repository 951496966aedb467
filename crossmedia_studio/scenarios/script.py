"""A text as a film script: its title, language and scenes, each with who is seen and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.lexicon import Place, lexicon
from crossmedia_studio.understand.meaning import Meaning, Scene
from crossmedia_studio.understand.text import understand_text

TITLE_LENGTH = 60


@dataclass(frozen=True)
class Script:
    """``title`` may be empty; ``text`` is what will be spoken; ``meaning`` is that of the whole text."""

    title: str
    text: str
    language: str
    scenes: tuple[Scene, ...]
    meaning: Meaning


def read_script(text: str, scenes: int, models: Models, step: Step) -> Script:
    """Divide ``text`` into ``scenes`` pictures at most. A short first line without a full stop is the title."""
    title, body = split_title(text.strip())
    meaning = understand_text(body, models, step, scenes=scenes)
    return Script(title, body, meaning.language, carry_settings(meaning.scenes, meaning.language), meaning)


def split_title(text: str) -> tuple[str, str]:
    """(title, rest): a first line of its own, short and without closing punctuation, or a Markdown heading."""
    first, _, rest = text.partition("\n")
    line = first.strip().lstrip("#").strip()
    looks_like_title = first.startswith("#") or (len(line) <= TITLE_LENGTH and line[-1:] not in '.。!！?？,，;；:：…”"')
    if rest.strip() and line and looks_like_title:
        return line, rest.strip()
    return "", text


def carry_settings(scenes: tuple[Scene, ...], language: str) -> tuple[Scene, ...]:
    """A scene that names no place, hour or season keeps that of the scene before; weather passes."""
    carried: list[Scene] = []
    before: dict[str, Place] = {}
    for scene in scenes:
        kept = {sort: place for sort, place in before.items() if sort != "weather"}
        before = kept | lexicon().places(scene.setting)
        carried.append(replace(scene, setting=lexicon().written(before, language)))
    return tuple(carried)
