"""Decoding the sound of any container by FFmpeg, a piece at a time (``media.audio`` asks for it)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.container import moving_picture, opened, sound_track
from crossmedia_studio.media.opening import damaged

CHANNEL_LIMIT = 64
_LATE = 600
"""Seconds by which the sound of a film may start after (or before) its picture; more is a broken time stamp."""


@dataclass(frozen=True)
class Sound:
    """What the header of a sound says; ``frames`` may be 0 when it does not say how long it is."""

    rate: int
    channels: int
    frames: int


def check_shape(path: Path, channels: int, rate: int) -> None:
    """Raises :class:`MediaError` for channels or a rate that no sound has."""
    if not (1 <= channels <= CHANNEL_LIMIT and 1_000 <= rate <= 768_000):
        raise MediaError(
            tr("The sound {name} cannot be used", name=path.name),
            why=tr("it has {channels} channels at {rate} samples a second", channels=channels, rate=rate),
        )


def open_track(path: Path) -> tuple[Sound, Iterator[np.ndarray]]:
    """The first sound track of ``path`` and its float32 (frames, channels) pieces. Raises :class:`MediaError`."""
    with opened(path) as container:
        stream = sound_track(container)
        if stream is None:
            raise damaged(path, tr("{name} holds no sound", name=path.name))
        rate, channels = stream.codec_context.sample_rate, stream.codec_context.channels
        check_shape(path, channels, rate)
        length = stream.duration * stream.time_base if stream.duration and stream.time_base else None
        if length is None and container.duration:
            length = Fraction(container.duration, av.time_base)
        frames = max(round((length or 0) * rate), 0)
    return Sound(rate, channels, frames), _blocks(path, rate, channels)


def _blocks(path: Path, rate: int, channels: int) -> Iterator[np.ndarray]:
    """Decoded in order; damaged packets are skipped, as players do, unless nothing at all can be decoded.

    In a film, time 0 is its first picture: sound that starts earlier is cut, later sound waits in silence.
    """
    failure: Exception | None = None
    decoded, late = 0, 0
    with opened(path) as container:
        stream = sound_track(container)
        if stream is None:  # the file changed since its header was read
            raise damaged(path, tr("{name} holds no sound", name=path.name))
        origin = _origin(container)
        converter = _Converter(stream.codec_context.layout, rate, channels)
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except (av.error.InvalidDataError, av.error.EOFError) as error:
                    failure = failure or error
                    continue
                for frame in frames:
                    block = converter.convert(frame)
                    if not len(block):
                        continue
                    if not decoded and origin is not None and frame.pts is not None and frame.time_base:
                        late = round((frame.pts * frame.time_base - origin) * rate)
                        late = min(max(late, -_LATE * rate), _LATE * rate)
                        if late > 0:
                            yield np.zeros((late, channels), np.float32)
                    decoded += len(block)
                    cut = min(max(-late, 0), len(block))
                    late += cut
                    if cut < len(block):
                        yield block[cut:]
        except IndexError as error:  # PyAV, when a damaged stream invents new tracks on its way
            failure = failure or error
    if not decoded:
        raise damaged(path, tr("The sound {name} cannot be read", name=path.name), failure)


def _origin(container: Any) -> Fraction | None:
    """When the first picture of a film is shown, in the container's seconds; None without moving pictures."""
    picture = moving_picture(container)
    if picture is None:
        return None
    if picture.start_time is None or not picture.time_base:
        return Fraction(0)
    return Fraction(picture.start_time * picture.time_base)


class _Converter:
    """Frames as float32 (frames, channels) in the shape that the header promised, whatever the stream does later."""

    def __init__(self, layout: av.AudioLayout, rate: int, channels: int) -> None:
        self._layout, self._rate, self._channels = layout, rate, channels
        self._shape: tuple[object, ...] = ()
        self._resampler: av.AudioResampler | None = None

    def convert(self, frame: av.AudioFrame) -> np.ndarray:
        """Interleaved on purpose: PyAV miscounts the planes of many channels and reads past them."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        try:
            if self._resampler is None or shape != self._shape:
                self._shape = shape
                self._resampler = av.AudioResampler(format="flt", layout=self._layout, rate=self._rate)
            parts = [part.to_ndarray() for part in self._resampler.resample(frame)]
        except (av.error.FFmpegError, ValueError):
            self._resampler = None
            return np.zeros((0, self._channels), np.float32)
        if not parts:
            return np.zeros((0, self._channels), np.float32)
        values = np.concatenate(parts, axis=1).astype(np.float32, copy=False)  # (1, frames × channels)
        return np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0).reshape(-1, self._channels)
