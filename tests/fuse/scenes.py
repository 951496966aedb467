"""Small documents with real files for the tests of fuse and export."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind

RATE = 48_000


class Scene:
    """A store with media in it, and short words to lay them on tracks; times in seconds."""

    def __init__(self, folder: Path, width: int = 160, height: int = 90, fps: Fraction = Fraction(24)) -> None:
        self.folder, self.store = folder, MediaStore(folder / "media")
        self.project = Project("p", "Test film", width=width, height=height, fps=fps)

    def image(self, pixels: np.ndarray, name: str = "picture") -> str:
        stored = self.store.add(Image(np.ascontiguousarray(pixels)))
        height, width = pixels.shape[:2]
        return self._item(MediaItem(stored.id, Kind.IMAGE, name, stored.suffix, width=width, height=height))

    def sound(self, samples: np.ndarray, rate: int = RATE, name: str = "sound") -> str:
        stored = self.store.add(Audio(samples.astype(np.float32), rate))
        length = ticks(Fraction(len(samples), rate))
        channels = samples.shape[1]
        return self._item(
            MediaItem(stored.id, Kind.AUDIO, name, stored.suffix, length=length, rate=rate, channels=channels)
        )

    def film(self, frames: list[np.ndarray], fps: Fraction = Fraction(24), sound: Audio | None = None) -> str:
        path = self.folder / f"film{len(self.project.media)}.mp4"
        height, width = frames[0].shape[:2]
        with video.Writer(path, width, height, fps, crf=8, audio=sound) as writer:
            for frame in frames:
                writer.write(frame)
        stored, found = self.store.add_file(path), video.probe(path)
        item = MediaItem(
            stored.id, Kind.VIDEO, "film", stored.suffix, length=found.duration, width=width, height=height
        )
        return self._item(replace(item, fps=fps, has_audio=sound is not None))

    def track(self, kind: TrackKind, *clips: Clip, **fields: object) -> Track:
        track = Track(f"t{len(self.project.tracks)}", kind, kind.value, clips, **fields)  # type: ignore[arg-type]
        self.project = replace(self.project, tracks=(*self.project.tracks, track))
        return track

    def _item(self, item: MediaItem) -> str:
        if item.id not in self.project.items:
            self.project = replace(self.project, media=(*self.project.media, item))
        return item.id


def clip(media: str = "", start: float = 0, length: float = 1, **fields: object) -> Clip:
    """A clip with its times in seconds; ``offset``, ``fade_in`` and ``fade_out`` too."""
    for name in ("offset", "fade_in", "fade_out"):
        if name in fields:
            fields[name] = ticks(fields[name])  # type: ignore[arg-type]
    name = f"{media[:6]}{fields.get('text', '')}@{start}"
    return Clip(name, ticks(start), ticks(length), media, **fields)  # type: ignore[arg-type]


def gradient(width: int = 160, height: int = 90, hue: float = 0.0) -> np.ndarray:
    """An opaque picture with a slope in every channel."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / max(width - 1, 1)
    green = 255 * y / max(height - 1, 1)
    blue = np.full_like(red, 255 * hue)
    return np.stack([red, green, blue, np.full_like(red, 255)], axis=-1).round().astype(np.uint8)


def flat(colour: tuple[int, int, int], width: int = 160, height: int = 90, alpha: int = 255) -> np.ndarray:
    """A picture of one colour."""
    return np.broadcast_to(np.array([*colour, alpha], np.uint8), (height, width, 4)).copy()


def tone(seconds: float, hertz: float = 440.0, level: float = 0.25, rate: int = RATE) -> np.ndarray:
    """A stereo sine, float32 (n, 2)."""
    n = np.arange(round(seconds * rate))
    wave = level * np.sin(2 * np.pi * hertz * n / rate)
    return np.stack([wave, wave], axis=1).astype(np.float32)
