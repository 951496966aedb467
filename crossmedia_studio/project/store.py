"""The document as rows of one SQLite file: read whole, written by difference. Used by ``file.py`` alone.

One row for the settings, one for each library item, track and clip; each holds the JSON of ``codec.py``. A commit
compares two documents by identity and writes the rows that changed, in one transaction. WAL with full
synchronisation (https://sqlite.org/wal.html): what was committed outlives the process and a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from crossmedia_studio.core.errors import ProjectError, StorageError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, codec, upgrade
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track

APPLICATION_ID = 0x43725374
"""``CrSt``, at byte 68 of the file: how file managers can tell a project (https://sqlite.org/pragma.html)."""

TABLES = {
    "document": "CREATE TABLE document (key TEXT PRIMARY KEY, value)",
    "media": "CREATE TABLE media (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL)",
    "track": "CREATE TABLE track (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL)",
    "clip": (
        "CREATE TABLE clip (id TEXT PRIMARY KEY, track TEXT NOT NULL, start INTEGER NOT NULL, data TEXT NOT NULL)"
    ),
}

_STORAGE_ERRORS = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_PROTOCOL,
}  # fmt: skip

Row = TypeVar("Row", MediaItem, Track)


class Damaged(ProjectError):
    """A file that is no whole project: truncated, overwritten, or changed by something else."""


class Store:
    """An open project file. Raises StorageError where the disk fails and Damaged where the content does."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        with told(self._path):
            mode = "ro" if read_only else "rw"
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        try:
            with told(self._path):
                self._prepare(read_only)
        except StudioError:
            self._db.close()
            raise

    @staticmethod
    def build(path: Path, project: Project) -> None:
        """Write a new project file at ``path``, complete and closed."""
        path.touch()
        with told(path), closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {upgrade.SCHEMA}")
            db.execute("BEGIN")
            for table in TABLES.values():
                db.execute(table)
            _write(db, None, project)
            db.execute("COMMIT")

    def load(self) -> Project:
        """The whole document, upgraded to this studio's schema and checked."""
        with told(self._path):
            schema = self._pragma("user_version")
            raw = upgrade.upgrade(self._raw(), schema)
        try:
            project = codec.decode(Project, raw)
            check.project(project)
        except ProjectError as error:
            raise Damaged(error.what, why=error.why) from error
        return project

    @property
    def outdated(self) -> bool:
        """Whether the file still has an older schema than this studio writes."""
        with told(self._path):
            return self._pragma("user_version") < upgrade.SCHEMA

    def write(self, before: Project | None, after: Project, **values: int | str) -> None:
        """Make the rows of ``before`` those of ``after`` and set ``values``, all or nothing; ``None`` rewrites all."""
        with told(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                if before is None:
                    self._db.execute(f"PRAGMA user_version = {upgrade.SCHEMA}")
                    for table in TABLES:
                        self._db.execute(f"DELETE FROM {table} WHERE true")
                _write(self._db, before, after)
                self._db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?)", list(values.items()))
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def value(self, key: str, default: int | str) -> Any:
        """A value set by :meth:`write`, or ``default``."""
        with told(self._path):
            row = self._db.execute("SELECT value FROM document WHERE key = ?", (key,)).fetchone()
        return row[0] if row and type(row[0]) is type(default) else default

    def tidy(self) -> None:
        """Move the write-ahead log into the file."""
        with told(self._path):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._db.close()

    def _prepare(self, read_only: bool) -> None:
        schema = self._pragma("user_version")
        if self._pragma("application_id") != APPLICATION_ID:
            raise Damaged(tr("{name} is no Crossmedia Studio project", name=self._path))
        upgrade.refuse_newer(schema)
        if schema < 1:
            raise Damaged(tr("{name} is damaged", name=self._path))
        self._db.execute("PRAGMA trusted_schema = OFF")
        self._db.execute("PRAGMA cell_size_check = ON")
        found = dict(self._db.execute("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'"))
        if found != TABLES or self._db.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise Damaged(tr("{name} is damaged", name=self._path))
        if not read_only:
            self._db.execute("PRAGMA journal_mode = WAL").fetchall()
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("BEGIN IMMEDIATE")  # fails now, not at the first edit, if the file cannot be written
            self._db.execute("ROLLBACK")

    def _pragma(self, name: str) -> int:
        return self._db.execute(f"PRAGMA {name}").fetchone()[0]

    def _raw(self) -> dict[str, Any]:
        self._db.execute("BEGIN")  # one state, even while another window writes
        try:
            project = self._db.execute("SELECT value FROM document WHERE key = 'project'").fetchone()
            media = self._db.execute("SELECT data FROM media ORDER BY position").fetchall()
            tracks = self._db.execute("SELECT id, data FROM track ORDER BY position").fetchall()
            clips = self._db.execute("SELECT track, data FROM clip ORDER BY start").fetchall()
        finally:
            self._db.execute("COMMIT")
        rows: dict[str, list[str]] = {track_id: [] for track_id, _ in tracks}
        try:
            for track_id, data in clips:
                rows[track_id].append(data)
            raw = codec.loads(project[0])
            raw["media"] = _parsed([data for (data,) in media])
            raw["tracks"] = _parsed([data for _, data in tracks])
            for track, each in zip(raw["tracks"], rows.values(), strict=True):
                track["clips"] = _parsed(each)
        except (KeyError, TypeError, ValueError, ProjectError) as error:
            raise Damaged(tr("{name} is damaged", name=self._path)) from error
        return raw


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors in an artist's words: StorageError if the disk is to blame, else Damaged."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite quotes damaged bytes in its reports
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code not in _STORAGE_ERRORS:
            raise Damaged(tr("{name} is damaged", name=path)) from error
        raise _storage_error(path, code, str(error)) from error


def _storage_error(path: Path, code: int, words: str) -> StorageError:
    what = tr("The project {name} could not be read or written", name=path.parent)
    if code == sqlite3.SQLITE_FULL:
        return StorageError(what, why=tr("the disk is full"), do=tr("Free some space; nothing in the window is lost"))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return StorageError(
            what,
            why=tr("the folder does not allow writing"),
            do=tr("Open it read-only, or copy the project to a folder that you may write to"),
        )
    return StorageError(what, why=words, do=tr("Check the disk; nothing in the window is lost"))


def _parsed(rows: list[str]) -> list[Any]:
    parsed = codec.loads(f"[{','.join(rows)}]")
    if len(parsed) != len(rows):
        raise ValueError("a row holds more than one value")
    return parsed


def _write(db: sqlite3.Connection, before: Project | None, after: Project) -> None:
    empty = replace(after, tracks=(), media=(), markers=())
    before = before or empty
    if before is empty or _differ(before, after, ("tracks", "media")):
        bare = codec.dumps(codec.encode(replace(after, tracks=(), media=())))
        db.execute("INSERT OR REPLACE INTO document VALUES ('project', ?)", (bare,))
    if before.media is not after.media:
        _write_rows(db, "media", before.media, after.media, lambda old, new: old is not new, _json)
    if before.tracks is not after.tracks:
        _write_rows(
            db, "track", before.tracks, after.tracks,
            lambda old, new: old is not new and _differ(old, new, ("clips",)),
            lambda track: _json(replace(track, clips=())),
        )  # fmt: skip
        _write_clips(db, before.tracks, after.tracks)


def _json(value: Any) -> str:
    return codec.dumps(codec.encode(value))


def _differ(a: Any, b: Any, apart_from: tuple[str, ...]) -> bool:
    return any(getattr(a, f.name) is not getattr(b, f.name) for f in fields(a) if f.name not in apart_from)


def _write_rows(
    db: sqlite3.Connection,
    table: str,
    before: Sequence[Row],
    after: Sequence[Row],
    changed: Callable[[Row, Row], bool],
    write: Callable[[Row], str],
) -> None:
    """Rows with a position. New ones at the end leave the positions of the others alone."""
    old = {item.id: item for item in before}
    new = {item.id: item for item in after}
    db.executemany(f"DELETE FROM {table} WHERE id = ?", [(key,) for key in old if key not in new])
    kept = [key for key in old if key in new]
    in_order = kept == [item.id for item in after[: len(kept)]]
    first = db.execute(f"SELECT coalesce(max(position), -1) + 1 FROM {table}").fetchone()[0] - len(kept)
    rows = [
        (item.id, first + index if in_order else index, write(item))
        for index, item in enumerate(after)
        if item.id not in old or changed(old[item.id], item)
    ]
    db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data", rows)
    if not in_order:
        positions = [(index, item.id) for index, item in enumerate(after)]
        db.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", positions)


def _write_clips(db: sqlite3.Connection, before: Sequence[Track], after: Sequence[Track]) -> None:
    old_tracks = {track.id: track for track in before}
    new_ids = {track.id for track in after}
    old: dict[str, tuple[str, Clip]] = {c.id: (t.id, c) for t in before if t.id not in new_ids for c in t.clips}
    new: dict[str, tuple[str, Clip]] = {}
    for track in after:
        earlier = old_tracks[track.id].clips if track.id in old_tracks else ()
        was, now = _middles(earlier, track.clips)
        old.update((clip.id, (track.id, clip)) for clip in was)
        new.update((clip.id, (track.id, clip)) for clip in now)
    db.executemany("DELETE FROM clip WHERE id = ?", [(key,) for key in old if key not in new])
    rows = []
    for key, (track_id, clip) in new.items():
        known = old.get(key)
        if known is None or known[0] != track_id or known[1] is not clip:
            rows.append((key, track_id, clip.start, _json(clip)))
    db.executemany("INSERT OR REPLACE INTO clip VALUES (?, ?, ?, ?)", rows)


def _middles(a: tuple[Clip, ...], b: tuple[Clip, ...]) -> tuple[tuple[Clip, ...], tuple[Clip, ...]]:
    """What is left of two rows without the identical clips they begin and end with."""
    if a is b:
        return (), ()
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] is b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] is b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]
