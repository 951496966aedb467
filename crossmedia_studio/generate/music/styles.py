"""Who plays in each style: instruments, registers, balance, and which accompaniment patterns suit them."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.i18n import mark


@dataclass(frozen=True)
class Player:
    """A General MIDI ``program`` (from 0) that plays between ``low`` and ``high``, and its place in the mix.

    ``level``, ``pan``, ``send`` and ``swell`` as in :class:`crossmedia_studio.generate.music.score.Part`.
    """

    name: str
    program: int
    low: int
    high: int
    level: float = 0.0
    pan: float = 0.0
    send: float = 0.25
    swell: bool = False


@dataclass(frozen=True)
class Style:
    """``calm``, ``moving`` and ``driving`` name the pattern of the ``chords`` player at rising excitement; ``pad``
    joins in fuller sections; ``kit`` is a drum kit program or −1; ``meters`` the beats a bar it likes."""

    label: str
    lead: Player
    chords: Player
    bass: Player
    pad: Player | None = None
    kit: int = -1
    calm: str = "arpeggio"
    moving: str = "arpeggio"
    driving: str = "pulse"
    meters: tuple[int, ...] = (4,)
    voices: int = 3
    drum_level: float = -6.0


STYLES: dict[str, Style] = {
    "piano": Style(
        mark("Piano"),
        lead=Player("Piano", 0, 67, 86, pan=0.12, send=0.3),
        chords=Player("Piano left hand", 0, 48, 67, level=-4.5, pan=-0.12, send=0.28),
        bass=Player("Piano bass", 0, 31, 48, level=-6, pan=-0.1, send=0.2),
        pad=Player("Strings", 48, 55, 74, level=-9, send=0.5, swell=True),
        calm="arpeggio", moving="arpeggio", driving="rolling", meters=(4, 4, 3),
    ),
    "strings": Style(
        mark("Strings"),
        lead=Player("Violins", 48, 67, 86, pan=-0.3, send=0.45, swell=True),
        chords=Player("Violas", 49, 53, 72, level=-4.5, pan=0.15, send=0.45, swell=True),
        bass=Player("Cellos", 42, 33, 50, level=-6, pan=0.35, send=0.35, swell=True),
        pad=Player("Harp", 46, 60, 79, level=-9, pan=-0.1, send=0.5),
        calm="sustain", moving="sustain", driving="ostinato", meters=(4, 4, 3), kit=48, drum_level=-7,
    ),
    "synth": Style(
        mark("Synthesiser"),
        lead=Player("Bell lead", 98, 69, 88, pan=0.1, send=0.5),
        chords=Player("Pluck", 81, 57, 76, level=-4.5, pan=-0.25, send=0.4),
        bass=Player("Synth bass", 38, 31, 46, level=-6, send=0.05),
        pad=Player("Warm pad", 89, 52, 72, level=-9, send=0.4, swell=True),
        kit=25, calm="slow_arpeggio", moving="sixteenths", driving="sixteenths", drum_level=-4,
    ),
    "band": Style(
        mark("Band"),
        lead=Player("Electric piano", 4, 65, 84, pan=0.15, send=0.2),
        chords=Player("Guitar", 25, 50, 69, level=-4.5, pan=-0.35, send=0.15),
        bass=Player("Bass guitar", 33, 28, 45, level=-6, send=0.03),
        pad=Player("Organ", 16, 55, 72, level=-9, pan=0.35, send=0.25, swell=True),
        kit=0, calm="picking", moving="strum", driving="strum", voices=4,
    ),
    "music box": Style(
        mark("Music box"),
        lead=Player("Music box", 10, 76, 93, pan=0.1, send=0.45),
        chords=Player("Celesta", 8, 64, 81, level=-4.5, pan=-0.2, send=0.45),
        bass=Player("Harp", 46, 43, 58, level=-6, pan=-0.05, send=0.4),
        pad=Player("Soft strings", 48, 60, 77, level=-9, send=0.55, swell=True),
        calm="waltz", moving="arpeggio", driving="arpeggio", meters=(3, 3, 4),
    ),
}  # fmt: skip


def style_for(valence: float, arousal: float) -> str:
    """The style that suits a mood best when the artist leaves it open."""
    if arousal > 0.35:
        return "band" if valence > 0 else "synth"
    if valence > 0.45 and arousal < -0.2:
        return "music box"
    if valence < -0.3:
        return "strings"
    return "piano"
