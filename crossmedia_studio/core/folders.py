"""Where things live on this machine. CROSSMEDIA_STUDIO_HOME moves all of them (tests, portable use)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "crossmedia-studio"


def _home() -> Path | None:
    value = os.environ.get("CROSSMEDIA_STUDIO_HOME")
    return Path(value) if value else None


def config_folder() -> Path:
    """Settings and window layout."""
    home = _home()
    return home / "config" if home else Path(platformdirs.user_config_dir(_APP))


def models_folder() -> Path:
    """Installed models, one folder each. CROSSMEDIA_STUDIO_MODELS overrides it alone."""
    override = os.environ.get("CROSSMEDIA_STUDIO_MODELS")
    if override:
        return Path(override)
    home = _home()
    return home / "models" if home else Path(platformdirs.user_data_dir(_APP)) / "models"


def runs_folder() -> Path:
    """Training runs, one folder each: checkpoints, curves and sample sheets, from which a run goes on."""
    home = _home()
    return home / "runs" if home else Path(platformdirs.user_data_dir(_APP)) / "runs"


def cache_folder() -> Path:
    """Peaks, thumbnails, understood meanings: everything here can be deleted."""
    home = _home()
    return home / "cache" if home else Path(platformdirs.user_cache_dir(_APP))


def projects_folder() -> Path:
    """Where new projects go unless the artist says otherwise."""
    home = _home()
    return home / "projects" if home else Path(platformdirs.user_documents_dir()) / "Crossmedia Studio"


def resources() -> Path:
    """The ``resources`` folder: beside the package in a checkout, under ``share`` when installed from a wheel."""
    beside = Path(__file__).resolve().parents[2] / "resources"
    if beside.is_dir():
        return beside
    from importlib import metadata  # 30 ms that a checkout need not spend

    for file in metadata.files(_APP) or ():
        if file.parts[-1] == "RESOURCES" and "crossmedia-studio" in file.parts:
            return Path(str(file.locate())).resolve().parent
    return beside
