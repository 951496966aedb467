"""Settings survive a restart, and a damaged file costs nobody the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core import settings as store
from crossmedia_studio.core.folders import config_folder
from crossmedia_studio.core.settings import Settings


def test_round_trip() -> None:
    chosen = Settings("zh", "light", True, 3, 4096, ("/pictures",), ("/a", "/b"))
    store.save(chosen)
    assert (config_folder() / "settings.json").exists()
    assert store.load() == chosen


def test_without_a_file() -> None:
    assert store.load() == Settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Settings()), ("{", Settings()), ("[]", Settings()), ("null", Settings()), ("[" * 99_999, Settings()),
        ('{"theme": "light", "unknown": 1}', Settings(theme="light")),
        ('{"threads": "many", "theme": 5, "recent": "x", "language": "zh"}', Settings(language="zh")),
        ('{"reduce_motion": 1, "threads": true}', Settings()),
        ('{"recent": ["/a", 5, null]}', Settings(recent=("/a",))),
    ],
)  # fmt: skip
def test_damaged_files(tmp_path: Path, text: str, expected: Settings) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert store.load(path) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=99))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    assert isinstance(store.load(path), Settings)
