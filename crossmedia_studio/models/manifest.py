"""The note in the folder of an installed model that says what it is. Written last: without it, nothing is there."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.entry import fingerprint

FILE = "manifest.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Installed:
    """An installed model. ``files`` are (path, SHA-256, bytes); ``format`` says how imported weights are stored."""

    name: str
    title: str
    task: str
    licence: str
    origin: str
    format: str
    files: tuple[tuple[str, str, int], ...]
    imported: bool = False
    family: str = ""

    @property
    def bytes(self) -> int:
        return sum(size for _, _, size in self.files)

    @property
    def fingerprint(self) -> str:
        return fingerprint((path, sha256) for path, sha256, _ in self.files)


def check_name(name: str) -> str:
    """``name`` if it can name a folder. Raises ModelError otherwise."""
    if not _NAME.fullmatch(name):
        raise ModelError(
            tr("{name} cannot be the name of a model", name=name[:80] or "—"),
            do=tr("Use small letters, digits, dots and dashes"),
        )
    return name


def write(folder: Path, installed: Installed) -> None:
    """Put the note into ``folder``."""
    text = json.dumps(dataclasses.asdict(installed), ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text, encoding="utf-8")


def read(folder: Path) -> Installed | None:
    """The note in ``folder`` if there is one and every file it names is there in full size."""
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
        files = tuple((str(path), str(sha256), int(size)) for path, sha256, size in raw.pop("files"))
        installed = Installed(files=files, **raw)
        whole = all((folder / path).stat().st_size == size for path, _, size in files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return installed if whole else None


def listed(models: Path) -> tuple[Installed, ...]:
    """Everything installed in the models folder, by name."""
    if not models.is_dir():
        return ()
    found = (read(folder) for folder in sorted(models.iterdir()) if _NAME.fullmatch(folder.name) and folder.is_dir())
    return tuple(one for one in found if one is not None)
