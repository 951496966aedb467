"""The exam of voices: pages they carry, pages that are given, the studio's own voice beside one's own."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.evaluate import examining
from crossmedia_studio.evaluate.exams import words
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.generate.writing.voice import Voice
from crossmedia_studio.models.loader import Models
from tests.generate.voices import CHINESE, ENGLISH, installed, tiny


@pytest.fixture(scope="module")
def voice() -> Voice:
    return tiny(steps=60)


def carried(folder: Path, pages: list[str]) -> Named:
    (folder / "judging").mkdir(exist_ok=True)
    (folder / "judging" / words.FILE).write_text("\n".join(json.dumps(page) for page in pages), "utf-8")
    return Named(folder.name, folder.name, "words", (folder,))


def test_perplexity_by_language_with_an_interval(voice: Voice, tmp_path: Path) -> None:
    folder = installed(voice, tmp_path, "mine")
    pages = [ENGLISH, ENGLISH.replace("fox", "cat"), CHINESE, "A quiet page about the sea and its boats."]
    found = carried(folder, pages)
    sat = words.sit(found, Models(tmp_path), no_step, (), 0)
    again = words.sit(found, Models(tmp_path), no_step, (), 0)
    assert sat.measures == again.measures
    by = {one.name: one for one in sat.measures}
    english, chinese = by["perplexity_en"], by["perplexity_zh"]
    assert english.n == 3 and english.low <= english.value <= english.high and english.better == "lower"
    assert chinese.n == 1 and math.isnan(chinese.low) and chinese.value > 1.0
    assert by["sign_bits_en"].value > 0 and len(sat.notes) == 4


def test_files_stand_in_for_what_it_carries(voice: Voice, tmp_path: Path) -> None:
    folder = installed(voice, tmp_path / "models", "mine")
    (tmp_path / "mine.md").write_text(f"# {ENGLISH}", "utf-8")
    found = Named("mine", "mine", "words", (folder,))
    sat = words.sit(found, Models(tmp_path / "models"), no_step, (tmp_path / "mine.md",), 0)
    assert sat.measures[0].n == 1 and sat.notes[0].lines[0].startswith("The fox sat")
    with pytest.raises(MediaError, match="carries no pages"):
        words.sit(found, Models(tmp_path / "models"), no_step, (), 0)


def test_it_stops_when_told(voice: Voice, tmp_path: Path) -> None:
    folder = installed(voice, tmp_path, "mine")

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        words.sit(carried(folder, [ENGLISH]), Models(tmp_path), step, (), 0)


def test_the_family_has_an_exam(voice: Voice, tmp_path: Path) -> None:
    installed(voice, tmp_path, "mine")
    found = examining.named("mine", Models(tmp_path))
    assert found is not None and found.family == "words" and examining.starts_from_words(found)
