"""Pictures into the colours of film: BT.709 in limited range, and streams tagged so. Used by every film encoder."""

from __future__ import annotations

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter

_SHARP = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP


def tag(stream: av.VideoStream) -> None:
    """Say in ``stream`` which colours its frames have, so that players show what the studio shows."""
    stream.color_range, stream.colorspace = ColorRange.MPEG, Colorspace.ITU709
    stream.color_primaries, stream.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def convert(reformatter: VideoReformatter, frame: av.VideoFrame, pixels: str) -> av.VideoFrame:
    """An RGB or RGBA ``frame`` (full range) as ``pixels``, a YUV layout of FFmpeg such as ``yuv420p``."""
    return reformatter.reformat(
        frame,
        format=pixels,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_color_trc=ColorTrc.BT709,
        dst_color_primaries=ColorPrimaries.BT709,
        interpolation=_SHARP,
        threads=1,
    )
