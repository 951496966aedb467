"""What music will go by, told before it is made: mood, instruments, tempo, key, form."""

from __future__ import annotations

from collections.abc import Collection

from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.key_names import shown
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.understand.meaning import Mood, mood_words


def told(
    mood: Mood, style: str, tempo: float, key: str, fixed: Collection[str], form: str = "", seconds: float = 0.0
) -> tuple[Told, ...]:
    """``tempo`` in beats a minute; ``fixed`` names the options that the artist set; ``form`` such as "AABA"."""
    rows = [
        Told("", mark("Mood"), mood_words(mood) or tr("even"), "smiley"),
        Told("style", mark("Instruments"), tr(STYLES[style].label), "music-note", "style" in fixed),
        Told("tempo", mark("Tempo"), tr("{tempo} beats a minute", tempo=round(tempo)), "timer", "tempo" in fixed),
        Told("key", mark("Key"), shown(key), "music-notes", "key" in fixed),
    ]
    if form:
        rows.append(Told("form", mark("Form"), form, "list", "form" in fixed))
    if seconds:
        rows.append(Told("", mark("Length"), tr("{seconds} s", seconds=f"{seconds:.1f}"), "clock"))
    return tuple(rows)
