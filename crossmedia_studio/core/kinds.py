"""The four kinds of media that run through every stage."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of media; its value is what files, flags and recipes spell."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
