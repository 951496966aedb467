"""The set of open tunes, from a corpus folder laid out as music21 lays out its own; scores as items of a data set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import scores
from crossmedia_studio.media.notation import transposed
from crossmedia_studio.train.datasets import tunes
from crossmedia_studio.train.datasets.contents import contents
from crossmedia_studio.train.datasets.read import read

GOOD = "X:{number}\nT:Tune {number}\nM:2/4\nL:1/8\nK:D\n" + "|".join(["DFAd", "fd A2", "GBdB", "A4"] * 2) + "|\n\n"
PART = (
    '<part id="P{number}">'
    + "".join(
        "<measure><attributes><divisions>1</divisions><key><fifths>0</fifths><mode>major</mode></key>"
        "<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
        + "".join(
            f"<note><pitch><step>{step}</step><octave>{{octave}}</octave></pitch><duration>1</duration></note>"
            for step in steps
        )
        + "</measure>"
        for steps in ("CEGE", "FAGE", "DFED", "GFEC")
    )
    + "</part>"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    place = tmp_path / "corpus"
    (place / "ryansMammoth").mkdir(parents=True)
    (place / "bach").mkdir()
    wrong = GOOD.format(number=3).replace("GBdB", "GBdBGB")
    (place / "ryansMammoth" / "a.abc").write_text(GOOD.format(number=1) + GOOD.format(number=2) + wrong)
    names = ("Soprano", "Alto", "Tenor", "Bass")
    listed = "".join(
        f'<score-part id="P{n}"><part-name>{name}</part-name></score-part>' for n, name in enumerate(names)
    )
    parts = "".join(PART.format(number=n, octave=5 - n // 2) for n in range(4))
    (place / "bach" / "bwv1.mxl").write_text(f"<score-partwise><part-list>{listed}</part-list>{parts}</score-partwise>")
    (place / "bach" / "bwv2.mxl").write_text("<score-partwise></score-partwise>")
    return place


def test_tunes_that_add_up_are_taken(corpus: Path, tmp_path: Path) -> None:
    assert tunes.build(corpus, tmp_path / "set") == 3
    found = sorted(path.relative_to(tmp_path / "set").as_posix() for path in (tmp_path / "set").rglob("*.abc"))
    assert found == ["chorales/bwv1.abc", "tunes/ryansMammoth-0001.abc", "tunes/ryansMammoth-0002.abc"]
    chorale = scores.read(tmp_path / "set" / "chorales" / "bwv1.abc")[0]
    assert chorale.key == "C major" and len(chorale.voices) == 4
    with pytest.raises(TrainingError):
        tunes.build(tmp_path / "nowhere", tmp_path / "none")


def test_scores_are_examples_of_sound(tmp_path: Path) -> None:
    tune = scores.of_text(GOOD.format(number=1))[0]
    scores.write(tune, tmp_path / "a.abc")
    scores.write(transposed(tune, 5), tmp_path / "b.mid")
    other = replace(tune, voices=(replace(tune.voices[0], tones=tune.voices[0].tones[::2]),))
    scores.write(other, tmp_path / "c.mid")
    words = {path.name: contents(path, Kind.AUDIO).words for path in sorted(tmp_path.iterdir())}
    assert words["a.abc"] == words["b.mid"] != words["c.mid"]
    (tmp_path / "d.mid").write_bytes(b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\1\0")
    dataset = read(tmp_path, Kind.AUDIO)
    assert len({item.id for item in dataset.items}) == 3
    assert [path.name for path, _ in dataset.broken] == ["d.mid"]
    with pytest.raises(MediaError):
        contents(tmp_path / "d.mid", Kind.AUDIO)
