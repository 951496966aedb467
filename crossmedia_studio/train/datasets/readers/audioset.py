"""AudioSet: tables of segments (video id, start, end, labels) beside sounds that are named by their id.

Gemmeke et al. 2017, "Audio Set: An ontology and human-labeled dataset for audio events". Labels are named by
``class_labels_indices.csv`` or ``ontology.json`` beside the table; without either they stay ids and say nothing.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import audio
from crossmedia_studio.train.datasets.listing import Found, Listing, captions, files

_CLASSES, _ONTOLOGY = "class_labels_indices.csv", "ontology.json"
_SEGMENT = re.compile(r'^[\w-]{11},\s*\d+(?:\.\d+)?,\s*\d+(?:\.\d+)?,\s*"?/[mtg]/')
_LABEL = re.compile(r"/[mtg]/\w+")
_CUT = re.compile(r"_\d+(?:\.\d+)?(?:_\d+(?:\.\d+)?)?$")
_CUT_SLACK = 1.0
_SPLITS = (("eval", "test"), ("train", "train"))
_MOST_BYTES = 400_000_000


def fits(folder: Path, kind: Kind) -> bool:
    """Whether a table in ``folder`` begins as AudioSet's do."""
    return kind is Kind.AUDIO and next(_tables(folder), None) is not None


def read(folder: Path, kind: Kind) -> Listing:
    """The segments of every table whose sound is there; how many are not is said once. A sound that is hardly longer
    than its segment has been cut already."""
    places = {_id(path): path for path in files(folder) if path.suffix.lower() not in (".csv", ".json", ".txt")}
    names, broken = _names(folder)
    found: list[Found] = []
    tables = list(_tables(folder))
    missing = 0
    for table in tables:
        split = next((split for word, split in _SPLITS if word in table.stem.lower()), "") if len(tables) > 1 else ""
        for video, start, end, labels in _segments(table):
            path = places.get(video)
            if path is None:
                missing += 1
                continue
            if not 0.0 <= start < end:
                broken.append((path, tr("{name} ends before it begins", name=path.name)))
                continue
            said = captions([names[label] for label in labels if label in names])
            subject = next((names[label] for label in labels if label in names), "")
            cut = _is_cut(path, end - start)
            found.append(Found(path, said, said, subject, split=split, start=0.0 if cut else start,
                               end=0.0 if cut else end))  # fmt: skip
    if missing:
        broken.append((folder, tr("{count} sounds are listed but not there", count=missing)))
    return Listing(tuple(found), tuple(broken))


def _tables(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.csv")):
        try:
            if path.stat().st_size <= _MOST_BYTES:
                with path.open(encoding="utf-8", errors="replace") as stream:
                    if any(_SEGMENT.match(line) for line in islice(stream, 8)):
                        yield path
        except OSError:
            continue


def _segments(table: Path) -> Iterator[tuple[str, float, float, list[str]]]:
    with table.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            if _SEGMENT.match(line):
                video, start, end, labels = line.split(",", 3)
                yield video, float(start), float(end), _LABEL.findall(labels)


def _names(folder: Path) -> tuple[dict[str, str], list[tuple[Path, str]]]:
    """What labels are called, and what could not be read of that."""
    names: dict[str, str] = {}
    broken = []
    for path in (folder / _ONTOLOGY, folder / _CLASSES):
        if not path.is_file():
            continue
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError
            text = path.read_text("utf-8")
            rows = json.loads(text) if path.name == _ONTOLOGY else list(csv.DictReader(text.splitlines()))
            for row in rows:
                label, name = row.get("mid", row.get("id")), row.get("display_name", row.get("name"))
                if isinstance(label, str) and isinstance(name, str):
                    names[label] = name
        except (OSError, ValueError, AttributeError, TypeError, csv.Error, RecursionError):
            broken.append((path, tr("{name} is no list of labels that this studio can read", name=path.name)))
    return names, broken


def _id(path: Path) -> str:
    """The video's id in a file name: ``Y`` before it and the segment's times after it are left out."""
    name = path.stem if len(path.stem) == 11 else _CUT.sub("", path.stem)
    return name[1:] if len(name) == 12 and name.startswith("Y") else name


def _is_cut(path: Path, seconds: float) -> bool:
    try:
        sound = audio.probe(path)
    except MediaError:  # what is wrong with it is said when it is opened
        return False
    return 0 < sound.frames <= (seconds + _CUT_SLACK) * sound.rate
