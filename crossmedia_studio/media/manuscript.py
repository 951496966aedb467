"""What artists keep their writing in: text, Markdown, HTML, Word and OpenDocument files, e-books, tables of texts.

Containers are opened with the standard library alone; nothing in them is run, and what they may unpack to is limited.
Office Open XML: ECMA-376; OpenDocument: ISO/IEC 26300; EPUB 3.3 (W3C).
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import text
from crossmedia_studio.media.opening import check_file

FILE_LIMIT = 200_000_000
"""Bytes of a container, which may hold pictures."""
_PART_LIMIT = 32_000_000
_TEXT_LIMIT = 64_000_000
_MOST_PARTS = 5000
_COLUMNS = ("text", "content", "body", "story", "caption", "正文", "内容", "文本")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SILENT = frozenset({"script", "style", "head", "title", "nav", "svg", "math", "template", "noscript"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "blockquote",
    "pre", "hr", "figure", "figcaption", "dd", "dt", "body",
})  # fmt: skip
_UNREADABLE = (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, ValueError, KeyError, EOFError,
               RuntimeError, NotImplementedError)  # fmt: skip


def read(path: Path) -> tuple[str, ...]:
    """The texts in ``path``, in order: chapters of an e-book, rows of a table, else one. None is empty.

    Raises MediaError with one sentence for a file that holds no words, cannot be read or would unpack to too much.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        return (text.read(path).text,)
    try:
        found = tuple(one for one in reader(path) if any(c.isalnum() for c in one))
    except _UNREADABLE as error:
        raise MediaError(
            tr("{name} is no document that this studio can read", name=path.name),
            why=str(error)[:160],
            do=tr("Save it as plain text (UTF-8) and try again"),
        ) from error
    if not found:
        raise MediaError(tr("{name} holds no words", name=path.name), do=tr("Choose another file"))
    return found


def web_text(source: str) -> str:
    """The words of an HTML or XHTML page, a blank line between blocks."""
    parser = _Page()
    parser.feed(source)
    parser.close()
    return parser.words()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)
        if tag in _BLOCKS:
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(re.sub(r"[ \t\r\n]+", " ", data))

    def words(self) -> str:
        joined = re.sub(r" *\n *", "\n", "".join(self._parts))
        return re.sub(r"\n{3,}", "\n\n", joined).strip()


class _Box:
    """A container: its parts by name, each and all of them within limits."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(check_file(path, FILE_LIMIT))
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise ValueError(tr("it has too many parts"))
        self._left = _TEXT_LIMIT

    def __enter__(self) -> _Box:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def part(self, name: str) -> bytes:
        """Raises KeyError where there is none, ValueError for one that is too large."""
        with self._zip.open(name) as stream:
            data = stream.read(min(_PART_LIMIT, self._left) + 1)
        if len(data) > min(_PART_LIMIT, self._left):
            raise ValueError(tr("it unpacks to more than {limit} MB", limit=_PART_LIMIT // 10**6))
        self._left -= len(data)
        return data

    def tree(self, name: str) -> ElementTree.Element:
        """An XML part. Entities of its own are refused: a few lines of them can unpack to gigabytes."""
        data = self.part(name)
        if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
            raise ValueError(tr("it defines entities"))
        return ElementTree.fromstring(data)


def _docx(path: Path) -> Iterator[str]:
    with _Box(path) as box:
        body = box.tree("word/document.xml")
    yield "\n\n".join(_word_paragraph(one) for one in body.iter(f"{_WORD}p"))


def _word_paragraph(paragraph: ElementTree.Element) -> str:
    said = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
    parts = (one.text or "" if one.tag == f"{_WORD}t" else said.get(one.tag, "") for one in paragraph.iter())
    return "".join(parts)


def _odt(path: Path) -> Iterator[str]:
    with _Box(path) as box:
        body = box.tree("content.xml")
    paragraphs = (one for one in body.iter() if one.tag in (f"{_OFFICE}p", f"{_OFFICE}h"))
    yield "\n\n".join("".join(_office_words(one)) for one in paragraphs)


def _office_words(node: ElementTree.Element) -> Iterator[str]:
    if node.tag == f"{_OFFICE}note":
        return
    if node.tag in (f"{_OFFICE}s", f"{_OFFICE}tab", f"{_OFFICE}line-break"):
        yield "\n" if node.tag.endswith("line-break") else " "
    yield node.text or ""
    for inner in node:
        if inner.tag not in (f"{_OFFICE}p", f"{_OFFICE}h"):  # met on its own
            yield from _office_words(inner)
        yield inner.tail or ""


def _epub(path: Path) -> Iterator[str]:
    with _Box(path) as box:
        container = box.tree("META-INF/container.xml")
        package = next(str(one.get("full-path")) for one in container.iter() if one.tag.endswith("}rootfile"))
        root = box.tree(package)
        files = {one.get("id"): one.get("href") or "" for one in root.iter() if one.tag.endswith("}item")}
        for one in root.iter():
            if one.tag.endswith("}itemref") and one.get("linear") != "no":
                inside = posixpath.join(posixpath.dirname(package), unquote(files.get(one.get("idref"), "")))
                yield web_text(text.decode(box.part(posixpath.normpath(inside))) or "")


def _web(path: Path) -> Iterator[str]:
    yield web_text(text.read(path).text)


def _lines(path: Path) -> Iterator[str]:
    """JSON Lines: strings, or objects with a column of text."""
    for line in text.read(path).text.splitlines():
        if line.strip():
            row = json.loads(line)
            yield row if isinstance(row, str) else _column(row if isinstance(row, dict) else {})


def _table(path: Path) -> Iterator[str]:
    """A table with a row of names, one of them a column of text."""
    source = text.read(path).text
    csv.field_size_limit(text.BYTE_LIMIT)
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        for row in csv.DictReader(io.StringIO(source), delimiter=separator):
            yield _column(row)
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _column(row: dict[str, object]) -> str:
    named = {str(name).strip().lower(): value for name, value in row.items()}
    for name in _COLUMNS:
        if name in named:
            return str(named[name] or "")
    raise ValueError(tr("no column is called {names}", names=", ".join(_COLUMNS[:3])))


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".docx": _docx, ".odt": _odt, ".epub": _epub, ".html": _web, ".htm": _web, ".xhtml": _web,
    ".jsonl": _lines, ".csv": _table, ".tsv": _table,
}  # fmt: skip
