"""``data`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import call
from tests.train.datasets.pictures import break_folder, picture, save


def test_the_card_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_folder(tmp_path)
    save(tmp_path / "red_fox.png", picture(1))
    code, out, _ = call(capsys, "data", "read", tmp_path)
    assert code == 0 and "Pictures: 1," in out and "truncated.png" in out
    code, out, _ = call(capsys, "data", "read", tmp_path, "--json")
    assert code == 0 and json.loads(out)["count"] == 1


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").mkdir()
    for args in (
        ("read", tmp_path / "nowhere"), ("read", tmp_path / "x"),
        ("build", "other-set", "--to", tmp_path / "set"),
        ("build", "open-pictures", "--to", tmp_path / "set", "--from", tmp_path / "x"),
    ):  # fmt: skip
        code, out, err = call(capsys, "data", *args)
        assert code == 1 and not out and err.count("\n") == 1
    assert not (tmp_path / "set").exists()
