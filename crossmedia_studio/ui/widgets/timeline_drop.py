"""What happens to things dropped onto the timeline: where each would land, and the one edit that lays it there."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import AddClips, AddMedia, AddTrack, Compound, Edit
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind, new_id
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.dragging import local_files, media_ids
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.playback import STILL_LENGTH
from crossmedia_studio.ui.widgets.timeline_commands import Do, new_track

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_LETTERS_A_SECOND = 14
_HOLDS = {
    Kind.TEXT: TrackKind.TEXT,
    Kind.IMAGE: TrackKind.VIDEO,
    Kind.VIDEO: TrackKind.VIDEO,
    Kind.AUDIO: TrackKind.AUDIO,
}


@dataclass(frozen=True)
class Piece:
    """Something to lay down: its kind, how long it lasts, a word to show."""

    kind: Kind
    length: int
    word: str
    media: str = ""
    text: str = ""


@dataclass(frozen=True)
class Place:
    """Where a piece lands; ``track`` is made if it is not there yet."""

    piece: Piece
    track: Track
    start: int


def pieces(mime: QMimeData, project: Project) -> tuple[Piece, ...]:
    """What a drag carries; files are guessed by their names until they are read."""
    items = tuple(piece_of(project.items[i]) for i in media_ids(mime) if i in project.items)
    return items or tuple(Piece(_guess(path), STILL_LENGTH, path.name) for path in local_files(mime))


def piece_of(item: MediaItem) -> Piece:
    return Piece(item.kind, item.length or STILL_LENGTH, item.name, media=item.id)


def _guess(path: Path) -> Kind:
    kind = (mimetypes.guess_type(path.name)[0] or "").split("/")[0]
    return {"image": Kind.IMAGE, "audio": Kind.AUDIO, "text": Kind.TEXT}.get(kind, Kind.VIDEO)


def plan(project: Project, carried: tuple[Piece, ...], time: int, track: Track | None) -> tuple[Place, ...]:
    """One after another from ``time``, each on ``track`` if it takes it, else on the first track that does; what is
    there already is not covered."""
    made: dict[TrackKind, Track] = {}
    ends: dict[str, int] = {}
    result = []
    for piece in carried:
        target = _track_for(project, piece, track)
        if target is None:
            kind = _HOLDS[piece.kind]
            target = made.setdefault(kind, new_track(project, kind))
        start = timeline.free_start(target, max(time, ends.get(target.id, 0)), piece.length)
        ends[target.id] = start + piece.length
        result.append(Place(piece, target, start))
    return tuple(result)


def _track_for(project: Project, piece: Piece, track: Track | None) -> Track | None:
    wanted = _HOLDS[piece.kind]
    takes = track is not None and (track.kind is wanted or (track.kind is TrackKind.AUDIO and piece.kind is Kind.VIDEO))
    if track is not None and takes and not track.locked:
        return track
    return next((t for t in project.tracks if t.kind is wanted and not t.locked), None)


def edit_for(
    project: Project, places: tuple[Place, ...], new: tuple[MediaItem, ...] = ()
) -> tuple[Edit, frozenset[str]]:
    """The edit that lays ``places`` (and takes ``new`` into the library), and the ids of the clips."""
    known = {t.id for t in project.tracks}
    tracks = {p.track.id: p.track for p in places if p.track.id not in known}
    clips = tuple(
        (
            p.track.id,
            Clip(new_id(), p.start, p.piece.length, media=p.piece.media, text=p.piece.text),
        )
        for p in places
    )
    edits: list[Edit] = [AddTrack(t) for t in tracks.values()]
    if new:
        edits.insert(0, AddMedia(new))
    edits.append(AddClips(clips))
    names = [p.piece.word for p in places]
    text = tr("Add {name}", name=names[0]) if len(names) == 1 else tr("Add {count} clips", count=len(names))
    edit = edits[0] if len(edits) == 1 else Compound(text, tuple(edits))
    return edit, frozenset(clip.id for _, clip in clips)


def captions(text: str, item: MediaItem) -> tuple[Piece, ...]:
    """A text as captions, a sentence each, as long as reading takes."""
    sentences = [" ".join(s.split()) for s in _SENTENCE.split(text)]
    return tuple(
        Piece(Kind.TEXT, ticks(min(max(len(s) / _LETTERS_A_SECOND, 1.5), 8.0)), s, text=s) for s in sentences if s
    )


class Dropper:
    """Lays dropped items and files; what must be read or imported first is, on the media lane."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        store: MediaStore,
        folder: Path,
        do: Do,
        landed: Callable[[frozenset[str]], object],
        say: Callable[[str], object],
        is_open: Callable[[], bool],
    ) -> None:
        """``landed`` gets the ids of the new clips, ``say`` a sentence about files that could not be read;
        ``is_open``: whether the project still is."""
        self._session, self._jobs, self._store, self._folder = session, jobs, store, folder
        self._do, self._landed, self._say, self._is_open = do, landed, say, is_open

    def drop(self, mime: QMimeData, time: int, track: str) -> bool:
        """Take what was dropped at ``time`` over ``track`` (an id, or nothing)."""
        known = self._session.project.items
        items = tuple(known[i] for i in media_ids(mime) if i in known)
        if items:
            self.lay(items, time, track)
            return True
        files = local_files(mime)
        if files:
            title = (
                tr("Import {name}", name=files[0].name)
                if len(files) == 1
                else tr("Import {count} files", count=len(files))
            )
            self._jobs.submit(
                m.Import(files, self._folder),
                lane="media",
                title=title,
                done=lambda result: self._imported(result, time, track),
            )
        return bool(files)

    def lay(self, items: tuple[MediaItem, ...], time: int, track: str) -> None:
        """Lay library items (or new ones) from ``time`` on; texts are read first."""
        self._collect(items, 0, (), time, track)

    def _imported(self, result: m.ImportResult, time: int, track: str) -> None:
        if not self._is_open():
            return
        if result.failed:
            self._say(result.failed[0][1])
        if result.items:
            self.lay(result.items, time, track)

    def _collect(
        self, items: tuple[MediaItem, ...], index: int, found: tuple[Piece, ...], time: int, track: str
    ) -> None:
        """Pieces of ``items`` from ``index`` on, one text after another."""
        for i in range(index, len(items)):
            item = items[i]
            if item.kind is not Kind.TEXT:
                found = (*found, piece_of(item))
                continue
            before = found

            def read(text: Text, i: int = i, item: MediaItem = item, before: tuple[Piece, ...] = before) -> None:
                self._collect(items, i + 1, (*before, *captions(text.text, item)), time, track)

            self._jobs.submit(
                m.Read(self._store.path(item.id, item.suffix)),
                lane="media",
                done=read,
                failed=lambda failed: self._say(failed.what),
            )
            return
        self._finish(items, found, time, track)

    def _finish(self, items: tuple[MediaItem, ...], found: tuple[Piece, ...], time: int, track: str) -> None:
        if not found or not self._is_open():
            return
        project = self._session.project
        new = tuple(item for item in items if item.id not in project.items)
        over = next((t for t in project.tracks if t.id == track), None)
        edit, ids = edit_for(project, plan(project, found, time, over), new)
        if self._do(edit):
            self._landed(ids)
