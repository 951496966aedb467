"""Compressed without loss, 24 bits."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.sound_file import SoundOptions, write_sound


class Flac:
    name: ClassVar[str] = "flac"
    title: ClassVar[str] = mark("Sound (FLAC, 24 bits)")
    suffix: ClassVar[str] = ".flac"
    Options: ClassVar[type] = SoundOptions

    def write(self, reel: Reel, options: SoundOptions, path: Path, step: Step) -> None:
        write_sound(reel, options, path, step, "FLAC", "PCM_24")
