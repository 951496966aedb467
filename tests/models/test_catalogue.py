"""The contract every catalogue entry keeps."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.models import catalogue
from crossmedia_studio.models.catalogue import CATALOGUE
from crossmedia_studio.models.entry import Entry
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import check_name

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FREE = ("Apache-2.0", "MIT", "BSD", "GPL-2", "GPL-3", "CC0", "CC-BY")


@pytest.fixture(params=list(CATALOGUE.values()), ids=list(CATALOGUE))
def one(request: pytest.FixtureRequest) -> Entry:
    return request.param


def test_says_what_it_is(one: Entry) -> None:
    assert check_name(one.name) == one.name
    assert one.title and one.about.endswith(".") and one.task and one.credit
    assert one.licence.startswith(_FREE)
    assert 0 < one.memory_mb < 4000


def test_files_are_pinned(one: Entry) -> None:
    paths = [file.path for file in one.files]
    assert len(set(paths)) == len(paths) and any(not file.notice for file in one.files)
    for file in one.files:
        inside = PurePosixPath(file.path)
        assert not inside.is_absolute() and ".." not in inside.parts
        assert _SHA256.fullmatch(file.sha256) and file.bytes > 0 and file.parts
        assert inside.suffix != ".py"


def test_containers_are_pinned(one: Entry) -> None:
    for container in one.containers:
        assert _SHA256.fullmatch(container.sha256) and container.bytes > 0 and container.version
    assert 0 < one.download <= sum(container.bytes for container in one.containers)


def test_fingerprint_is_of_the_weights_alone(one: Entry, models: Models) -> None:
    assert _SHA256.fullmatch(one.fingerprint)
    if one.starter:
        assert models.fingerprint(one.name) == one.fingerprint


def test_starters_stay_small() -> None:
    assert {one.name for one in catalogue.starters()} == {
        "kokoro", "labels", "upscale", "style", "notes", "instruments",
    }  # fmt: skip
    assert sum(one.download for one in catalogue.starters()) < 180_000_000


def test_two_of_a_name_are_refused() -> None:
    twice = next(iter(CATALOGUE.values()))
    with pytest.raises(ValueError, match=twice.name):
        catalogue.table([twice, twice])


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(ModelError, match="kokoro"):
        catalogue.entry("nonsense")
