"""The table of export formats. To add one: a file here and a word below."""

from __future__ import annotations

from crossmedia_studio.export.format import Format
from crossmedia_studio.export.formats.flac import Flac
from crossmedia_studio.export.formats.mov import Mov
from crossmedia_studio.export.formats.mp4 import Mp4
from crossmedia_studio.export.formats.png import Png
from crossmedia_studio.export.formats.srt import Srt
from crossmedia_studio.export.formats.vtt import Vtt
from crossmedia_studio.export.formats.wav import Wav
from crossmedia_studio.export.formats.webm import WebM


def _table(*formats: Format) -> dict[str, Format]:
    named = {entry.name: entry for entry in formats}
    if len(named) != len(formats):
        raise ValueError(f"a name is taken twice in {[entry.name for entry in formats]}")
    return named


FORMATS: dict[str, Format] = _table(Mp4(), WebM(), Mov(), Wav(), Flac(), Png(), Srt(), Vtt())
