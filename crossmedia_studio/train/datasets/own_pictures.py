"""Clip art and photographs from folders the artist has, for the open set: with their keywords and licences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image as Pillow
from PIL import IptcImagePlugin

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media import image, text
from crossmedia_studio.train.datasets.built import Source
from crossmedia_studio.train.datasets.drawing import Drawing
from crossmedia_studio.train.datasets.licences import is_closed, is_copyleft
from crossmedia_studio.train.datasets.listing import Found, Listing, captions, media_files, words_of
from crossmedia_studio.train.datasets.readers import READERS

NO_THINGS = frozenset(("shapes", "special", "computer", "signs_and_symbols", "unsorted"))
"""Folders of the Open Clip Art Library that hold patterns, buttons and signs rather than things."""
_TITLE = re.compile(r"<dc:title>([^<]{1,200})</dc:title>")
_KEYWORD = re.compile(r"<rdf:li>([^<]{1,80})</rdf:li>")
_HEAD = 32_000
_JUNK = ("hash", "unsorted", "clip art")
"""Keywords that say nothing; the first is a slip in the library's own export."""
_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
    Pillow.DecompressionBombError,
)  # fmt: skip


class ClipArt:
    """Pictures below ``folder`` as the Open Clip Art Library keeps them: a folder per theme, a title in each PNG, and
    keywords in the SVG beside it or in the same place below ``svg``.

    ``things``: names that are subjects of other drawings, so that the same thing is the same subject.
    """

    licence = "CC-PDDC"

    def __init__(self, folder: Path, things: Mapping[str, str]) -> None:
        self.sources: tuple[Source, ...] = (Source(folder.name, "", self.licence),)
        self.broken: list[tuple[Path, str]] = []
        self._folder, self._things = folder, things

    def drawings(self, step: Step) -> Iterator[Drawing]:
        """In order of path; SVG files are not drawn, only asked for words."""
        paths = [path for path in media_files(self._folder, Kind.IMAGE) if path.suffix.lower() != ".svg"]
        paths = [path for path in paths if not NO_THINGS & set(path.relative_to(self._folder).parts)]
        for number, path in enumerate(paths):
            step(number, len(paths), tr("Reading {name}", name=path.name))
            try:
                picture = image.read(path)
            except MediaError as error:
                self.broken.append((path, error.sentence))
                continue
            title, keywords = self._words(path)
            known = (self._things[word] for word in (title, *keywords) if word in self._things)
            subject = next(known, title.replace(" ", "-"))
            name = path.relative_to(self._folder).with_suffix("").as_posix()
            yield Drawing(name, picture.pixels, captions([title]), captions(keywords), subject, "", self.licence)

    def _words(self, path: Path) -> tuple[str, list[str]]:
        """A title (of the file's name if it has none) and keywords, its themes among them."""
        twin = Path(*("svg" if part == "png" else part for part in path.parts))
        note = ""
        for beside in (path.with_suffix(".svg"), twin.with_suffix(".svg")):
            if beside.is_file():
                with beside.open("rb") as stream:
                    note = stream.read(_HEAD).decode("utf-8", "replace")
                break
        info = _info(path)
        titles = [str(info.get("Title", ""))[:200], *(html.unescape(found) for found in _TITLE.findall(note)[:1])]
        title = next((said for said in map(words_of, titles) if said), "") or words_of(path.stem)
        themes = [words_of(part) for part in path.relative_to(self._folder).parts[:-1]]
        keywords = [words_of(html.unescape(found)) for found in _KEYWORD.findall(note)]
        junk = {"", title, words_of(str(info.get("Author", ""))), *_JUNK}
        return title, [word for word in dict.fromkeys((*keywords, *themes)) if word not in junk]


class Photographs:
    """Pictures below ``folder`` in any layout that can be read. ``licence`` holds for those that state none.

    Raises TrainingError when a photograph's licence is not known, forbids trade or change, or asks for the same licence
    while ``allow_copyleft`` is not set.
    """

    def __init__(self, folder: Path, licence: str, allow_copyleft: bool) -> None:
        self.broken: list[tuple[Path, str]] = []
        self._folder = folder
        listing: Listing = next(one for one in READERS if one.fits(folder, Kind.IMAGE)).read(folder, Kind.IMAGE)
        self.broken += listing.broken
        self._found = [(found, found.licence or licence) for found in listing.found]
        for _, named in self._found:
            check(folder, named, allow_copyleft)
        self.sources = tuple(Source(folder.name, "", named) for named in sorted({named for _, named in self._found}))

    def drawings(self, step: Step) -> Iterator[Drawing]:
        """In the order of their reader."""
        for number, (found, licence) in enumerate(self._found):
            step(number, len(self._found), tr("Reading {name}", name=found.path.name))
            try:
                picture = image.read(found.path)
            except MediaError as error:
                self.broken.append((found.path, error.sentence))
                continue
            caption, keywords = _iptc(found.path)
            said = tuple(dict.fromkeys((*captions([caption]), *found.captions)))
            tags = tuple(dict.fromkeys((*found.tags, *captions(keywords))))
            yield Drawing(self._name(found), picture.pixels, said, tags, found.subject, "photo", licence)

    def _name(self, found: Found) -> str:
        return found.path.relative_to(self._folder).with_suffix("").as_posix()


def check(folder: Path, licence: str, allow_copyleft: bool) -> None:
    """Raises TrainingError unless works under ``licence`` may be learned from for what is passed on."""
    if not licence.strip():
        raise TrainingError(
            tr("No licence is known for {name}", name=folder.name), do=tr("Say under which licence these pictures are")
        )
    if is_closed(licence):
        raise TrainingError(
            tr("{name} cannot be part of the open set", name=folder.name),
            why=tr("its licence, {licence}, forbids trade or change", licence=licence),
        )
    if is_copyleft(licence) and not allow_copyleft:
        raise TrainingError(
            tr("{name} is left out of what is passed on", name=folder.name),
            why=tr("its licence, {licence}, must hold for what is made from it too", licence=licence),
            do=tr("Allow copyleft if the set is for yourself"),
        )


def _info(path: Path) -> dict[Any, Any]:
    """The texts in a PNG, by name."""
    try:
        with Pillow.open(path, formats=("PNG",)) as opened:
            return dict(opened.info)
    except _UNREADABLE:
        return {}


def _iptc(path: Path) -> tuple[str, list[str]]:
    """Caption and keywords that a camera's owner wrote into a JPEG or TIFF (IPTC 2:120 and 2:25)."""
    try:
        with Pillow.open(path, formats=("JPEG", "TIFF")) as opened:
            raw = IptcImagePlugin.getiptcinfo(opened) or {}
    except _UNREADABLE:
        return "", []
    keywords = raw.get((2, 25), [])
    listed = keywords if isinstance(keywords, list) else [keywords]
    return _decoded(raw.get((2, 120), b"")), [_decoded(word) for word in listed]


def _decoded(value: object) -> str:
    return (text.decode(value) or "").strip("\0 ") if isinstance(value, bytes) else ""
