"""Texts: files in whatever encoding ⇄ :class:`Text`. Written as UTF-8."""

from __future__ import annotations

import codecs
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.media.opening import check_file

BYTE_LIMIT = 8_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALLOWED = frozenset("\t\n\r\f\x1b\x85")


def read(path: Path) -> Text:
    """The words in ``path`` (UTF-8, UTF-16, UTF-32, GB 18030 or Windows-1252), line ends as ``\\n``.

    Raises :class:`MediaError` for a file that holds no words, is no text, or is larger than ``BYTE_LIMIT``.
    """
    path = check_file(path, BYTE_LIMIT)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MediaError(tr("{name} cannot be opened", name=path.name), why=error.strerror or "") from error
    text = decode(data)
    if text is None:
        raise MediaError(
            tr("{name} is no text that this studio can read", name=path.name),
            do=tr("Save it as plain text (UTF-8) and try again"),
        )
    if not text.strip():
        raise MediaError(tr("{name} holds no words", name=path.name), do=tr("Choose another file"))
    return Text(text)


def write(text: Text, path: Path) -> None:
    """Write as UTF-8, whole or not at all."""
    write_bytes(Path(path), text.text.encode("utf-8", "replace"))


def is_text(head: bytes, whole: bool) -> bool:
    """Whether ``head``, the first bytes of a file (``whole``: all of it), is a text."""
    if whole:
        return decode(head) is not None
    # a character may be cut at the end: the longest one has four bytes
    return any(decode(head[: len(head) - cut]) is not None for cut in range(4))


def decode(data: bytes) -> str | None:
    """``data`` as text, or None when it is none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    text = _decoded(data, "utf-8")
    if text is not None:
        return text
    # UTF-16 without a mark: Latin letters leave every other byte zero
    if len(data) >= 4 and len(data) % 2 == 0:
        zero = data[:4096].count(0)
        if zero > len(data[:4096]) // 4:
            return _decoded(data, "utf-16-le" if data[1] == 0 else "utf-16-be")
    chinese = _decoded(data, "gb18030")
    if chinese is not None and _is_chinese(chinese):
        return chinese
    western = _decoded(data, "cp1252")
    return western if western is not None and _is_western(western) else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None
    if any(c < " " and c not in _ALLOWED for c in set(text)) or "\x7f" in text:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_chinese(text: str) -> bool:
    """Whether what is not ASCII is mostly Chinese characters and punctuation, as in no misread Western text."""
    foreign = [c for c in text if c > "\x7f"]
    common = sum("\u4e00" <= c <= "\u9fa5" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in foreign)
    # a Western accent misread as GB swallows the letter after it and gives lone rare characters among Latin words
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return bool(foreign) and common >= 0.9 * len(foreign) and len(foreign) >= 0.2 * latin


def _is_western(text: str) -> bool:
    """Whether a Windows-1252 reading has the look of words: letters and spaces, few signs above ASCII."""
    letters = sum(c.isalpha() or c.isspace() for c in text)
    high = sum(c > "\x7f" for c in text)
    return letters >= 0.6 * len(text) and high <= 0.3 * len(text)
