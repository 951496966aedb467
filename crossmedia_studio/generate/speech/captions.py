"""A transcript as text: plain, or with times as SRT, WebVTT or LRC (lyrics)."""

from __future__ import annotations

from collections.abc import Sequence

from crossmedia_studio.generate.speech.split import is_han
from crossmedia_studio.understand.meaning import Spoken

_PARAGRAPH = 1.6
"""Seconds of silence that start a new paragraph."""


def plain(spoken: Sequence[Spoken]) -> str:
    """Running text, paragraphs at long pauses."""
    paragraphs: list[list[str]] = []
    before = None
    for line in spoken:
        if before is None or line.start - before > _PARAGRAPH:
            paragraphs.append([])
        paragraphs[-1].append(line.text.strip())
        before = line.end
    return "\n\n".join(("" if is_han("".join(part)) else " ").join(part) for part in paragraphs)


def timed(spoken: Sequence[Spoken]) -> str:
    """One line each with its start, to be read by people: ``[00:01:04.2] words``."""
    return "\n".join(f"[{_clock(line.start, '.')[:-2]}] {line.text.strip()}" for line in spoken)


def srt(spoken: Sequence[Spoken]) -> str:
    """SubRip."""
    blocks = [
        f"{number}\n{_clock(line.start, ',')} --> {_clock(line.end, ',')}\n{line.text.strip()}\n"
        for number, line in enumerate(spoken, 1)
    ]
    return "\n".join(blocks)


def webvtt(spoken: Sequence[Spoken]) -> str:
    """WebVTT (W3C)."""
    cues = [f"{_clock(line.start, '.')} --> {_clock(line.end, '.')}\n{line.text.strip()}\n" for line in spoken]
    return "\n".join(["WEBVTT\n", *cues])


def lrc(spoken: Sequence[Spoken]) -> str:
    """Lyrics: ``[mm:ss.xx]words``."""
    rows = []
    for line in spoken:
        hundredths = round(line.start * 100)
        rows.append(
            f"[{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}]{line.text.strip()}"
        )
    return "\n".join(rows)


FORMS = {"text": plain, "times": timed, "srt": srt, "vtt": webvtt, "lrc": lrc}


def _clock(seconds: float, point: str) -> str:
    total = max(round(seconds * 1000), 0)
    return f"{total // 3_600_000:02d}:{total // 60_000 % 60:02d}:{total // 1000 % 60:02d}{point}{total % 1000:03d}"
