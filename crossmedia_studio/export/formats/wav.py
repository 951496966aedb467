"""Uncompressed sound, 24 bits."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.sound_file import SoundOptions, write_sound

_LARGE = 4_000_000_000
"""Bytes beyond which the 32-bit sizes of WAV do not reach; RF64 (EBU Tech 3306) does."""


class Wav:
    name: ClassVar[str] = "wav"
    title: ClassVar[str] = mark("Sound (WAV, 24 bits)")
    suffix: ClassVar[str] = ".wav"
    Options: ClassVar[type] = SoundOptions

    def write(self, reel: Reel, options: SoundOptions, path: Path, step: Step) -> None:
        size = reel.seconds * reel.project.rate * 6
        write_sound(reel, options, path, step, "RF64" if size > _LARGE else "WAV", "PCM_24")
