"""Writing films: H.264 and AAC in MP4, for every player (re-exported as ``media.video.Writer``)."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import film_colour
from crossmedia_studio.media.audio import audio_frame, resample, stereo
from crossmedia_studio.media.kinds import Audio


class Writer:
    """A film being written: ``with Writer(...) as film: film.write(pixels)``; whole or not at all.

    Yuv 4:2:0, BT.709, limited range and tagged so; a key frame a second so that scrubbing is quick; the index in
    front so that it starts while loading. Odd sizes grow by one row or column, the edge repeated, as 4:2:0 needs.
    ``audio`` runs from the first frame and is written whole (48 or 44.1 kHz stereo, 192 kbit/s).
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        fps: Fraction,
        *,
        crf: int = 20,
        preset: str = "veryfast",
        audio: Audio | None = None,
    ) -> None:
        if width < 1 or height < 1 or width > 16_384 or height > 16_384 or fps <= 0:
            raise StorageError(
                tr("A film cannot be {width} × {height} at {fps} frames a second", width=width, height=height, fps=fps)
            )
        self._path, self._fps = Path(path), Fraction(fps)
        self._size, self._even = (width, height), (width + width % 2, height + height % 2)
        self._crf, self._preset = crf, preset
        self._audio = audio if audio is not None and len(audio.samples) else None
        self._frames, self._sample = 0, 0
        self._samples = np.zeros((0, 2), np.float32)
        self._rate = 48_000
        self._stack = ExitStack()
        self._reformatter = VideoReformatter()

    def __enter__(self) -> Writer:
        with ExitStack() as stack:
            temporary = stack.enter_context(atomic(self._path))
            try:
                container = av.open(str(temporary), "w", format="mp4", options={"movflags": "+faststart"})
            except av.error.FFmpegError as error:
                raise _failed(self._path, error) from error
            self._container = stack.enter_context(container)
            self._video = self._add_video()
            self._sound = self._add_sound() if self._audio is not None else None
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except BaseException as problem:
            self._close(type(problem), problem)
            raise
        self._close(kind, error)

    def write(self, pixels: np.ndarray) -> None:
        """The next frame: uint8 (height, width, 3 or 4); alpha is ignored. Raises ``ValueError`` for another shape."""
        width, height = self._size
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[:2] != (height, width):
            raise ValueError(f"a frame of {pixels.shape} {pixels.dtype} in a film of {width} × {height}")
        if self._size != self._even:
            pad = ((0, self._even[1] - height), (0, self._even[0] - width), (0, 0))
            pixels = np.pad(pixels, pad, mode="edge")
        layout = "rgba" if pixels.shape[2] == 4 else "rgb24"
        shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=layout)
        frame = film_colour.convert(self._reformatter, shown, "yuv420p")
        frame.pts, frame.time_base = self._frames, 1 / self._fps
        self._frames += 1
        try:
            self._container.mux(self._video.encode(frame))
            self._sound_until(int(self._frames / self._fps * self._rate))
        except av.error.FFmpegError as error:
            raise _failed(self._path, error) from error

    def _add_video(self) -> av.VideoStream:
        stream = self._container.add_stream(
            "libx264", rate=self._fps, options={"crf": str(self._crf), "preset": self._preset, **_repeatable()}
        )
        stream.width, stream.height = self._even
        stream.pix_fmt = "yuv420p"
        stream.time_base = 1 / self._fps
        stream.gop_size = max(round(self._fps), 1)
        film_colour.tag(stream)
        return stream

    def _add_sound(self) -> av.AudioStream:
        assert self._audio is not None
        self._rate = self._audio.rate if self._audio.rate in (44_100, 48_000) else 48_000
        samples = stereo(resample(self._audio, self._rate)).samples
        self._samples = np.clip(np.nan_to_num(samples), -1.0, 1.0)
        stream = self._container.add_stream("aac", rate=self._rate, layout="stereo")
        stream.bit_rate = 192_000
        return stream

    def _sound_until(self, end: int) -> None:
        """Keep sound in step with the picture, in the encoder's frames of 1,024 samples."""
        if self._sound is None:
            return
        while self._sample < min(end, len(self._samples)):
            block = self._samples[self._sample : self._sample + 1024]
            self._container.mux(self._sound.encode(audio_frame(block, self._rate, self._sample)))
            self._sample += len(block)

    def _finish(self) -> None:
        try:
            self._container.mux(self._video.encode(None))
            self._sound_until(len(self._samples))
            if self._sound is not None:
                self._container.mux(self._sound.encode(None))
        except av.error.FFmpegError as error:
            raise _failed(self._path, error) from error

    def _close(self, kind: type[BaseException] | None, error: BaseException | None) -> None:
        try:
            self._stack.__exit__(kind, error, error.__traceback__ if error else None)
        except av.error.FFmpegError as problem:
            raise _failed(self._path, problem) from problem


@cache
def _repeatable() -> dict[str, str]:
    """Options by which x264 makes the same bytes of the same frames.

    On processors with AVX-512 its macroblock tree reads past its rows where the chroma is not a multiple of 64 wide
    (of twenty films of 320 × 180, nineteen differed); with AVX2, which they all have, it does not.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    wide = any(name.upper().startswith(("AVX512", "X86_V4")) for name in found)
    return {"x264-params": "asm=AVX2"} if wide else {}


def _failed(path: Path, error: av.error.FFmpegError) -> StorageError:
    return StorageError(
        tr("The film {name} could not be written", name=path.name),
        why=error.strerror or str(error),
        do=tr("Check the free space and try again"),
    )
