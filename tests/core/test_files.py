"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crossmedia_studio.core import files
from crossmedia_studio.core.errors import StorageError


@contextmanager
def small_files() -> Iterator[None]:
    """The system refuses to write more than 1,000 bytes to a file, as a full disk would.

    Not a fixture: pytest writes its report while fixtures still hold, and that may go to a file too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_new_folders_and_odd_names(tmp_path: Path) -> None:
    path = tmp_path / "a" / "新 %41" / ("片" * 80 + ".bin")
    files.write_bytes(path, b"one")
    files.write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with pytest.raises(error), files.atomic(path) as temporary:
        assert temporary.suffix == ".mp4" and temporary.parent == tmp_path
        temporary.write_bytes(b"half")
        raise error
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with small_files(), pytest.raises(StorageError) as caught:
        files.write_bytes(path, bytes(5000))
    assert str(path) in caught.value.sentence
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_wrote_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError), files.atomic(tmp_path / "film.mp4"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(StorageError):
        files.write_bytes(tmp_path / "film.mp4", b"x")
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        files.write_bytes(tmp_path / "file" / "film.mp4", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "film.mp4"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "does not allow writing"),
        (errno.EROFS, "does not allow writing"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_errors_in_words(number: int, words: str) -> None:
    assert words in files.storage_error(Path("film.mp4"), OSError(number, os.strerror(number))).sentence


def test_an_unwritable_folder() -> None:
    with pytest.raises(StorageError):
        files.write_bytes(Path("/proc/film.mp4"), b"x")
