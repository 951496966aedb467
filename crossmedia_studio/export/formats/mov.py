"""ProRes 422 HQ and 24-bit sound in QuickTime: for going on in another editor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.film import Coding, FilmOptions, write_film
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.soundtrack import loudness_option

_PROFILES = {"proxy": "0", "light": "1", "standard": "2", "high": "3"}


@dataclass(frozen=True)
class MovOptions(FilmOptions):
    loudness: str = loudness_option("as mixed")
    quality: str = option(
        "high",
        mark("Quality"),
        choices=tuple(_PROFILES),
        choice_labels=(mark("ProRes Proxy"), mark("ProRes LT"), mark("ProRes 422"), mark("ProRes 422 HQ")),
    )


class Mov:
    name: ClassVar[str] = "mov"
    title: ClassVar[str] = mark("Film for editing (ProRes)")
    suffix: ClassVar[str] = ".mov"
    Options: ClassVar[type] = MovOptions

    def write(self, reel: Reel, options: MovOptions, path: Path, step: Step) -> None:
        coding = Coding(
            container="mov",
            video="prores_ks",
            pixels="yuv422p10le",
            audio="pcm_s24le",
            subtitles="mov_text",
            video_options={"profile": _PROFILES[options.quality], "vendor": "apl0"},
            container_options={"movflags": "+faststart"},
            gop_seconds=0.0,
        )
        write_film(reel, options, coding, path, step)
