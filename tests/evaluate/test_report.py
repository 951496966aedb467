"""The report: whole, escaped, well-formed, in both languages, and never over somebody's files."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core import i18n
from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.evaluate.measure import DIVERSITY, QUALITY, Measure
from crossmedia_studio.evaluate.piece import Asked, Findings, Judgement, Match, Note
from crossmedia_studio.evaluate.ratings import ranking
from crossmedia_studio.evaluate.report.page import number
from crossmedia_studio.evaluate.report.write import write
from tests.evaluate.pictures import drawing

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp; 狐狸 {braces} %s"
VOID = {"meta", "img", "col", "br", "hr", "link"}


class Page(HTMLParser):
    """Reads a page as a browser's parser would and notes what matters."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == []
    return page


def judgement(count: int = 5) -> Judgement:
    notes = tuple(
        Note(
            HOSTILE, Asked(HOSTILE, seed=i), (HOSTILE,), bool(i % 2) if i else None, drawing("disc", i), f"id{i}", i % 6
        )
        for i in range(count)
    )
    measures = (
        Measure("kid", HOSTILE, HOSTILE, QUALITY, 0.5, math.nan, math.nan, 5, HOSTILE, "lower"),
        Measure("coverage", "Coverage", "", DIVERSITY, 0.5, 0.2, 0.8, 5, "f", "higher"),
    )
    found = Findings(
        measures, notes, remarks=(HOSTILE,),
        remembered=(Match(1, 0.5, True, picture=drawing("disc", 9, 48), name=HOSTILE), Match(0, 9.0, False)),
        duplicates=(Match(0, 0.1, True, 1),),
    )  # fmt: skip
    order = ranking([("id0", "id1"), ("id2", "gone")])
    return Judgement(HOSTILE, Kind.IMAGE, found, order, HOSTILE, HOSTILE, measures, 0, ((HOSTILE, HOSTILE),))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_names_are_shown_as_words(tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    page = read(write(judgement(), tmp_path / "report"))
    assert HOSTILE in page.text
    assert "script" not in page.tags and not any(name.startswith("on") for name, _ in page.attributes)
    assert ("lang", {"en": "en", "zh": "zh-Hans"}[language]) in page.attributes
    assert page.tags.count("img") == len(page.sources), "nothing but pictures is fetched"
    assert all(source.startswith("pictures/") and (tmp_path / "report" / source).is_file() for source in page.sources)


def test_the_folder_holds_page_pictures_and_figures(tmp_path: Path) -> None:
    page = write(judgement(), tmp_path / "a" / "report")
    assert {one.name for one in page.parent.iterdir()} == {"index.html", "figures.json", "pictures"}
    assert len(list((page.parent / "pictures").iterdir())) == 6
    figures = json.loads((page.parent / "figures.json").read_text(encoding="utf-8"))
    assert figures["figures"][0]["low"] is None and figures["figures"][1]["value"] == 0.5
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["report"]


def test_an_earlier_report_is_replaced_and_other_files_are_not(tmp_path: Path) -> None:
    write(judgement(5), tmp_path / "report")
    write(judgement(2), tmp_path / "report")
    assert not (tmp_path / "report" / "pictures" / "0005.webp").exists()
    (tmp_path / "report" / "thesis.doc").write_text("years of work")
    for place in (tmp_path / "report", tmp_path / "report" / "thesis.doc"):
        with pytest.raises(StorageError):
            write(judgement(), place)
    assert (tmp_path / "report" / "thesis.doc").read_text() == "years of work"


def test_a_cancel_leaves_nothing_half_written(tmp_path: Path) -> None:
    def stop(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if done >= 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        write(judgement(), tmp_path / "report", stop)
    assert list(tmp_path.iterdir()) == []


def test_takes_without_pictures_are_a_list_of_words(tmp_path: Path) -> None:
    found = Findings((), (Note("a tale", Asked(), ("once upon a time",)),))
    page = read(write(Judgement("Tales", Kind.TEXT, found), tmp_path / "report"))
    assert "once upon a time" in page.text and "img" not in page.tags


@pytest.mark.parametrize(
    "value, words",
    [(0.0, "0"), (0.1234, "0.123"), (-1.5, "−1.50"), (12.345, "12.3"), (4321.0, "4321"), (0.00012, "1.2e−04"),
     (math.nan, "–"), (math.inf, "–")],
)  # fmt: skip
def test_numbers_show_the_digits_that_count(value: float, words: str) -> None:
    assert number(value) == words


def test_a_picture_of_any_shape_fits(tmp_path: Path) -> None:
    notes = (Note("thin", Asked(), (), None, np.full((1, 200, 4), 90, np.uint8)),)
    assert read(write(Judgement("Thin", Kind.IMAGE, Findings((), notes)), tmp_path / "r")).sources == [
        "pictures/0001.webp"
    ]
