"""A look at this machine: what the studio needs, whether it is there, and what to do if not. For ``doctor``."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from crossmedia_studio.core.folders import models_folder, projects_folder
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.models import catalogue, device
from crossmedia_studio.models.loader import Models

_LEAST_MEMORY_MB = 3500
_LEAST_DISK_MB = 2000
_FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_CHINESE = ("notosanscjk", "notoserifcjk", "sourcehansans", "pingfang", "msyh", "wqy", "stheiti", "droidsansfallback")
_EMOJI = ("notocoloremoji", "apple color emoji", "seguiemj", "twemoji")


@dataclass(frozen=True)
class Check:
    """One line of the report; ``name`` is marked, the rest translated. Without a vital one nothing works."""

    name: str
    ok: bool
    words: str
    do: str = ""
    vital: bool = True


def checks() -> tuple[Check, ...]:
    """Every check, in the order they are shown. Opens no network connection; imports torch."""
    return (
        _python(), _window(), _torch(), _memory(), _disk(), _display(), _sound(), *_fonts(), _models(),
    )  # fmt: skip


def _python() -> Check:
    ok = sys.version_info >= (3, 11)
    return Check(mark("Python"), ok, platform.python_version(), "" if ok else tr("Install Python 3.11 or newer"))


def _window() -> Check:
    version = _version("PySide6_Essentials")
    do = "" if version else tr("Run the set-up again: {command}", command="bash installer/studio.sh")
    return Check(mark("Window (PySide6)"), bool(version), version or tr("missing"), do)


def _torch() -> Check:
    if importlib.util.find_spec("torch") is None:
        do = tr("Run the set-up again: {command}", command="bash installer/studio.sh")
        return Check(mark("Models (PyTorch)"), False, tr("missing"), do)
    found = device.best()
    words = tr("{version} on {device}", version=_version("torch"), device=found.name)
    return Check(mark("Models (PyTorch)"), True, words)


def _memory() -> Check:
    memory = device.machine_memory()
    ok = memory.free_mb >= _LEAST_MEMORY_MB
    words = tr("{free} of {total} MB free", free=memory.free_mb, total=memory.total_mb)
    return Check(mark("Memory"), ok, words, "" if ok else tr("Close other programs"), vital=False)


def _disk() -> Check:
    folder = _existing(projects_folder())
    free = shutil.disk_usage(folder).free // 1_000_000
    writable = os.access(folder, os.W_OK)
    if not writable:
        words, do = tr("{folder} does not allow writing", folder=folder), tr("Choose another folder")
    else:
        words = tr("{free} MB free in {folder}", free=free, folder=folder)
        do = "" if free >= _LEAST_DISK_MB else tr("Free some space")
    return Check(mark("Disk"), not do, words, do)


def _display() -> Check:
    if sys.platform in ("win32", "darwin") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        name = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or tr("there")
        return Check(mark("Display"), True, name)
    do = tr("The command line works; for the window, log in to a desktop")
    return Check(mark("Display"), False, tr("none"), do, vital=False)


def _sound() -> Check:
    do = tr("Playback is silent until one is plugged in")
    try:
        import sounddevice
    except OSError:
        return Check(mark("Sound"), False, tr("PortAudio is missing"), tr("Install PortAudio"), vital=False)
    try:
        name = str(sounddevice.query_devices(kind="output")["name"])
    except (sounddevice.PortAudioError, ValueError):
        return Check(mark("Sound"), False, tr("no output device"), do, vital=False)
    return Check(mark("Sound"), True, name)


def _fonts() -> tuple[Check, Check]:
    names = {
        path.name.lower()
        for folder in _FONT_FOLDERS
        for path in Path(folder).expanduser().rglob("*")
        if path.suffix.lower() in (".ttf", ".ttc", ".otf")
    }
    found = []
    for name, wanted, package in (
        (mark("Chinese font"), _CHINESE, "fonts-noto-cjk"),
        (mark("Emoji font"), _EMOJI, "fonts-noto-color-emoji"),
    ):
        font = next((one for one in sorted(names) if one.replace(" ", "").startswith(tuple(_plain(wanted)))), "")
        do = "" if font else tr("Install the package {name}", name=package)
        found.append(Check(name, bool(font), font or tr("missing"), do, vital=False))
    return found[0], found[1]


def _plain(names: tuple[str, ...]) -> list[str]:
    return [name.replace(" ", "") for name in names]


def _models() -> Check:
    place = Models(models_folder(), budget_mb=1, threads=1)
    missing = [entry.name for entry in catalogue.starters() if not place.installed(entry.name)]
    if missing:
        command = "crossmedia-studio models install"
        words = tr("missing: {names}", names=", ".join(missing))
        return Check(mark("Models"), False, words, tr("Install them with: {command}", command=command))
    there = [name for name in catalogue.CATALOGUE if place.installed(name)]
    return Check(mark("Models"), True, ", ".join(there))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _existing(folder: Path) -> Path:
    """The nearest folder above that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder
