"""A folder per class, as ImageNet is laid out; above them perhaps a folder per split (train, val, test)."""

from __future__ import annotations

import re
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import text
from crossmedia_studio.train.datasets.listing import (
    Found,
    Listing,
    captions,
    captions_beside,
    files,
    is_hidden,
    media_files,
    words_of,
)

SPLIT_NAMES = {"train": "train", "training": "train", "val": "valid", "valid": "valid", "validation": "valid",
               "test": "test", "testing": "test"}  # fmt: skip
_NAMES = ("LOC_synset_mapping.txt", "synset_words.txt", "words.txt", "classes.txt", "class_names.txt")
"""Lists that give classes a name: ``n01440764 tench, Tinca tinca`` on each line."""
_LISTS = (".md", ".json", ".csv", ".tsv", ".yaml", "")


def fits(folder: Path, kind: Kind) -> bool:
    """Whether ``folder`` holds two class folders or more and no media of its own."""
    splits = _splits(folder)
    if splits:
        return all(_classes(inner, 1, kind) for inner, _ in splits)
    return bool(_classes(folder, 2, kind))


def read(folder: Path, kind: Kind) -> Listing:
    """Every file of every class: its class is its subject and its first tag, and its caption if it has none."""
    names = _names(folder)
    found: list[Found] = []
    broken: list[tuple[Path, str]] = []
    for root, split in _splits(folder) or [(folder, "")]:
        for place in _classes(root, 1, kind):
            said = captions(names.get(place.name) or [words_of(place.name)])
            for path in media_files(place, kind):
                own, unread = captions_beside(path) if kind is not Kind.TEXT else ((), ())
                broken += unread
                found.append(Found(path, own or said, said, place.name, split=split))
    return Listing(tuple(found), tuple(broken))


def _splits(folder: Path) -> list[tuple[Path, str]]:
    """The folders of splits in ``folder`` with the split each is, if it holds nothing but those."""
    inner = _folders(folder)
    named = [(place, SPLIT_NAMES[place.name.lower()]) for place in inner if place.name.lower() in SPLIT_NAMES]
    return named if named and len(named) == len(inner) else []


def _classes(folder: Path, least: int, kind: Kind) -> list[Path]:
    """The class folders in ``folder``; none if there are fewer than ``least`` or if media lie beside them."""
    notes = _LISTS if kind is Kind.TEXT else (*_LISTS, ".txt")
    beside = (path for path in files(folder, deep=False) if path.name not in _NAMES)
    if any(path.suffix.lower() not in notes for path in beside):
        return []
    inner = [place for place in _folders(folder) if next(files(place), None)]
    return inner if len(inner) >= least else []


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not is_hidden(path.name))


def _names(folder: Path) -> dict[str, list[str]]:
    """Names of classes by folder, from a list beside them if there is one."""
    for listed in (folder / name for name in _NAMES):
        try:
            lines = text.read(listed).text.splitlines() if listed.is_file() else []
        except MediaError:
            continue
        rows = (re.split(r"[\s]+", line.strip(), maxsplit=1) for line in lines)
        named = {row[0]: [name.strip() for name in row[1].split(",")] for row in rows if len(row) == 2}
        if named:
            return named
    return {}
