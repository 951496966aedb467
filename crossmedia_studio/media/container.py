"""Opening film and sound containers with care: local files only, known formats only, errors in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.opening import check_file, damaged

FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,flac,mp3,aac,wav,w64,aiff,au,caf,"
           "flv,asf,mxf,dv,gif,apng,ape,amr,wv,ac3,eac3,h264,hevc,ivf")  # fmt: skip
"""Demuxers that may be used: none that follows a list of further files or addresses (hls, dash, concat)."""

BROKEN = (av.error.FFmpegError, ValueError, OverflowError, ZeroDivisionError, MemoryError, EOFError, IndexError)
"""What the decoders are known to raise on damaged or hostile bytes."""

av.logging.set_level(None)  # complaints arrive as errors; the console stays quiet


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The container in ``path``; whatever the decoder raises inside the block comes out as :class:`MediaError`."""
    path = check_file(path)
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
    try:
        with av.open(f"file:{path.absolute()}", options=options, metadata_errors="replace") as container:
            yield container
    except MediaError:
        raise
    except BROKEN as error:
        raise damaged(path, tr("{name} cannot be played", name=path.name), error) from error


def sound_track(container: InputContainer) -> av.AudioStream | None:
    """The first stream of sound that can be decoded."""
    for stream in container.streams.audio:
        context = stream.codec_context
        if context is not None and context.sample_rate and context.channels:
            return stream
    return None


def moving_picture(container: InputContainer) -> av.VideoStream | None:
    """The first stream of moving pictures; cover art of a song is none."""
    for stream in container.streams.video:
        still = stream.disposition & av.stream.Disposition.attached_pic
        if not still and stream.codec_context is not None and stream.codec_context.width > 0:
            return stream
    return None
