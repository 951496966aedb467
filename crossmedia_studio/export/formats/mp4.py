"""H.264 and AAC in MP4: plays everywhere, starts while it loads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.film import Coding, FilmOptions, write_film
from crossmedia_studio.export.reel import Reel

_QUALITY = {
    "draft": ("28", "ultrafast"),
    "good": ("20", "veryfast"),
    "best": ("16", "medium"),
    "master": ("10", "fast"),
}


@dataclass(frozen=True)
class Mp4Options(FilmOptions):
    quality: str = option(
        "good",
        mark("Quality"),
        choices=tuple(_QUALITY),
        choice_labels=(mark("Draft, quick"), mark("Good"), mark("Best, slower"), mark("Master, large")),
    )


class Mp4:
    name: ClassVar[str] = "mp4"
    title: ClassVar[str] = mark("Film (MP4)")
    suffix: ClassVar[str] = ".mp4"
    Options: ClassVar[type] = Mp4Options

    def write(self, reel: Reel, options: Mp4Options, path: Path, step: Step) -> None:
        crf, preset = _QUALITY[options.quality]
        coding = Coding(
            container="mp4",
            video="libx264",
            pixels="yuv420p",
            audio="aac",
            subtitles="mov_text",
            video_options={"crf": crf, "preset": preset},
            container_options={"movflags": "+faststart"},
            audio_bits=320_000 if options.quality in ("best", "master") else 192_000,
        )
        write_film(reel, options, coding, path, step)
