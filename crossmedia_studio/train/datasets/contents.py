"""What a file of a data set holds: that it can be read whole, its id, and how it looks from afar."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import animation, audio, files, image, manuscript, scores
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.notation import lines
from crossmedia_studio.media.store import content_id
from crossmedia_studio.train.datasets.alike import Look, look

LEAST_SIDE = 16
LEAST_SECONDS = 0.05
_FAINT = 8
_GLANCE = 256
"""Pixels across in which a film is looked at."""


@dataclass(frozen=True)
class Contents:
    """``id``: SHA-256 of the bytes. ``look`` of a picture or of a film's first frame; ``words``: a hash of a text's
    letters alone, the same for texts that differ in space and case, or of a score's melody in any key. Recordings are
    told apart by their bytes."""

    id: str
    look: Look | None = None
    words: str = ""


def contents(path: Path, kind: Kind) -> Contents:
    """Reads the whole of ``path``. Raises MediaError with one sentence for what nothing can be learned from."""
    try:
        return _READERS[kind](path)
    except MediaError as error:
        raise _other_kind(path, kind) or error from error


def _picture(path: Path) -> Contents:
    picture = image.read(path)
    if min(picture.width, picture.height) < LEAST_SIDE:
        size = f"{picture.width} × {picture.height}"
        raise MediaError(
            tr("{name} is too small", name=path.name),
            why=tr("it is {size} pixels large, {least} a side are needed", size=size, least=LEAST_SIDE),
        )
    if picture.pixels[..., 3].max() < _FAINT:
        raise MediaError(tr("{name} is empty", name=path.name), why=tr("it is transparent throughout"))
    return Contents(content_id(path), look(picture))


def _text(path: Path) -> Contents:
    letters = "".join(c for text in manuscript.read(path) for c in text.casefold() if c.isalnum())
    if not letters:
        raise MediaError(tr("{name} holds no words", name=path.name))
    return Contents(content_id(path), words=hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest())


def _sound(path: Path) -> Contents:
    if scores.is_score(path):
        return _score(path)
    sound, pieces = audio.blocks(path)
    frames, loudest = 0, 0.0
    for piece in pieces:
        frames += len(piece)
        loudest = max(loudest, float(abs(piece).max(initial=0.0)))
    if frames < LEAST_SECONDS * sound.rate:
        raise MediaError(tr("{name} is too short", name=path.name))
    if not loudest:
        raise MediaError(tr("{name} is silent", name=path.name))
    return Contents(content_id(path))


def _score(path: Path) -> Contents:
    tunes = [line for piece in scores.read(path, repeats=False) for line in lines(piece)[:1]]
    if not tunes:
        raise MediaError(tr("{name} holds no notes", name=path.name), do=tr("Choose another file"))
    melody = [(tone.length, tone.pitch - line[0].pitch) for line in tunes for tone in line]
    return Contents(content_id(path), words=hashlib.sha256(repr(melody).encode()).hexdigest())


def _film(path: Path) -> Contents:
    """A film, or an animated picture: its first frame tells it apart, and that there is a second one is made sure."""
    seen = [pixels for _, (_, pixels) in zip(range(2), animation.frames(path, width=_GLANCE), strict=False)]
    if len(seen) < 2:
        raise MediaError(tr("{name} is too short", name=path.name), why=tr("it has fewer than two frames"))
    if min(seen[0].shape[:2]) < LEAST_SIDE:
        size = f"{seen[0].shape[1]} × {seen[0].shape[0]}"
        raise MediaError(
            tr("{name} is too small", name=path.name),
            why=tr("it is {size} pixels large, {least} a side are needed", size=size, least=LEAST_SIDE),
        )
    return Contents(content_id(path), look(Image(seen[0])))


_READERS: dict[Kind, Callable[[Path], Contents]] = {
    Kind.IMAGE: _picture,
    Kind.TEXT: _text,
    Kind.AUDIO: _sound,
    Kind.VIDEO: _film,
}


def _other_kind(path: Path, kind: Kind) -> MediaError | None:
    """What to say of a file that is of another kind than ``kind``; None if it is not."""
    try:
        found = files.kind_of(path)
    except MediaError:
        return None
    if found is kind:
        return None
    return MediaError(tr("{name} is a {kind}, not a {wanted}", name=path.name, kind=_named(found), wanted=_named(kind)))


def _named(kind: Kind) -> str:
    names = {Kind.TEXT: tr("text"), Kind.IMAGE: tr("picture"), Kind.AUDIO: tr("sound"), Kind.VIDEO: tr("film")}
    return names[kind]
