"""The doctor says what is there, and what to do about what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossmedia_studio.models.doctor import checks


def test_every_check_has_words_and_a_remedy() -> None:
    found = checks()
    assert len({check.name for check in found}) == len(found) >= 9
    for check in found:
        assert check.words
        assert check.ok or check.do


def test_a_set_up_machine_has_all_that_is_vital() -> None:
    assert [check for check in checks() if check.vital and not check.ok] == []


def test_missing_models_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(tmp_path / "none"))
    (check,) = [check for check in checks() if check.name == "Models"]
    assert not check.ok and "kokoro" in check.words and "models install" in check.do
