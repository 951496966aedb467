"""Film → picture: its most telling frame as a poster, or a contact sheet of its shots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.media import image, video
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions, Source


@dataclass(frozen=True)
class KeyframesOptions:
    """One frame, or many on a sheet."""

    layout: str = option(
        "sheet", mark("Layout"), choices=("sheet", "frame"), choice_labels=(mark("Contact sheet"), mark("Best frame"))
    )
    pictures: int = option(9, mark("Pictures on the sheet"), minimum=2, maximum=64)


def key_times(source: Source, film: Video, count: int) -> list[float]:
    """Up to ``count`` times in seconds, in order: one for each of the longest shots, evenly spread without shots."""
    shots = sorted(source.meaning.shots, key=lambda s: s.start - s.end)[:count]
    times = sorted(shot.key for shot in shots)
    length = seconds(film.duration)
    if len(times) < count:
        spread = [length * (i + 0.5) / count for i in range(count)]
        apart = length / count * 0.4
        for time in spread:
            if len(times) < count and all(abs(time - other) > apart for other in times):
                times.append(time)
    return sorted(times)


class Keyframes:
    """See the module."""

    name: ClassVar[str] = "keyframes"
    title: ClassVar[str] = mark("Key frames")
    about: ClassVar[str] = mark("Takes the most telling frames out of a film: one of them, or a contact sheet.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.VIDEO})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = KeyframesOptions

    def generate(
        self, conditions: Conditions, options: KeyframesOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        source = conditions.first(Kind.VIDEO)
        if source is None or not isinstance(source.media, Video):
            raise MediaError(tr("There is no film to look at"), do=tr("Choose a film"))
        film = source.media
        count = 7 if options.layout == "frame" else options.pictures
        frames: list[np.ndarray] = []
        for index, time in enumerate(key_times(source, film, count)):
            step(index, count + 1, "", frames[-1] if frames else None)
            frames.append(video.frame_at(film.path, ticks(time)))
        if options.layout == "frame":
            return Image(np.ascontiguousarray(max(frames, key=_telling)))
        return Image(_sheet(frames, film, conditions.ask.width or 1920))


def _telling(frame: np.ndarray) -> float:
    """How much there is to see: contrast, colour and sharpness, and neither black nor burnt out."""
    grey = frame[::4, ::4, :3].astype(np.float32).mean(axis=-1) / 255
    colour = np.ptp(frame[::4, ::4, :3].astype(np.float32), axis=-1).mean() / 255
    detail = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    return float(grey.std() + 0.6 * colour + 3 * detail - 2 * abs(grey.mean() - 0.48) ** 2)


def _sheet(frames: list[np.ndarray], film: Video, width: int) -> np.ndarray:
    columns = int(np.ceil(np.sqrt(len(frames))))
    rows = -(-len(frames) // columns)
    gap = max(width // 120, 2)
    wide = max((width - gap * (columns + 1)) // columns, 8)
    high = max(round(wide * film.height / film.width), 8)
    sheet = np.full((rows * (high + gap) + gap, columns * (wide + gap) + gap, 4), 255, np.uint8)
    sheet[..., :3] = (27, 28, 31)
    for index, frame in enumerate(frames):
        row, column = divmod(index, columns)
        y, x = gap + row * (high + gap), gap + column * (wide + gap)
        sheet[y : y + high, x : x + wide] = image.resize(Image(np.ascontiguousarray(frame)), wide, high).pixels
    return sheet
