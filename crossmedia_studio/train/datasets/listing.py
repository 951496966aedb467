"""What a reader finds in a folder before any file is opened: paths, and what is said of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import text
from crossmedia_studio.understand import language

MOST_FILES = 500_000
CAPTION_SUFFIXES = (".txt", ".caption")
_NOTES = ("readme", "licence", "license", "copying", "copyright", "notice", "card.md", "thumbs.db", "desktop.ini")
_CAPTION_LETTERS = 2000
_FEW = 5
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[^\W_]+(?:['’][a-z]+)?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"\d*([^\W\d_]{3,})\d*")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_NO_WORDS = frozenset({
    "img", "image", "pic", "pict", "photo", "picture", "dsc", "dscf", "dscn", "dcim", "mvi", "pxl", "gopr", "scan",
    "screenshot", "untitled", "unnamed", "download", "copy", "wa", "whatsapp", "file", "fig",
})  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A file of the set, or a stretch of it, and what is said of it; fields as in ``Item``, ``split`` and ``id``
    perhaps empty."""

    path: Path
    captions: tuple[tuple[str, str], ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    style: str = ""
    licence: str = ""
    split: str = ""
    id: str = ""
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True)
class Listing:
    """What a reader found; ``broken`` are (path, sentence) of what it leaves out. ``name``: its own, if it has one."""

    found: tuple[Found, ...]
    broken: tuple[tuple[Path, str], ...] = ()
    name: str = ""


def files(folder: Path, deep: bool = True) -> Iterator[Path]:
    """The files below ``folder`` (``deep``) or in it, in order of path; not those hidden, nor notes about the set.

    Raises TrainingError for more than ``MOST_FILES``.
    """
    number = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if deep and not is_hidden(name))
        for name in sorted(names):
            if is_hidden(name) or name.lower().startswith(_NOTES):
                continue
            number += 1
            if number > MOST_FILES:
                raise TrainingError(
                    tr("{name} holds more than {count} files", name=folder.name, count=f"{MOST_FILES:,}"),
                    do=tr("Choose a folder that holds only what is to be learned"),
                )
            yield Path(place, name)


def is_hidden(name: str) -> bool:
    """Whether a system or a tool keeps a file or folder of that name for itself."""
    return name.startswith(".") or name == "__MACOSX" or name.endswith(".part")


def media_files(folder: Path, kind: Kind) -> list[Path]:
    """As :func:`files`, without the texts that are captions of a file of the same name beside them."""
    listed = list(files(folder))
    if kind is Kind.TEXT:
        return listed
    named = {path.with_suffix("") for path in listed if path.suffix.lower() not in CAPTION_SUFFIXES}
    return [p for p in listed if p.suffix.lower() not in CAPTION_SUFFIXES or p.with_suffix("") not in named]


def captions_beside(path: Path) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[Path, str], ...]]:
    """The lines of the text of the same name beside ``path`` as captions; (path, sentence) if it cannot be read."""
    for suffix in CAPTION_SUFFIXES:
        beside = path.with_suffix(suffix)
        if beside != path and beside.is_file():
            try:
                return captions(text.read(beside).text.splitlines()), ()
            except MediaError as error:
                return (), ((beside, error.sentence),)
    return (), ()


def captions(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(language, words) of each line that says something, each once."""
    said = (" ".join(line.split())[:_CAPTION_LETTERS] for line in lines)
    return tuple(dict.fromkeys((_language(words), words) for words in said if words))


def words_of(name: str) -> str:
    """The words that a file's or folder's name is made of; empty if it is a number, a code or a camera's."""
    words = [_word(token) for token in _TOKEN.findall(_CAMEL.sub(" ", name))]
    said = " ".join(word for word in words if word and word not in _NO_WORDS)
    return said.removeprefix("of ").removeprefix("the ").removeprefix("a ")


def _word(token: str) -> str:
    """``dog01`` → "dog"; empty for what is no word (``fe0f``, ``xk``)."""
    if _HAN.search(token):
        return token.strip("0123456789")
    numbered = _NUMBERED.fullmatch(token)
    word = numbered[1].lower() if numbered else token.lower()
    if not _LETTERS.fullmatch(word) or (len(word) < 2 and word != "a"):
        return ""
    return word if not word.isascii() or re.search("[aeiouy]", word) else ""


def _language(words: str) -> str:
    """Of a caption: a few Latin words are too little to tell languages apart, and mostly English."""
    code = language.detect(words)
    latin = not code or words.isascii()
    return "en" if latin and len(words.split()) < _FEW and re.search("[A-Za-z]", words) else code
