"""The project on disk: committing by difference, saves and versions, damage, locks, full disks."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ProjectError, StorageError, StudioError
from crossmedia_studio.project import check, upgrade, versions
from crossmedia_studio.project.edits import AddClip, MoveClips, RemoveMedia, Replace, SetProject
from crossmedia_studio.project.file import DATABASE, ProjectFile, exists
from crossmedia_studio.project.model import Clip, Project
from crossmedia_studio.project.session import Session
from tests.project.making import SECOND, VIDEO, empty, full, long, random_edit, row


def opened(folder: Path, **how: bool) -> Project:
    with ProjectFile.open(folder, **how) as file:
        return file.project


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    db = sqlite3.connect(folder / DATABASE)
    try:
        return {t: db.execute(f"SELECT rowid, * FROM {t} ORDER BY id").fetchall() for t in ("clip", "track", "media")}
    finally:
        db.close()


@pytest.mark.parametrize("project", [empty(), full(), row((0, 1), (3, 1))])
def test_what_is_created_is_opened(tmp_path: Path, project: Project) -> None:
    with ProjectFile.create(tmp_path / "新 film%41?", project) as file:
        assert file.project is project and not file.recovered and not file.read_only
        assert file.media_folder.is_dir()
    with ProjectFile.open(tmp_path / "新 film%41?" / DATABASE) as file:
        assert file.project == project
        assert not file.recovered and not file.notice
    db = sqlite3.connect(tmp_path / "新 film%41?" / DATABASE)
    assert db.execute("PRAGMA application_id").fetchone() == (0x43725374,)
    assert db.execute("PRAGMA user_version").fetchone() == (upgrade.SCHEMA,)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_there_is_one_project_in_a_folder(tmp_path: Path) -> None:
    ProjectFile.create(tmp_path, empty()).close()
    with pytest.raises(ProjectError, match="already"):
        ProjectFile.create(tmp_path, empty())
    with pytest.raises(ProjectError, match="no project"):
        ProjectFile.open(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_commit_reads_back(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / f"{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    chance = random.Random(seed)
    session = Session(empty())
    with ProjectFile.create(folder, session.project) as file:
        session.changed.connect(lambda _, after: file.commit(after, session.undo_text))
        for _ in range(25):
            if chance.random() < 0.2:
                chance.choice((session.undo, session.redo))()
            else:
                with suppress(ProjectError):
                    session.do(random_edit(chance, session.project), chance.choice(("", "drag")))
            assert file.project is session.project
        assert opened(folder, read_only=True) == session.project
    assert opened(folder) == session.project


def test_only_changed_rows_are_written(tmp_path: Path) -> None:
    project = long(2, 50)
    with ProjectFile.create(tmp_path, project) as file:
        before = rows(tmp_path)
        clip = project.tracks[0].clips[49]
        file.commit(MoveClips(((clip.id, "t0", clip.start + 5),)).apply(project))
        after = rows(tmp_path)
        assert len(set(before["clip"]) ^ set(after["clip"])) == 2
        assert (before["track"], before["media"]) == (after["track"], after["media"])
        file.commit(SetProject(notes="x").apply(file.project))
        assert rows(tmp_path) == after


def test_the_order_of_the_library_is_kept(tmp_path: Path) -> None:
    session = Session(empty())
    with ProjectFile.create(tmp_path, session.project) as file:
        session.changed.connect(lambda _, after: file.commit(after))
        session.do(RemoveMedia((VIDEO.id,)))
        session.undo()
    assert opened(tmp_path).media == empty().media


def test_recovered_says_whether_edits_came_after_the_save(tmp_path: Path) -> None:
    project = row((0, 1))
    with ProjectFile.create(tmp_path, project) as file:
        file.commit(SetProject(notes="saved").apply(project), "Change notes")
        file.save()
        saved = file.project
    with ProjectFile.open(tmp_path) as file:
        assert not file.recovered
        file.commit(SetProject(notes="later").apply(file.project), "Change notes")
    with ProjectFile.open(tmp_path) as file:
        assert file.recovered and file.project.notes == "later" and file.last_edit == "Change notes"
        assert file.saved_version
        back = file.restore(file.saved_version)
        assert back == saved
        session = Session(file.project, saved=False)
        session.changed.connect(lambda _, after: file.commit(after))
        session.do(Replace(back, "Go back to the saved film"))
    with ProjectFile.open(tmp_path) as file:
        assert file.project == saved and not file.recovered


def test_versions_roll(tmp_path: Path) -> None:
    with ProjectFile.create(tmp_path, empty()) as file:
        for n in range(30):
            file.commit(SetProject(notes=str(n)).apply(file.project))
            file.save()
        file.commit(SetProject(notes="unsaved").apply(file.project))
    with ProjectFile.open(tmp_path) as file:
        kept = file.versions()
        assert sum(version.saved for version in kept) == versions.KEEP_SAVED
        assert file.restore(kept[0]).notes == "unsaved" and not kept[0].saved
        assert [file.restore(v).notes for v in kept[1:]] == [str(n) for n in range(29, 9, -1)]
        assert all(version.at.tzinfo for version in kept)
        for _ in range(9):
            file.commit(SetProject(notes=f"{_}").apply(file.project))
            file._version_in_passing()
        assert sum(not version.saved for version in file.versions()) == versions.KEEP_PASSING


def test_a_second_window_is_refused_or_reads(tmp_path: Path) -> None:
    with ProjectFile.create(tmp_path, empty()) as file:
        with pytest.raises(ProjectError, match=r"another window: .+ opened it at 20.+read-only"):
            ProjectFile.open(tmp_path)
        (tmp_path / "project.holder").write_text("[]")
        with pytest.raises(ProjectError, match=r"another window. Close it"):
            ProjectFile.open(tmp_path)
        file.commit(SetProject(notes="x").apply(file.project))
        with ProjectFile.open(tmp_path, read_only=True) as reader:
            assert reader.read_only and reader.project == file.project
            with pytest.raises(ProjectError, match="read-only"):
                reader.commit(empty())
            with pytest.raises(ProjectError, match="read-only"):
                reader.save()
        file.commit(SetProject(notes="y").apply(file.project))
    file.close()
    assert opened(tmp_path).notes == "y"


def test_a_newer_project_is_refused_untouched(tmp_path: Path) -> None:
    ProjectFile.create(tmp_path, empty()).close()
    db = sqlite3.connect(tmp_path / DATABASE)
    db.execute(f"PRAGMA user_version = {upgrade.SCHEMA + 1}")
    db.close()
    before = (tmp_path / DATABASE).read_bytes()
    for read_only in (True, False):
        with pytest.raises(ProjectError, match=r"newer Crossmedia Studio\. Update"):
            ProjectFile.open(tmp_path, read_only=read_only)
    assert (tmp_path / DATABASE).read_bytes() == before
    assert exists(tmp_path)


DAMAGE = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:6000]),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "text": lambda path: path.write_text("hello" * 999),
    "other database": lambda path: _sql(path, "DROP TABLE clip", "PRAGMA application_id = 5"),
    "row": lambda path: _sql(path, "UPDATE clip SET data = '{'"),
    "two rows in one": lambda path: _sql(path, "UPDATE clip SET data = data || ',' || data"),
    "number row": lambda path: _sql(path, "UPDATE clip SET data = 5"),
    "bytes row": lambda path: _sql(path, "UPDATE clip SET data = x'ff00'"),
    "not utf-8": lambda path: _sql(path, "UPDATE clip SET data = CAST(x'22ff22' AS TEXT)"),
    "no settings": lambda path: _sql(path, "DELETE FROM document"),
    "orphan": lambda path: _sql(path, "UPDATE clip SET track = 'x'"),
    "overlap": lambda path: _sql(path, """UPDATE clip SET data = replace(data, '"start"', '"fade_in":0,"start"')""" ,
                                 "UPDATE clip SET data = json_set(data, '$.start', 1)"),
    "escape": lambda path: _sql(path, "UPDATE media SET data = json_set(data, '$.id', '../../../../etc/passwd')"),
    "trigger": lambda path: _sql(path, "CREATE TRIGGER t AFTER INSERT ON clip BEGIN DELETE FROM clip; END"),
    "view": lambda path: _sql(path, "DROP TABLE clip", "CREATE VIEW clip AS SELECT 1 id, 2 track, 3 start, 4 data"),
}  # fmt: skip


def _sql(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path)
    with db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_is_mended_from_a_version_and_said(tmp_path: Path, how: str) -> None:
    project = row((0, 1), (2, 1))
    with ProjectFile.create(tmp_path, project) as file:
        file.commit(SetProject(notes="x").apply(project))
        file.save()
        saved = file.project
    newest = max((tmp_path / "versions").iterdir())
    shutil.copy(newest, newest.with_name("000009-20300101T000000Z-saved.json.gz"))
    newest.with_name("000009-20300101T000000Z-saved.json.gz").write_bytes(newest.read_bytes()[:-9])
    DAMAGE[how](tmp_path / DATABASE)
    damaged = (tmp_path / DATABASE).read_bytes() if how != "gone" else b""
    with ProjectFile.open(tmp_path, read_only=True) as file:
        assert file.project == saved and "damaged" in file.notice
    with ProjectFile.open(tmp_path) as file:
        assert file.project == saved
        assert "damaged" in file.notice
        aside = list(tmp_path.glob("project.damaged-*.studio"))
        assert (len(aside) == 1 and aside[0].name in file.notice) or how == "gone"
        assert how == "gone" or aside[0].read_bytes() == damaged
        file.commit(SetProject(notes="y").apply(file.project))
    with ProjectFile.open(tmp_path) as file:
        assert file.project.notes == "y" and not file.notice


def test_a_pipe_in_place_of_the_file(tmp_path: Path) -> None:
    ProjectFile.create(tmp_path, empty()).close()
    (tmp_path / DATABASE).unlink()
    os.mkfifo(tmp_path / DATABASE)
    os.mkfifo(tmp_path / "versions" / "000009-20300101T000000Z-saved.json.gz")
    with ProjectFile.open(tmp_path) as file:
        assert "damaged" in file.notice and (tmp_path / DATABASE).is_file()


def test_damage_without_a_version_is_said(tmp_path: Path) -> None:
    ProjectFile.create(tmp_path, empty()).close()
    shutil.rmtree(tmp_path / "versions")
    (tmp_path / DATABASE).write_bytes(b"nonsense" * 100)
    with pytest.raises(ProjectError, match="No whole version"):
        ProjectFile.open(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == b"nonsense" * 100


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    with ProjectFile.create(folder, full()) as file:
        file.commit(AddClip(file.project.tracks[0].id, Clip("n", 0, SECOND, VIDEO.id)).apply(file.project))
    return folder / DATABASE


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    patches=st.lists(st.tuples(st.integers(0, 2**17), st.binary(min_size=1, max_size=8)), max_size=6),
    cut=st.none() | st.integers(0, 2**17),
)
def test_any_file_opens_or_is_refused_in_words(
    tmp_path: Path, whole: Path, patches: list[tuple[int, bytes]], cut: int | None
) -> None:
    changed = bytearray(whole.read_bytes())
    for at, patch in patches:
        start = at % len(changed)
        changed[start : start + len(patch)] = patch
    if cut is not None:
        del changed[cut % len(changed) :]
    folder = tmp_path / "fuzz"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / DATABASE).write_bytes(changed)
    try:
        project = opened(folder)
    except StudioError as error:
        assert error.sentence
    else:
        check.project(project)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system refuses to write beyond ``size`` bytes of any file, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_failed_write_loses_nothing(tmp_path: Path) -> None:
    session = Session(empty())
    with ProjectFile.create(tmp_path, session.project) as file:
        file.commit(SetProject(notes="small").apply(session.project))
        committed = file.project
        session.do(SetProject(notes="much " * 100_000))
        with files_no_longer_than(60_000):
            with pytest.raises(StorageError, match="nothing in the window is lost"):
                file.commit(session.project)
            with pytest.raises(StorageError):
                file.commit(session.project)
        assert file.project is committed
        assert opened(tmp_path, read_only=True) == committed
        session.do(SetProject(name="after"))
        file.commit(session.project)
        assert opened(tmp_path, read_only=True) == session.project
    assert opened(tmp_path) == session.project


DISK = """
import sys
from pathlib import Path
from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.project.edits import SetProject
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import new_project
folder = Path(sys.argv[1]) / "film"
file = ProjectFile.create(folder, new_project("Film"))
ballast = folder.parent / "ballast"
try:
    ballast.write_bytes(bytes(1 << 22))
except OSError:
    pass
big = SetProject(notes="much " * 20_000).apply(file.project)
for attempt in (lambda: file.commit(big), file.save, lambda: ProjectFile.create(folder.parent / "two", big)):
    try:
        attempt()
    except StorageError as error:
        assert "the disk is full" in error.sentence, error.sentence
    else:
        raise AssertionError("a full disk took it")
ballast.unlink()
file.commit(big)
file.save()
file.close()
assert ProjectFile.open(folder).project == big
assert not ProjectFile.create(folder.parent / "two", big).recovered
print("done")
"""


def mounted(mount: str, folder: Path, script: str) -> str:
    """What ``script`` prints, run on ``folder`` in a mount namespace of its own after the shell command ``mount``."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system does not let a test mount a disk of its own")
    inside = f'{mount} && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-rm", "sh", "-c", inside, "sh", str(folder), sys.executable, script]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_full_disk(tmp_path: Path) -> None:
    assert mounted('mount -t tmpfs -o size=1m none "$1"', tmp_path, DISK) == "done\n"


READING = """
import sys
from pathlib import Path
from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import new_project
folder = Path(sys.argv[1])
for attempt in (lambda: ProjectFile.open(folder), lambda: ProjectFile.create(folder / "new", new_project("x"))):
    try:
        attempt()
    except StorageError as error:
        assert "does not allow writing" in error.sentence, error.sentence
    else:
        raise AssertionError("an unwritable folder was written")
file = ProjectFile.open(folder, read_only=True)
print(file.project.notes)
"""


@pytest.mark.parametrize("crashed", [False, True])
def test_an_unwritable_folder(tmp_path: Path, crashed: bool) -> None:
    folder = tmp_path / "film"
    file = ProjectFile.create(folder, empty())
    file.commit(SetProject(notes="here").apply(file.project))
    if crashed:  # a log that was never moved into the file, as after a crash
        shutil.copytree(folder, tmp_path / "copy")
        file.close()
        folder = tmp_path / "copy"
        (folder / f"{DATABASE}-shm").unlink()
    else:
        file.close()
    read_only = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    assert mounted(read_only, folder, READING) == "here\n"


def test_half_written_leftovers_are_swept(tmp_path: Path) -> None:
    ProjectFile.create(tmp_path, empty()).close()
    for left in (tmp_path / ".project.0a.part.studio", tmp_path / "versions" / ".00.0b.part.gz"):
        left.write_bytes(b"half")
    opened(tmp_path)
    assert not list(tmp_path.rglob(".*.part*"))


def test_projects_of_every_release_open(tmp_path: Path) -> None:
    released = sorted((Path(__file__).parent / "released").iterdir())
    assert released
    for folder in released:
        shutil.copytree(folder, tmp_path / folder.name)
        project = opened(tmp_path / folder.name)
        assert replace(project, id="p", tracks=()) == replace(full(), id="p", tracks=())
        assert [t.clips for t in project.tracks] == [t.clips for t in full().tracks]
        assert [t.transitions for t in project.tracks] == [t.transitions for t in full().tracks]
