"""The artist's choices that belong to no project: language, theme, folders, memory budget."""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.folders import config_folder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Values with working defaults; an empty ``language`` or ``theme`` follows the system."""

    language: str = ""
    theme: str = "dark"
    reduce_motion: bool = False
    threads: int = 0
    """CPU threads for models; 0: all cores but one, at least one."""
    memory_mb: int = 0
    """Memory for loaded models; 0: half of what the machine has."""
    picture_folders: tuple[str, ...] = ()
    """Folders of the artist's own pictures that the collage may draw on."""
    recent: tuple[str, ...] = ()
    """Recently opened project folders, newest first."""


def load(path: Path | None = None) -> Settings:
    """Read the settings; a missing or damaged file gives the defaults."""
    path = path or config_folder() / "settings.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings %s are unreadable, using defaults: %s", path, error)
        return Settings()
    known: dict[str, Any] = {}
    for field in dataclasses.fields(Settings):
        value = raw.get(field.name, field.default) if isinstance(raw, dict) else field.default
        value = tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else value
        known[field.name] = value if type(value) is type(field.default) else field.default
    return Settings(**known)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, whole or not at all."""
    data = json.dumps(dataclasses.asdict(settings), ensure_ascii=False, indent=1).encode()
    write_bytes(path or config_folder() / "settings.json", data)
