"""One frame as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.timing import frame_index, ticks
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.sizes import SIZE_CHOICES, size_of
from crossmedia_studio.fuse import compose


@dataclass(frozen=True)
class PngOptions:
    time: float = option(0.0, mark("Time"), unit="s", help=mark("Where on the timeline"), minimum=0)
    size: str = option("project", mark("Size"), choices=SIZE_CHOICES[0], choice_labels=SIZE_CHOICES[1])
    captions: bool = option(True, mark("Captions in the picture"))


class Png:
    name: ClassVar[str] = "png"
    title: ClassVar[str] = mark("Picture of one frame (PNG)")
    suffix: ClassVar[str] = ".png"
    Options: ClassVar[type] = PngOptions

    def write(self, reel: Reel, options: PngOptions, path: Path, step: Step) -> None:
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        fps = reel.project.fps
        index = min(frame_index(ticks(options.time), fps), reel.frames(fps) - 1)
        picture = reel.frame(index, fps, size_of(reel.project, options.size), options.captions)
        step(0.5)
        notes = PngInfo()
        notes.add_itxt("Title", reel.project.name)
        notes.add_itxt("Comment", reel.note())
        with path.open("wb") as stream:
            Image.fromarray(compose.straight(picture)).save(stream, "PNG", pnginfo=notes)
