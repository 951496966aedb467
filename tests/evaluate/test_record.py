"""Figures kept beside a model: the headlines come back, and whatever else lies there is nothing."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.record import FILE, Kept, keep, kept

MEASURES = (
    Measure("sharpness", "Sharpness", "", "quality", 0.4, 0.3, 0.5, 9, "pixels"),
    Measure("coverage", "Coverage", "", "diversity", 0.61234567, 0.5, 0.7, 333, "features", "higher"),
    Measure("kid", "KID", "", "quality", 0.05, math.nan, math.nan, 1, "features", "lower"),
    Measure("fad", "Of too few", "", "quality", 3.0, 2.0, 4.0, 7, "features", "lower"),
    Measure("subject_top5", "Right subject among five", "", "consistency", 0.96, 0.9, 0.98, 100, "features", "higher"),
)


def test_headlines_come_back(tmp_path: Path) -> None:
    assert keep(tmp_path, MEASURES)
    assert kept(tmp_path) == (
        Kept("Right subject among five", 0.96, 0.9, 0.98, 100, "features"),
        Kept("Coverage", 0.6123, 0.5, 0.7, 333, "features"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        "[1]",
        '[{"title": "x"}]',
        "3",
        '[{"title":"x","value":NaN,"low":0,"high":1,"n": 1, "features": "f"}]',
    ],
)
def test_anything_else_is_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert kept(tmp_path) == ()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not keep(tmp_path / "file", MEASURES)
    assert kept(tmp_path / "file") == () == kept(tmp_path / "gone")
