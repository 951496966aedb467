"""Loaded networks within a budget, and clear words for what is missing or too big."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.models import device
from crossmedia_studio.models.loader import Models


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    models = Models(tmp_path, budget_mb=30)
    made: list[str] = []

    def load(key: str, megabytes: int = 10) -> str:
        def make() -> str:
            made.append(key)
            return f"network {key}"

        return models.load(key, megabytes, make)

    for key in ("a", "b", "c", "a", "d"):
        assert load(key) == f"network {key}"
    assert made == ["a", "b", "c", "d"]
    load("a")
    load("b")
    assert made == ["a", "b", "c", "d", "b"]
    load("big", 30)
    load("a")
    assert made[-2:] == ["big", "a"]


def test_it_tells_what_was_asked_for(tmp_path: Path) -> None:
    models = Models(tmp_path / "none", budget_mb=10)
    with models.asked() as outer:
        models.folder("vae")
        with models.asked() as inner:
            models.folder("gan")
            models.folder("gan")
        models.folder("codec")
    models.folder("sketchbook")
    assert (outer, inner) == (["vae", "codec"], ["gan"])


def test_unload_forgets_all(tmp_path: Path) -> None:
    models = Models(tmp_path, budget_mb=10)
    first = models.load("a", 1, object)
    models.unload()
    assert models.load("a", 1, object) is not first


def test_what_fails_to_load_is_not_kept(tmp_path: Path) -> None:
    models = Models(tmp_path, budget_mb=10)

    def broken() -> object:
        raise ModelError("broken")

    with pytest.raises(ModelError, match="broken"):
        models.load("a", 1, broken)
    assert models.load("a", 1, lambda: 5) == 5


def test_too_big_for_the_budget_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="needs 600 MB and 500 MB are free") as caught:
        Models(tmp_path, budget_mb=500).load("giant", 600, object)
    assert caught.value.do


def test_too_big_for_the_machine_says_so(tmp_path: Path) -> None:
    need = device.machine_memory().total_mb * 2
    with pytest.raises(ModelError, match="does not fit into memory"):
        Models(tmp_path, budget_mb=need * 2).load("giant", need, object)


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    models = Models(tmp_path)
    assert not models.installed("kokoro")
    for ask in (models.folder, models.fingerprint):
        with pytest.raises(ModelMissing, match="crossmedia-studio models install kokoro") as caught:
            ask("kokoro")
        assert caught.value.entry == "kokoro"


def test_defaults_leave_room_and_a_core(tmp_path: Path) -> None:
    models = Models(tmp_path)
    assert models.threads == device.cpu_threads() >= 1


def test_memory_and_device() -> None:
    memory = device.machine_memory()
    assert 0 < memory.free_mb <= memory.total_mb
    assert memory.fits(1) and not memory.fits(memory.total_mb * 2)
    found = device.best()
    assert found.kind in ("cpu", "cuda", "mps") and found.name and device.describe()


def test_installed_models_are_found(models: Models) -> None:
    assert models.installed("kokoro")
    assert len(list((models.folder("kokoro") / "voices").glob("*.bin"))) == 54


def test_a_family_names_the_one_that_ships_unless_another_is_asked_for(models: Models) -> None:
    assert models.of_family("gan") == "gan" == models.of_family("gan", " gan ")
    with pytest.raises(ModelMissing, match="no model called nobody") as caught:
        models.of_family("gan", "nobody")
    assert "gan" in caught.value.do
    with pytest.raises(ModelMissing):
        models.of_family("no such family")
