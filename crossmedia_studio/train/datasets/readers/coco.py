"""COCO captions: pictures beside one or more JSON files of the "caption_type" that say what each shows.

Chen et al. 2015, "Microsoft COCO Captions" (arXiv:1504.00325): ``images`` have ``id`` and ``file_name``,
``annotations`` have ``image_id`` and ``caption``; ``licenses`` are named by number.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets.listing import Found, Listing, captions
from crossmedia_studio.train.datasets.readers.class_folders import SPLIT_NAMES

_MOST_BYTES = 400_000_000
_HEAD = 4096
_ANNOTATED = re.compile(r'"(?:images|annotations|info|licenses)"\s*:')


def fits(folder: Path, kind: Kind) -> bool:
    """Whether a JSON file in ``folder`` or its ``annotations`` begins as COCO's do."""
    return kind is Kind.IMAGE and next(_annotations(folder), None) is not None


def read(folder: Path, kind: Kind) -> Listing:
    """The pictures of every annotation file. A name that leads out of ``folder`` is refused."""
    found: list[Found] = []
    broken: list[tuple[Path, str]] = []
    listed = list(_annotations(folder))
    stated = {path: _split(path) for path in listed}
    if len(set(stated.values())) < 2:  # one split of a set is a set of its own
        stated = dict.fromkeys(listed, "")
    for path in listed:
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError(tr("it is larger than {limit} MB", limit=_MOST_BYTES // 10**6))
            raw = json.loads(path.read_bytes())
            if not isinstance(raw, dict) or not isinstance(raw.get("images"), list):
                raise ValueError(tr("it lists no images"))
        except (OSError, ValueError, RecursionError) as error:
            words = tr("{name} is no list of captions that this studio can read", name=path.name)
            broken.append((path, f"{words}: {str(error).splitlines()[0][:160]}"))
            continue
        _pictures(raw, folder, path, stated[path], found, broken)
    return Listing(tuple(found), tuple(broken))


def _annotations(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / "annotations"):
        for path in sorted(place.glob("*.json")):
            try:
                with path.open("rb") as stream:
                    head = stream.read(_HEAD).decode("utf-8", "replace")
            except OSError:
                continue
            if head.lstrip("\ufeff \t\r\n").startswith("{") and _ANNOTATED.search(head):
                yield path


def _split(path: Path) -> str:
    """``captions_val2017.json`` → "valid"."""
    words = re.findall(r"[a-z]+", path.stem.lower())
    return next((SPLIT_NAMES[word] for word in words if word in SPLIT_NAMES), "")


def _pictures(
    raw: dict[str, Any], folder: Path, listed: Path, split: str, found: list[Found], broken: list[tuple[Path, str]]
) -> None:
    licences = {_key(row.get("id")): str(row.get("name", "")) for row in _rows(raw, "licenses")}
    subjects = {_key(row.get("id")): str(row.get("name", "")) for row in _rows(raw, "categories")}
    said: defaultdict[str, list[str]] = defaultdict(list)
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(raw, "annotations"):
        if isinstance(row.get("caption"), str):
            said[_key(row.get("image_id"))].append(row["caption"])
        if subject := subjects.get(_key(row.get("category_id"))):
            shown[_key(row.get("image_id"))].append(subject)
    for row in _rows(raw, "images"):
        name, key = row.get("file_name"), _key(row.get("id"))
        if not isinstance(name, str) or not name:
            broken.append((listed, tr("A picture without a file name is listed in {name}", name=listed.name)))
            continue
        path, complaint = _place(folder, listed, name)
        if complaint:
            broken.append((path, complaint))
            continue
        found.append(
            Found(
                path,
                captions(said[key]),
                captions(shown[key]),
                licence=licences.get(_key(row.get("license")), ""),
                split=split,
            )
        )


def _place(folder: Path, listed: Path, name: str) -> tuple[Path, str]:
    """Where the picture ``name`` lies inside ``folder``, and a sentence if it is refused or not there."""
    root = folder.resolve()
    year = re.sub(r"^(?:captions|instances|image_info)_", "", listed.stem)
    kept = folder / Path(name).name
    for base in (folder, folder / "images", folder / year, folder / "images" / year, listed.parent):
        try:
            path = base / name
            inside, there = path.resolve().is_relative_to(root), path.is_file()
        except (OSError, ValueError, RuntimeError):  # a name too long, with a NUL, or a ring of links
            return kept, tr("{name} cannot be the name of a picture", name=name[:80])
        if not inside:
            return kept, tr("{name} was refused: it leads out of the folder", name=name[:80])
        if there:
            return path, ""
    return kept, tr("{name} is listed but not there", name=name[:80])


def _rows(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = raw.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _key(value: object) -> str:
    return str(value) if isinstance(value, int | str) else ""
