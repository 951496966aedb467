"""Files of written music ⇄ :class:`~crossmedia_studio.media.notation.Notation`: MIDI, ABC, MusicXML."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import text
from crossmedia_studio.media.notation import Notation
from crossmedia_studio.media.opening import check_file, damaged
from crossmedia_studio.media.scores import abc, abc_writer, midi, musicxml

SUFFIXES = (".abc", ".mid", ".midi", ".mxl", ".musicxml", ".xml")
"""Of files that are written music if their content says so."""
BYTE_LIMIT = 8_000_000
_HEAD = 1 << 14


def is_score(path: Path) -> bool:
    """Whether ``path`` holds written music, by its content."""
    if is_foreign(path):
        return True
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    words = text.decode(head) or head.decode("latin-1") if path.suffix.lower() == ".abc" else text.decode(head)
    return bool(words) and abc.looks_like(words or "")


def is_foreign(path: Path) -> bool:
    """Whether ``path`` is a score that is no text a musician would read: MIDI, MusicXML."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return midi.looks_like(head) or (path.suffix.lower() in SUFFIXES and musicxml.looks_like(head))


def read(path: Path, repeats: bool = True) -> tuple[Notation, ...]:
    """Every piece in ``path``, at least one; ``repeats`` are played out. Raises MediaError with one sentence."""
    path = check_file(Path(path), BYTE_LIMIT)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MediaError(tr("{name} cannot be opened", name=path.name), why=error.strerror or "") from error
    try:
        if midi.looks_like(data):
            found = midi.read_all(data)
        elif musicxml.looks_like(data):
            found = musicxml.read_all(data, repeats)
        else:
            found = abc.read_all(text.decode(data) or data.decode("latin-1"), repeats)
    except ValueError as error:
        raise damaged(path, tr("{name} is no score that this studio can read", name=path.name), error) from error
    if not found:
        raise MediaError(tr("{name} holds no notes", name=path.name), do=tr("Choose another file"))
    return found


def of_text(words: str) -> tuple[Notation, ...]:
    """The tunes that ``words`` write down in ABC notation; none where they are no tune."""
    return abc.read_all(words) if abc.looks_like(words) else ()


def to_text(notation: Notation) -> str:
    """``notation`` in ABC."""
    return abc_writer.write(notation)


def write(notation: Notation, path: Path) -> None:
    """As .abc or .mid, whole or not at all. Raises Unsupported for another suffix, StorageError for a full disk."""
    suffix = path.suffix.lower()
    if suffix == ".abc":
        write_bytes(path, abc_writer.write(notation).encode("utf-8"))
    elif suffix in (".mid", ".midi"):
        write_bytes(path, midi.write(notation))
    else:
        raise Unsupported(
            tr("A score cannot be saved as {suffix}", suffix=suffix or path.name),
            do=tr("Choose a name that ends in .abc or .mid"),
        )
