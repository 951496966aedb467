"""Where the artist left the window: geometry and one arrangement a workspace, in the configuration folder."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.folders import config_folder

log = logging.getLogger(__name__)

VERSION = 2


@dataclass
class Layout:
    """``arrangements``: workspace → (dock state, tabs of the work area)."""

    geometry: bytes = b""
    workspace: str = "make"
    arrangements: dict[str, tuple[bytes, dict[str, Any]]] = field(default_factory=dict)


def load(path: Path | None = None) -> Layout:
    """The saved layout, or an empty one if there is none that can be read."""
    path = path or config_folder() / "window.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["version"] != VERSION:
            return Layout()
        saved = {
            str(name): (base64.b64decode(entry["docks"]), dict(entry["work"])) for name, entry in raw["spaces"].items()
        }
        return Layout(base64.b64decode(raw["geometry"]), str(raw["workspace"]), saved)
    except FileNotFoundError:
        return Layout()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("window layout %s is unreadable, using the default: %s", path, error)
        return Layout()


def save(layout: Layout, path: Path | None = None) -> None:
    """Write the layout, whole or not at all."""
    data = {
        "version": VERSION,
        "geometry": base64.b64encode(layout.geometry).decode(),
        "workspace": layout.workspace,
        "spaces": {
            name: {"docks": base64.b64encode(docks).decode(), "work": work}
            for name, (docks, work) in layout.arrangements.items()
        },
    }
    write_bytes(path or config_folder() / "window.json", json.dumps(data, indent=1).encode())
