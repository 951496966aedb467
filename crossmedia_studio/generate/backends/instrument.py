"""Sound → the same notes on another instrument: heard by Basic Pitch, played by the sampled instruments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.sounding import heard
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

INSTRUMENTS = {
    "piano": (0, mark("Piano")), "music box": (10, mark("Music box")), "vibraphone": (11, mark("Vibraphone")),
    "organ": (19, mark("Church organ")), "guitar": (24, mark("Guitar")), "violin": (40, mark("Violin")),
    "cello": (42, mark("Cello")), "harp": (46, mark("Harp")), "strings": (48, mark("Strings")),
    "choir": (52, mark("Choir")), "trumpet": (56, mark("Trumpet")), "saxophone": (65, mark("Saxophone")),
    "flute": (73, mark("Flute")), "synth": (81, mark("Synthesiser")), "pad": (89, mark("Warm pad")),
}  # fmt: skip


@dataclass(frozen=True)
class InstrumentOptions:
    """Who plays, and how much of the original stays."""

    instrument: str = option(
        "piano",
        mark("Instrument"),
        choices=tuple(INSTRUMENTS),
        choice_labels=tuple(label for _, label in INSTRUMENTS.values()),
    )
    transpose: int = option(0, mark("Transpose"), unit=mark("semitones"), minimum=-24, maximum=24)
    original: float = option(
        0.0, mark("Original"), help=mark("How much of the original sound is mixed in."), minimum=0, maximum=1
    )


class Instrument:
    """Changes the timbre by hearing the notes and having them played again. Humming becomes a flute."""

    name = "instrument"
    title = mark("Another instrument")
    about = mark("Hears the notes in a sound and plays them on an instrument you choose; speech gives odd melodies.")
    sources = frozenset({Kind.AUDIO})
    target = Kind.AUDIO
    needs = ("notes", "instruments")
    uses = ()
    Options = InstrumentOptions

    def generate(
        self, conditions: Conditions, options: InstrumentOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, a little longer than the original so that the last note rings. MediaError without notes."""
        from dataclasses import replace

        from crossmedia_studio.generate.mastering import master
        from crossmedia_studio.generate.music.hear import notes_of
        from crossmedia_studio.generate.music.play import LUFS, RATE, play
        from crossmedia_studio.generate.music.score import Part, Score
        from crossmedia_studio.media.audio import resample, stereo

        sound, source = heard(conditions)
        notes = notes_of(sound, models, part(step, 0.0, 0.6))
        if not notes:
            raise MediaError(tr("No notes can be heard in it"), do=tr("Choose a sound with a melody or chords"))
        program = INSTRUMENTS[options.instrument][0]
        moved = tuple(
            replace(note, pitch=note.pitch + options.transpose)
            for note in notes
            if 0 <= note.pitch + options.transpose <= 127
        )
        score = Score(
            sound.duration + 1.5,
            source.meaning.tempo or 120.0,
            source.meaning.key,
            options.instrument,
            (Part(options.instrument, program, moved),),
        )
        played = play(score, models, part(step, 0.6, 1.0))
        if not options.original:
            return played
        own = stereo(resample(sound, RATE)).samples
        mix = (1 - options.original) * played.samples
        own = master(own, RATE, LUFS)
        mix[: len(own)] += options.original * own[: len(mix)]
        return Audio(master(mix, RATE, LUFS), RATE)
