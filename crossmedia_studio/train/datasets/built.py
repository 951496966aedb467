"""``dataset.json``: the note of a set that a builder wrote. Its items, their words, licences and splits, and sources.

Format 1: ``{"format": "crossmedia-studio-dataset", "version": 1, "name", "kind", "sources": [{"name", "version",
"licence", "sha256"}], "items": [{"id", "path", "captions", "tags", "subject", "style", "licence", "split"}]}``, paths
relative with forward slashes, items in order of path.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets.dataset import SPLITS, Dataset, Item

FILE = "dataset.json"
FORMAT, VERSION = "crossmedia-studio-dataset", 1
_MOST_BYTES = 400_000_000


@dataclass(frozen=True)
class Source:
    """Where items came from. ``sha256`` of the package, empty for a folder."""

    name: str
    version: str
    licence: str
    sha256: str = ""


def write(dataset: Dataset, sources: Sequence[Source], folder: Path) -> None:
    """The note of ``dataset``, whose files lie below ``folder``: the same bytes for the same set."""
    items = [
        {
            "id": item.id, "path": item.path.relative_to(folder).as_posix(), "captions": item.captions,
            "tags": item.tags, "subject": item.subject, "style": item.style, "licence": item.licence,
            "split": item.split,
        }
        for item in dataset.items
    ]  # fmt: skip
    head = {
        "format": FORMAT, "version": VERSION, "name": dataset.name, "kind": dataset.kind.value,
        "sources": [asdict(source) for source in sources],
    }  # fmt: skip
    items.sort(key=lambda row: (row["path"], row["split"]))
    rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)  # a line each
    opened = json.dumps(head, ensure_ascii=False).removesuffix("}")
    write_bytes(folder / FILE, f'{opened}, "items": [\n{rows}\n]}}\n'.encode())


def kind_of(folder: Path) -> Kind:
    """The kind of the set built in ``folder``. Raises TrainingError if its note cannot be read."""
    return _read(folder)[0]


def read(folder: Path) -> tuple[str, tuple[Source, ...], tuple[Item, ...], tuple[tuple[Path, str], ...]]:
    """The set's name, its sources, its items, and (path, sentence) of rows refused. No item's file is opened.

    Raises TrainingError for a note that is none, or of a newer studio.
    """
    _, raw = _read(folder)
    root = folder.resolve()
    items: list[Item] = []
    refused: list[tuple[Path, str]] = []
    for row in raw["items"]:
        try:
            item = _item(row, folder)
            inside = item.path.resolve().is_relative_to(root)
        except (OSError, ValueError, TypeError, KeyError, RuntimeError):
            refused.append((folder / FILE, tr("A row of {name} cannot be read", name=FILE)))
            continue
        if inside:
            items.append(item)
        else:
            name = str(row["path"])[:80]
            refused.append((folder / item.path.name, tr("{name} was refused: it leads out of the folder", name=name)))
    return str(raw.get("name") or folder.name), _sources(raw), tuple(items), tuple(refused)


def _read(folder: Path) -> tuple[Kind, dict[str, Any]]:
    path = folder / FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError(tr("it is larger than {limit} MB", limit=_MOST_BYTES // 10**6))
        raw = json.loads(path.read_bytes())
        if raw["format"] != FORMAT:
            raise ValueError(tr("it is of another program"))
        if raw["version"] != VERSION:
            raise ValueError(tr("it was made by a newer studio"))
        if not isinstance(raw["items"], list):
            raise TypeError(tr("it lists nothing"))
        return Kind(raw["kind"]), raw
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TrainingError(
            tr("The data set in {name} cannot be read", name=folder.name),
            why=f"{FILE}: {str(error).splitlines()[0][:160] if str(error) else type(error).__name__}",
            do=tr("Build it again"),
        ) from error


def _item(row: dict[str, Any], folder: Path) -> Item:
    split = row["split"]
    if split not in SPLITS or not isinstance(row["path"], str):
        raise ValueError(split)
    captions, tags = (tuple((str(code), str(said)) for code, said in row[name]) for name in ("captions", "tags"))
    subject, style, licence = (str(row[name]) for name in ("subject", "style", "licence"))
    return Item(str(row["id"]), folder / row["path"], captions, tags, subject, style, licence, split)


def _sources(raw: dict[str, Any]) -> tuple[Source, ...]:
    rows = raw.get("sources")
    return tuple(
        Source(*(str(row.get(name, "")) for name in ("name", "version", "licence", "sha256")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    )
