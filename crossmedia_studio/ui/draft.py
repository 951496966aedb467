"""The ask being written: it outlives the window, so that a change of language or workspace loses nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossmedia_studio.core.kinds import Kind


def new_seed() -> int:
    """A seed that is short enough to read aloud."""
    return secrets.randbelow(1_000_000)


@dataclass
class Draft:
    """What the Prompt pane shows. ``references`` are media ids of the library; ``meaning`` is JSON once corrected."""

    target: Kind = Kind.IMAGE
    prompt: str = ""
    references: list[str] = field(default_factory=list)
    backend: str = ""
    seed: int = field(default_factory=new_seed)
    seed_locked: bool = False
    width: int = 0
    height: int = 0
    duration: float = 0.0
    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Backend → option values that differ from the defaults."""
    understood: str = ""
    """The prompt that ``meaning`` belongs to."""
    meaning: str = ""
    corrected: bool = False
    takes: list[str] = field(default_factory=list)
    """Media ids made while this window was open, newest first."""
    film: str = ""
    """The text of the film being prepared."""
    film_folder: Path | None = None
