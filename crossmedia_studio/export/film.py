"""Writing films: frames composed on this thread, encoded on another, sound and subtitles in step with them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.export.reel import Cue, Reel
from crossmedia_studio.export.sizes import FPS_CHOICES, SIZE_CHOICES, even_size, fps_of
from crossmedia_studio.export.soundtrack import CEILING, LOSSY_CEILING, Soundtrack, loudness_option
from crossmedia_studio.fuse import compose
from crossmedia_studio.fuse.compose import Picture
from crossmedia_studio.media import film_colour

SOUND_RATE = 48_000
_SOUND_SHARE = 0.08
_BACKLOG = 4
"""Frames composed ahead of the encoder."""
_LANGUAGES = {"en": "eng", "zh": "zho"}


@dataclass(frozen=True)
class FilmOptions:
    """What every film format asks."""

    size: str = option("project", mark("Size"), choices=SIZE_CHOICES[0], choice_labels=SIZE_CHOICES[1])
    fps: str = option(
        "project",
        mark("Frames a second"),
        choices=FPS_CHOICES,
        choice_labels=(mark("As the project"), *FPS_CHOICES[1:]),
    )
    captions: bool = option(True, mark("Captions in the picture"))
    subtitles: bool = option(
        True, mark("Subtitle track"), help=mark("Captions that viewers can switch on and off in their player")
    )
    loudness: str = loudness_option("streaming")


@dataclass(frozen=True)
class Coding:
    """Container and codecs, by FFmpeg's names."""

    container: str
    video: str
    pixels: str
    audio: str
    subtitles: str
    video_options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    audio_bits: int = 0
    """Bits a second; 0 for lossless sound."""
    gop_seconds: float = 2.0


def write_film(reel: Reel, options: FilmOptions, coding: Coding, path: Path, step: Step) -> None:
    """Write ``reel`` as ``coding`` says. Exact: frame i at i / fps, sound as long as the picture."""
    fps = fps_of(reel.project, options.fps)
    size = even_size(reel.project, options.size)
    count = reel.frames(fps)
    samples = int(Fraction(count) / fps * SOUND_RATE)
    with ExitStack() as stack:
        sound = None
        if reel.sounds:
            ceiling = LOSSY_CEILING if coding.audio_bits else CEILING
            mixing = part(step, 0.0, _SOUND_SHARE)
            sound = Soundtrack(reel, samples, SOUND_RATE, options.loudness, path.parent, mixing, ceiling)
            stack.enter_context(closing(sound))
        cues = reel.cues() if options.subtitles and coding.subtitles else ()
        container = stack.enter_context(_container(path, coding))
        container.metadata["title"] = reel.project.name
        container.metadata["comment"] = reel.note()
        encoder = _Encoder(container, coding, size, fps, sound, samples, cues, reel.project.language)
        pool = stack.enter_context(_one_thread())
        filming = part(step, _SOUND_SHARE, 1.0)
        waiting: deque[Future[None]] = deque()
        shown_at = 0.0
        for index in range(count):
            picture = reel.frame(index, fps, size, options.captions)
            preview = None
            if time.monotonic() - shown_at > 0.5:
                preview, shown_at = _small(picture), time.monotonic()
            filming(index, count, tr("Frame {done} of {total}", done=index + 1, total=count), preview)
            waiting.append(pool.submit(encoder.write, index, picture))
            if len(waiting) > _BACKLOG:
                waiting.popleft().result()
            time.sleep(0)  # a loop of painting would keep other threads, such as the window's, from their turn
        for job in waiting:
            job.result()
        encoder.finish()


class _Encoder:
    """The streams of one film; called by one thread at a time, frames in order."""

    def __init__(
        self,
        container: av.container.OutputContainer,
        coding: Coding,
        size: tuple[int, int],
        fps: Fraction,
        sound: Soundtrack | None,
        samples: int,
        cues: tuple[Cue, ...],
        language: str,
    ) -> None:
        self._container, self._fps, self._samples = container, fps, samples
        self._pixels = coding.pixels
        self._reformatter = VideoReformatter()
        added = container.add_stream(coding.video, rate=fps, options=coding.video_options)
        self._video = cast(av.VideoStream, added)
        self._video.width, self._video.height = size
        self._video.pix_fmt, self._video.time_base = coding.pixels, 1 / fps
        self._video.gop_size = max(round(fps * Fraction(coding.gop_seconds)), 1)
        film_colour.tag(self._video)
        self._last: tuple[Picture, av.VideoFrame] | None = None
        self._sound, self._sampled = sound, 0
        self._audio: Any = None
        if sound is not None:
            self._audio = container.add_stream(coding.audio, rate=SOUND_RATE, layout="stereo")
            if coding.audio_bits:
                self._audio.bit_rate = coding.audio_bits
        self._cues = deque(cues)
        self._subtitles: Any = None
        if cues:
            self._subtitles = container.add_stream(coding.subtitles)
            self._subtitles.codec_context.subtitle_header = _ASS_HEADER
            self._subtitles.codec_context.time_base = Fraction(1, 1000)
            self._subtitles.time_base = Fraction(1, 1000)
        for stream in (self._audio, self._subtitles):
            if stream is not None and language in _LANGUAGES:
                stream.metadata["language"] = _LANGUAGES[language]

    def write(self, index: int, picture: Picture) -> None:
        """Encode frame ``index``, and sound and subtitles up to its end."""
        if self._last is None or self._last[0] is not picture:
            self._last = picture, self._converted(picture)
        frame = self._last[1]
        frame.pts, frame.time_base = index, 1 / self._fps
        self._container.mux(self._video.encode(frame))
        end = (index + 1) / self._fps
        self._write_sound(min(int(end * SOUND_RATE), self._samples))
        while self._cues and Fraction(self._cues[0].start, TICKS_PER_SECOND) < end:
            self._write_cue(self._cues.popleft())

    def finish(self) -> None:
        """Everything that the encoders still hold."""
        self._container.mux(self._video.encode(None))
        self._write_sound(self._samples)
        if self._audio is not None:
            self._container.mux(self._audio.encode(None))

    def _converted(self, picture: Picture) -> av.VideoFrame:
        source = av.VideoFrame.from_numpy_buffer(compose.view(picture), format="rgba")
        return film_colour.convert(self._reformatter, source, self._pixels)

    def _write_sound(self, until: int) -> None:
        """In blocks of half a second: limiting looks a little beyond each."""
        if self._sound is None or self._audio is None:
            return
        block = SOUND_RATE // 2
        while self._sampled + block <= until or (until == self._samples and self._sampled < until):
            last = min(self._sampled + block, self._samples)
            samples = np.ascontiguousarray(self._sound.read(self._sampled, last).T)
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, self._sampled, Fraction(1, SOUND_RATE)
            self._container.mux(self._audio.encode(frame))
            self._sampled = last

    def _write_cue(self, cue: Cue) -> None:
        start = round(Fraction(cue.start * 1000, TICKS_PER_SECOND))
        length = max(round(Fraction(cue.end * 1000, TICKS_PER_SECOND)) - start, 1)
        words = "\\N".join(cue.text.replace("{", "(").replace("}", ")").splitlines())
        line = f"0,0,Default,,0,0,0,,{words}".encode()
        packet = self._subtitles.codec_context.encode_subtitle(
            av.subtitles.subtitle.SubtitleSet.create(line, 0, length)
        )
        packet.stream, packet.time_base = self._subtitles, Fraction(1, 1000)
        packet.pts = packet.dts = start
        packet.duration = length
        self._container.mux(packet)


_ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@contextmanager
def _container(path: Path, coding: Coding) -> Iterator[av.container.OutputContainer]:
    """An open container. When the block fails, what closing it still complains about is not news."""
    container = av.open(str(path), "w", format=coding.container, options=coding.container_options)
    try:
        yield container
    except BaseException:
        with suppress(av.FFmpegError):
            container.close()
        raise
    container.close()


@contextmanager
def _one_thread() -> Iterator[ThreadPoolExecutor]:
    """A thread that is done when the block ends; jobs not begun by then are dropped."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="encode")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _small(picture: Picture) -> np.ndarray:
    """RGBA, 320 pixels wide at most, for the progress display."""
    width = min(picture.width(), 320)
    height = max(picture.height() * width // picture.width(), 1)
    return compose.straight(compose.resized(picture, width, height))
