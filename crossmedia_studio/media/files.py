"""Any media file by what is in it, whatever its name says: the door through which files come in and go out."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import audio, image, scores, text, video
from crossmedia_studio.media.container import moving_picture, opened, sound_track
from crossmedia_studio.media.kinds import Audio, Image, Media, Text, Video
from crossmedia_studio.media.opening import check_file

_HEAD = 1 << 16
_NAMED = {"text": Kind.TEXT, "image": Kind.IMAGE, "audio": Kind.AUDIO, "video": Kind.VIDEO}
_USUAL = {Kind.TEXT: ".txt", Kind.IMAGE: ".png", Kind.AUDIO: ".wav", Kind.VIDEO: ".mp4"}
_SHARED = (".gif", ".webp", ".apng", ".mp4", ".m4a", ".webm", ".ogg", ".mid", ".midi", ".abc", ".ts")
"""Suffixes that media of several kinds have."""


def kind_of(path: Path) -> Kind:
    """The kind of ``path`` by its content. Scores (MIDI, ABC, MusicXML) are texts.

    Raises :class:`MediaError` for none of the four, and for words named like a picture, sound or film: most likely
    a download that went wrong.
    """
    path = check_file(path)
    head = _head(path)
    if _is_drawing(head):
        raise MediaError(
            tr("{name} is a vector drawing, which this studio cannot read", name=path.name),
            do=tr("Save it as PNG and try again"),
        )
    if image.is_image(path):
        return Kind.IMAGE
    if scores.is_foreign(path):
        return Kind.TEXT
    if text.is_text(head, whole=len(head) < _HEAD):
        if (mimetypes.guess_type(path.name)[0] or "").startswith(("image/", "audio/", "video/")):
            raise MediaError(
                tr("{name} holds only words, whatever its name says", name=path.name),
                do=tr("Rename it to .txt if you want to use it as a text"),
            )
        return Kind.TEXT
    try:
        with opened(path) as container:
            if moving_picture(container) is not None:
                return Kind.VIDEO
            if sound_track(container) is not None:
                return Kind.AUDIO
    except MediaError:
        pass
    try:
        audio.probe(path)
    except MediaError as error:
        raise MediaError(
            tr("{name} is no picture, sound, film or text that this studio can read", name=path.name),
            do=tr("The file may be damaged or incomplete"),
        ) from error
    return Kind.AUDIO


def read(path: Path) -> Media:
    """The media in ``path``; a film stays a file and is only probed, a score becomes a text in ABC notation.

    Raises :class:`MediaError`.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind is Kind.TEXT:
        return Text(scores.to_text(scores.read(path)[0])) if scores.is_foreign(path) else text.read(path)
    if kind is Kind.IMAGE:
        return image.read(path)
    if kind is Kind.AUDIO:
        return audio.read(path)
    return video.probe(path)


def check_name(kind: Kind, path: Path) -> None:
    """Raises :class:`Unsupported` for a name that is one of another kind, such as ``film.wav``, before anything is
    made for it."""
    named = (mimetypes.guess_type(path.name)[0] or "").partition("/")[0]
    if named in _NAMED and _NAMED[named] is not kind and path.suffix.lower() not in _SHARED:
        raise Unsupported(
            tr("{name} is the name of another kind of media", name=path.name),
            do=tr("Choose a suffix such as {suffix}", suffix=_USUAL[kind]),
        )


def write(media: Media, path: Path) -> None:
    """Write by suffix, whole or not at all; a film is copied and keeps its container.

    Raises :class:`Unsupported` for a suffix that does not fit the kind, StorageError for a full disk.
    """
    path = Path(path)
    if isinstance(media, Text):
        text.write(media, path)
    elif isinstance(media, Image):
        image.write(media, path)
    elif isinstance(media, Audio):
        audio.write(media, path)
    elif isinstance(media, Video):
        if path.suffix.lower() != media.path.suffix.lower():
            raise Unsupported(
                tr("This film cannot be saved as {suffix}", suffix=path.suffix or path.name),
                do=tr("Save it as {suffix}, or export it", suffix=media.path.suffix),
            )
        check_file(media.path)
        with atomic(path) as temporary:
            shutil.copyfile(media.path, temporary)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError as error:
        raise MediaError(tr("{name} cannot be opened", name=path.name), why=error.strerror or "") from error


def _is_drawing(head: bytes) -> bool:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<svg", b"%!ps")) or (start.startswith(b"<?xml") and b"<svg" in start)
