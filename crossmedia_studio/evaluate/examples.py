"""The pictures that a model's folder carries to be judged by: ``judging/``, files that any viewer opens, and a note.

``about.json`` there: ``{"title", "files": [{"file", "names", "cell", "licence", "origin"}]}``. A file with ``cell`` is
a sheet of squares of that many pixels, row by row, one for each of ``names``; without, it is one picture.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import image

FOLDER, NOTE = "judging", "about.json"
_MOST_BYTES = 1 << 20
_LARGEST_CELL = 4096


@dataclass(frozen=True)
class File:
    """One file: what it shows, by whom and under which licence. ``cell``: see the module; 0 for one picture."""

    file: str
    names: tuple[str, ...]
    cell: int = 0
    licence: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Examples:
    """The note in ``folder``, read."""

    folder: Path
    title: str
    files: tuple[File, ...]

    def __len__(self) -> int:
        return sum(len(one.names) for one in self.files)

    def __iter__(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and pixels, uint8 (h, w, 4), of each picture. Raises ModelError for a damaged one."""
        for one in self.files:
            try:
                sheet = image.read(self.folder / one.file).pixels
            except MediaError as error:
                raise _damaged(self.folder, error.what) from error
            if not one.cell:
                yield one.names[0], sheet
                continue
            across = sheet.shape[1] // one.cell
            if across < 1 or across * (sheet.shape[0] // one.cell) < len(one.names):
                raise _damaged(self.folder, one.file)
            for index, name in enumerate(one.names):
                top, left = index // across * one.cell, index % across * one.cell
                yield name, sheet[top : top + one.cell, left : left + one.cell]


def read(folders: Sequence[Path]) -> Examples | None:
    """What the first of the model ``folders`` that carries any says. Raises ModelError for a damaged note."""
    for folder in folders:
        path = folder / FOLDER / NOTE
        if not path.is_file():
            continue
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError("too large")
            raw = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(_file(**one) for one in raw["files"])
            return Examples(path.parent, str(raw["title"]), files)
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise _damaged(path.parent, str(error)) from error
    return None


def _file(file: str, names: Sequence[str], cell: int = 0, licence: str = "", origin: str = "") -> File:
    if Path(file).name != file or not 0 <= int(cell) <= _LARGEST_CELL or not names or (not cell and len(names) != 1):
        raise ValueError(file)
    return File(file, tuple(map(str, names)), int(cell), str(licence), str(origin))


def _damaged(folder: Path, why: str) -> ModelError:
    return ModelError(
        tr("The pictures that {name} is judged by cannot be read", name=folder.parent.name),
        why=why[:200],
        do=tr("Name a folder of pictures to judge it by"),
    )


def write(folder: Path, title: str, files: Sequence[tuple[File, Sequence[np.ndarray]]]) -> None:
    """Put pictures (uint8 (h, w, 4), straight alpha) into a model's ``folder``, as lossless WebP, and the note."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for about, pictures in files:
        whole = _sheet(pictures, about.cell) if about.cell else pictures[0]
        with atomic(place / about.file) as temporary:
            Pillow.fromarray(np.ascontiguousarray(whole)).save(temporary, "WEBP", lossless=True, quality=100, method=6)
    note = {"title": title, "files": [asdict(about) for about, _ in files]}
    with atomic(place / NOTE) as temporary:
        temporary.write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sheet(pictures: Sequence[np.ndarray], cell: int) -> np.ndarray:
    across = math.ceil(math.sqrt(len(pictures)))
    sheet = np.zeros((math.ceil(len(pictures) / across) * cell, across * cell, 4), np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // across * cell, index % across * cell
        sheet[top : top + cell, left : left + cell] = picture
    return sheet
