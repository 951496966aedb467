"""Captions as SubRip."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.subtitle_file import SubtitleOptions, write_subtitles


class Srt:
    name: ClassVar[str] = "srt"
    title: ClassVar[str] = mark("Subtitles (SRT)")
    suffix: ClassVar[str] = ".srt"
    Options: ClassVar[type] = SubtitleOptions

    def write(self, reel: Reel, options: SubtitleOptions, path: Path, step: Step) -> None:
        write_subtitles(reel, path, step, "srt")
