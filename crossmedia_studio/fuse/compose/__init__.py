"""Putting pictures together with QPainter: all that imports QtGui below the window.

Pictures are premultiplied 8-bit RGBA (``Format_RGBA8888_Premultiplied``). Works with no display and on any thread.
"""

from crossmedia_studio.fuse.compose.application import end_gui, ensure_gui
from crossmedia_studio.fuse.compose.lettering import lettering, placeholder
from crossmedia_studio.fuse.compose.mixing import darken_rim, lerp, split_linear, split_round, textured
from crossmedia_studio.fuse.compose.pictures import (
    FORMAT,
    Picture,
    blank,
    over,
    over_turned,
    picture,
    pixels,
    place,
    resized,
    straight,
    view,
)

__all__ = [
    "FORMAT",
    "Picture",
    "blank",
    "darken_rim",
    "end_gui",
    "ensure_gui",
    "lerp",
    "lettering",
    "over",
    "over_turned",
    "picture",
    "pixels",
    "place",
    "placeholder",
    "resized",
    "split_linear",
    "split_round",
    "straight",
    "textured",
    "view",
]
