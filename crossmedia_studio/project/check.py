"""What holds in every document. Edits check what they bring in; the project file checks all it reads.

Each function raises ProjectError with one sentence and else returns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.project import codec
from crossmedia_studio.project.model import Clip, Curve, Marker, MediaItem, Project, Track, TrackKind, Transform

LONGEST = 1000 * 3600 * TICKS_PER_SECOND
"""No time in a document lies beyond 1,000 hours."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,80}")
_MEDIA_ID = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[0-9A-Za-z]{1,12})?")
_COLOUR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})")

_HOLDS = {
    TrackKind.VIDEO: (Kind.IMAGE, Kind.VIDEO),
    TrackKind.AUDIO: (Kind.AUDIO, Kind.VIDEO),
    TrackKind.TEXT: (),
}


def project(document: Project) -> None:
    """The whole document: every part, unique ids, references that lead somewhere."""
    settings(document)
    for item in document.media:
        media_item(item)
    _unique((item.id for item in document.media), tr("two library items are the same"))
    _unique((t.id for t in document.tracks), tr("two tracks have the same id"))
    _unique((c.id for t in document.tracks for c in t.clips), tr("two clips have the same id"))
    for each in document.tracks:
        track(document, each)
    markers(document.markers)


def settings(document: Project) -> None:
    """Frame size, rates and colours of the document."""
    identity(document.id)
    if not (16 <= document.width <= 16384 and 16 <= document.height <= 16384):
        raise _refused(tr("a film is between 16 and 16384 pixels wide and high"))
    if document.width % 2 or document.height % 2:
        raise _refused(tr("the width and height of a film are even numbers"))
    if not 1 <= document.fps <= 1000:
        raise _refused(tr("a film has 1 to 1000 frames a second"))
    if not 8_000 <= document.rate <= 384_000:
        raise _refused(tr("sound has 8000 to 384000 samples a second"))
    colour(document.background)


def track(document: Project, value: Track) -> None:
    """A track and all it carries: clips sorted and apart, of the right kind, transitions between clips that touch."""
    identity(value.id)
    previous_end = 0
    for each in value.clips:
        clip(each)
        belongs(document, value.kind, each)
        if each.start < previous_end:
            raise _refused(tr("two clips lie over one another"))
        previous_end = each.end
    if value.transitions:
        cuts = {(a.id, b.id): min(a.length, b.length) for a, b in pairwise(value.clips) if a.end == b.start}
        if value.kind is TrackKind.TEXT:
            raise _refused(tr("captions have no transitions"))
        _unique(((t.left, t.right) for t in value.transitions), tr("two transitions lie on the same cut"))
        for transition in value.transitions:
            if not 0 < transition.length <= cuts.get((transition.left, transition.right), 0):
                raise _refused(tr("a transition does not lie on a cut"))


def clip(value: Clip) -> None:
    """A clip in itself."""
    identity(value.id)
    if value.start < 0 or value.offset < 0:
        raise _refused(tr("a clip cannot begin before zero"))
    if value.length <= 0:
        raise _refused(tr("a clip cannot be empty"))
    if value.end > LONGEST or value.offset > LONGEST:
        raise _refused(tr("a film ends within 1000 hours"))
    if bool(value.media) == bool(value.text):
        raise _refused(tr("a clip shows either a medium or words"))
    if value.fade_in < 0 or value.fade_out < 0 or value.fade_in + value.fade_out > value.length:
        raise _refused(tr("a fade is longer than its clip"))
    _curve(value.gain)
    if value.transform is not Clip.transform:
        _transform(value.transform)
    if value.style is not Clip.style:
        for name in (value.style.colour, value.style.outline, value.style.background):
            if name:
                colour(name)


def belongs(document: Project, kind: TrackKind, value: Clip) -> None:
    """Whether ``value`` may lie on a track of ``kind``: pictures, sound and captions each have theirs."""
    if value.text:
        if kind is not TrackKind.TEXT:
            raise _misplaced(tr("words go on a text track"))
        return
    item = document.items.get(value.media)
    if item is None:
        raise ProjectError(tr("This medium is not in the library"), do=tr("Add the file to the library first"))
    if item.kind in _HOLDS[kind]:
        return
    if kind is TrackKind.VIDEO:
        raise _misplaced(tr("a picture track takes pictures and films"))
    if kind is TrackKind.AUDIO:
        raise _misplaced(tr("a sound track takes sounds and films"))
    raise _misplaced(tr("a text track takes words only"))


def media_item(item: MediaItem) -> None:
    """A library item; its id and suffix can only name a file inside the media folder."""
    if not _MEDIA_ID.fullmatch(item.id) or not _SUFFIX.fullmatch(item.suffix):
        raise _refused(tr("a library item points outside the project"))
    if not 0 <= item.length <= LONGEST or item.fps < 0:
        raise _refused(tr("a library item has an impossible size"))
    if min(item.width, item.height, item.rate, item.channels) < 0:
        raise _refused(tr("a library item has an impossible size"))
    if not 0 <= item.stars <= 5:
        raise _refused(tr("an item has 0 to 5 stars"))


def markers(values: Iterable[Marker]) -> None:
    """Markers within the film's limits, with colours that can be drawn."""
    for marker in values:
        if not 0 <= marker.time <= LONGEST:
            raise _refused(tr("a marker cannot lie before zero"))
        colour(marker.colour)


def identity(value: str) -> None:
    """An id of a track, clip or project."""
    if not _ID.fullmatch(value):
        raise _refused(tr("{value} is not an id", value=repr(value[:40])))


def colour(value: str) -> None:
    """``#rrggbb`` or ``#aarrggbb``."""
    if not _COLOUR.fullmatch(value):
        raise _refused(tr("{value} is not a colour", value=repr(value[:40])))


def types(value: object) -> None:
    """Every field of a dataclass of the document holds what its type says, so that it can be written."""
    codec.encode(value)


def _transform(value: Transform) -> None:
    if value.fit not in ("cover", "contain"):
        raise _refused(tr("a picture either covers the frame or is contained in it"))
    for curve in (value.x, value.y, value.scale, value.rotation, value.opacity):
        _curve(curve)


def _curve(curve: Curve) -> None:
    if curve.keys:
        times = [key.time for key in curve.keys]
        if any(a >= b for a, b in pairwise(times)):
            raise _refused(tr("the keyframes of a clip are out of order"))


def _unique(values: Iterable[object], why: str) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise _refused(why)
        seen.add(value)


def _refused(why: str) -> ProjectError:
    return ProjectError(tr("The project cannot hold this"), why=why)


def _misplaced(why: str) -> ProjectError:
    return ProjectError(tr("The clip cannot lie on this track"), why=why, do=tr("Choose another track"))
