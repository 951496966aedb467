"""Films: probing, exact frames by time, streaming, the sound track. Constant and variable frame rates alike.

A frame is on screen from its own time stamp until the next one's; time 0 is the first frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import TICKS_PER_SECOND, ticks
from crossmedia_studio.media import audio as audio_files
from crossmedia_studio.media.container import BROKEN, moving_picture, opened, sound_track
from crossmedia_studio.media.film_writer import Writer
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.media.opening import damaged

__all__ = ["Reader", "Writer", "frame_at", "frames", "probe", "sound"]

SIDE_LIMIT = 16_384
_ROUNDING = Fraction(1, 2000)
"""Time stamps are whole multiples of the container's unit, a millisecond in Matroska: off by half a unit at most."""
_SMOOTH = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""Colour blended between its half-size samples; bicubic costs twice the time for a twentieth of a level."""


def probe(path: Path) -> Video:
    """Size as shown (upright, square pixels), average frame rate, length. The first frame is decoded to be sure.

    Raises :class:`MediaError` for anything without moving pictures.
    """
    with Reader(path) as reader:
        return reader.video


def frames(path: Path, start: int = 0, step_frames: int = 1, *, width: int = 0) -> Iterator[tuple[int, np.ndarray]]:
    """(ticks, uint8 (height, width, 4)) from the frame on screen at ``start``, every ``step_frames``-th.

    ``width``: scaled down to that many pixels before it is handed out, which is much quicker for looking through.
    """
    with Reader(path) as reader:
        yield from reader.frames(start, step_frames, width=width)


def frame_at(path: Path, time: int) -> np.ndarray:
    """The frame on screen at ``time`` (ticks), uint8 (height, width, 4); past the end, the last one."""
    with Reader(path) as reader:
        return reader.at(time)


def sound(path: Path, rate: int | None = None) -> Audio | None:
    """The first sound track, or None for a silent film."""
    with opened(path) as container:
        if sound_track(container) is None:
            return None
    return audio_files.read(path, rate)


class Reader:
    """An open film. Reading forward never seeks, so playing through costs one decode a frame. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._stack = ExitStack()
        try:
            self._container = self._stack.enter_context(opened(self.path))
            stream = moving_picture(self._container)
            if stream is None:
                raise damaged(self.path, tr("{name} holds no moving pictures", name=self.path.name))
            self._stream = stream
            stream.thread_type = "AUTO"
            self._base = Fraction(stream.time_base or Fraction(1, 90_000))
            self._tolerance = min(self._base / 2, _ROUNDING)
            self._fps = self._rate()
            self._reformatter = VideoReformatter()
            self._decoded = self._decode()
            first = next(self._decoded, None)
            if first is None:
                raise damaged(self.path, tr("The film {name} cannot be read", name=self.path.name))
            self._origin = first.pts or 0
            self._shown, self._next = first, next(self._decoded, None)
            self.video = self._describe(first)
        except MediaError:
            self.close()
            raise
        except BROKEN as error:
            self.close()
            raise damaged(self.path, tr("The film {name} cannot be read", name=self.path.name), error) from error

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file and the decoder back."""
        self._stack.close()

    def at(self, time: int) -> np.ndarray:
        """The frame on screen at ``time`` (ticks), uint8 (height, width, 4); past the end, the last one."""
        self._go(time)
        return self._pixels(self._shown)

    def frames(self, start: int = 0, step_frames: int = 1, *, width: int = 0) -> Iterator[tuple[int, np.ndarray]]:
        """As the function of the same name. Stops early where the file is cut off."""
        self._go(start)
        count = 0
        while True:
            if count % step_frames == 0:
                yield self._ticks(self._shown), self._pixels(self._shown, width)
            count += 1
            if not self._advance():
                return

    def _go(self, time: int) -> None:
        """Make the frame on screen at ``time`` the shown one."""
        target = Fraction(max(time, 0), TICKS_PER_SECOND)
        ahead = target - self._seconds(self._shown)
        if ahead < 0 or (ahead > 2 and self._next is not None):
            self._seek(target)
        while self._next is not None and self._seconds(self._next) <= target:
            self._advance()

    def _seek(self, target: Fraction) -> None:
        """To a key frame at or before ``target`` seconds, further back where the index was wrong, at last the start."""
        for back in (0, 2, 10, None):
            wanted = max(target - back, Fraction(0)) if back is not None else Fraction(0)
            position = self._origin + int(wanted / self._base)
            try:
                self._container.seek(position if back is not None else self._origin, stream=self._stream)
            except av.error.FFmpegError:
                self._reopen()
            self._decoded = self._decode()
            first = next(self._decoded, None)
            if first is not None and (self._seconds(first) <= target or back is None):
                self._shown, self._next = first, next(self._decoded, None)
                return
        self._reopen()

    def _reopen(self) -> None:
        """From the very start, for files that cannot seek."""
        self._stack.close()
        self._container = self._stack.enter_context(opened(self.path))
        stream = moving_picture(self._container)
        if stream is None:  # the file changed since it was opened
            raise damaged(self.path, tr("{name} holds no moving pictures", name=self.path.name))
        self._stream = stream
        stream.thread_type = "AUTO"
        self._decoded = self._decode()
        first = next(self._decoded, None)
        if first is None:
            raise damaged(self.path, tr("The film {name} cannot be read", name=self.path.name))
        self._shown, self._next = first, next(self._decoded, None)

    def _advance(self) -> bool:
        if self._next is None:
            return False
        self._shown, self._next = self._next, next(self._decoded, None)
        return True

    def _decode(self) -> Iterator[av.VideoFrame]:
        """Frames in order of display; packets that are damaged are passed over, as players do."""
        last: int | None = None
        try:
            for packet in self._container.demux(self._stream):
                try:
                    decoded = packet.decode()
                except (av.error.InvalidDataError, av.error.EOFError):
                    continue
                for frame in decoded:
                    if not isinstance(frame, av.VideoFrame) or max(frame.width, frame.height) > SIDE_LIMIT:
                        continue
                    if frame.pts is None:
                        frame.pts = 0 if last is None else last + self._usual()
                    if last is None or frame.pts > last:
                        last = frame.pts
                        yield frame
        except BROKEN:  # among them IndexError: PyAV stumbles over tracks that a damaged stream invents
            return  # cut off: what came before stays usable

    def _usual(self) -> int:
        """The usual distance of two frames in the stream's own units."""
        return max(round(1 / (self._fps * self._base)), 1)

    def _rate(self) -> Fraction:
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        return Fraction(rate).limit_denominator(1001) if Fraction(1, 1000) <= rate <= 1000 else Fraction(25)

    def _seconds(self, frame: av.VideoFrame) -> Fraction:
        """When ``frame`` appears; a stamp rounded to the container's unit goes back to its place on the frame grid."""
        stamp = ((frame.pts or 0) - self._origin) * self._base
        grid = Fraction(round(stamp * self._fps)) / self._fps
        return grid if abs(grid - stamp) <= self._tolerance else stamp

    def _ticks(self, frame: av.VideoFrame) -> int:
        stamp = self._seconds(frame) * TICKS_PER_SECOND
        return -(-stamp.numerator // stamp.denominator)  # as core.timing.frame_start

    def _describe(self, first: av.VideoFrame) -> Video:
        width, height = self._shape(first)
        if first.rotation % 180 != 0:
            width, height = height, width
        return Video(
            self.path, width, height, self._fps, self._length(),
            sound_track(self._container) is not None,
        )  # fmt: skip

    def _length(self) -> int:
        """Ticks until the last frame has gone; counted where the header does not say."""
        stream = self._stream
        if stream.duration and stream.duration > 0:
            late = max(self._origin - (stream.start_time or 0), 0) if stream.start_time is not None else 0
            return max(ticks((stream.duration - late) * self._base), 1)
        container = self._container
        if container.duration and container.duration > 0 and len(container.streams) == 1:
            return ticks(Fraction(container.duration, av.time_base))
        last, length = 0, 0
        with opened(self.path) as again:
            for packet in again.demux(again.streams[stream.index]):
                if packet.pts is not None and packet.pts >= last:
                    last, length = packet.pts, packet.duration or self._usual()
        return max(ticks((last - self._origin + length) * self._base), 1)

    def _shape(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height in square pixels, before rotation."""
        aspect = self._stream.sample_aspect_ratio or Fraction(1)
        if not Fraction(1, 8) <= aspect <= 8 or aspect == 1:
            return frame.width, frame.height
        return max(round(frame.width * aspect), 1), frame.height

    def _pixels(self, frame: av.VideoFrame, limit: int = 0) -> np.ndarray:
        width, height = self._shape(frame)
        upright = height if frame.rotation % 180 else width
        if 0 < limit < upright:
            width, height = max(width * limit // upright, 1), max(height * limit // upright, 1)
        # untagged films are BT.601 up to 576 lines and BT.709 above, by long custom
        matrix = frame.colorspace if frame.colorspace in _MATRICES else (
            Colorspace.ITU709 if frame.height > 576 else Colorspace.ITU601
        )  # fmt: skip
        full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
        try:
            converted = self._reformatter.reformat(
                frame, width, height, "rgba", src_colorspace=matrix, threads=0,
                interpolation=Interpolation.AREA if limit else _SMOOTH,
                src_color_range=ColorRange.JPEG if full else ColorRange.MPEG, dst_color_range=ColorRange.JPEG,
            )  # fmt: skip
            pixels = converted.to_ndarray()
        except BROKEN as error:
            raise damaged(self.path, tr("The film {name} cannot be read", name=self.path.name), error) from error
        turns = round(frame.rotation / 90) % 4
        return np.ascontiguousarray(np.rot90(pixels, turns) if turns else pixels)


_MATRICES = frozenset({1, 4, 5, 6, 7, 9})
