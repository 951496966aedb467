"""Named sets of export options, and which format a file name asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import OptionError, Unsupported
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.params import Value
from crossmedia_studio.export.formats import FORMATS


@dataclass(frozen=True)
class Preset:
    """``title`` is marked; ``options`` are values of the format's options, the rest stay at their defaults."""

    name: str
    title: str
    format: str
    options: tuple[tuple[str, Value], ...] = ()


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("web-720p", mark("Web, 720p"), "mp4", (("size", "720p"),)),
        Preset("web-1080p", mark("Web, 1080p"), "mp4", (("size", "1080p"),)),
        Preset("square", mark("Social, square"), "mp4", (("size", "square"), ("fps", "30"))),
        Preset("vertical", mark("Social, upright"), "mp4", (("size", "vertical"), ("fps", "30"))),
        Preset("draft", mark("Draft, quick and small"), "mp4", (("size", "360p"), ("quality", "draft"))),
        Preset("master", mark("Master"), "mp4", (("quality", "master"),)),
        Preset("editing", mark("For another editor"), "mov", (("captions", False),)),
    )
}


def choose(output: Path, preset: str = "") -> tuple[str, dict[str, Value]]:
    """Format name and options for a file: as ``preset`` says if there is one, else by the suffix of ``output``.

    Raises Unsupported for a suffix that no format has, OptionError for an unknown preset or one for another suffix.
    """
    suffixes = {entry.suffix: name for name, entry in FORMATS.items()}
    suffix = Path(output).suffix.lower()
    if preset:
        if preset not in PRESETS:
            raise OptionError(
                tr("There is no preset called {name}", name=preset),
                do=tr("Choose one of: {names}", names=", ".join(PRESETS)),
            )
        chosen = PRESETS[preset]
        wanted = FORMATS[chosen.format].suffix
        if suffix not in ("", wanted):
            raise OptionError(
                tr("The preset {name} does not write {suffix} files", name=preset, suffix=suffix),
                do=tr("Choose a file name that ends in {suffix}", suffix=wanted),
            )
        return chosen.format, dict(chosen.options)
    if suffix not in suffixes:
        raise Unsupported(
            tr("{name} does not say what to export", name=Path(output).name),
            do=tr("Choose a file name that ends in one of: {names}", names=", ".join(suffixes)),
        )
    return suffixes[suffix], {}
