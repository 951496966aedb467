"""VP9 and Opus in WebM: the open film format of the web."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.film import Coding, FilmOptions, write_film
from crossmedia_studio.export.reel import Reel

_QUALITY = {"draft": ("40", "8"), "good": ("31", "5"), "best": ("24", "3")}


@dataclass(frozen=True)
class WebMOptions(FilmOptions):
    quality: str = option(
        "good",
        mark("Quality"),
        choices=tuple(_QUALITY),
        choice_labels=(mark("Draft, quick"), mark("Good"), mark("Best, slower")),
    )


class WebM:
    name: ClassVar[str] = "webm"
    title: ClassVar[str] = mark("Film for the web (WebM)")
    suffix: ClassVar[str] = ".webm"
    Options: ClassVar[type] = WebMOptions

    def write(self, reel: Reel, options: WebMOptions, path: Path, step: Step) -> None:
        crf, speed = _QUALITY[options.quality]
        coding = Coding(
            container="webm",
            video="libvpx-vp9",
            pixels="yuv420p",
            audio="libopus",
            subtitles="webvtt",
            video_options={"crf": crf, "b": "0", "deadline": "good", "cpu-used": speed, "row-mt": "1"},
            audio_bits=160_000,
            gop_seconds=4.0,
        )
        write_film(reel, options, coding, path, step)
