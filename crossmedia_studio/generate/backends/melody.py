"""Words, a picture, a film or a melody that is given → a melody with chords, written by the Melody RNN."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices
from crossmedia_studio.generate.backend import Told
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import brief, foretold, given, melodist
from crossmedia_studio.generate.music.drafting import drafted
from crossmedia_studio.generate.music.interpret import LEAD_IN, RUSH, interpret
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.generate.music.scoring import Setting, settle
from crossmedia_studio.generate.music.writer import form
from crossmedia_studio.media import scores
from crossmedia_studio.media.kinds import Audio, Text
from crossmedia_studio.media.notation import GRID, Notation
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.represent.music.tokens import Bar
from crossmedia_studio.understand.tune import understand_tune

CONTINUE, SUIT = "continue", "suit"
_RARE = {"lydian": "major", "phrygian": "minor"}
"""Modes of moods that hardly a tune is written in, and what is nearest."""
_MORE = 8
"""Bars that are added where the given music fills the length that was asked for."""
_RING = 2.4
"""Seconds for which the last bar rings where the length is counted in bars."""


@dataclass(frozen=True)
class _Given:
    """What is done with a melody that is given."""

    given: str = option(
        CONTINUE, mark("A given melody"), choices=(CONTINUE, SUIT),
        choice_labels=(mark("Go on from it"), mark("Write a new one that suits it")),
        help=mark("A melody is given as a sound, hummed, sung or played, or as a text in ABC notation"),
    )  # fmt: skip
    keep: int = option(
        0, mark("Bars of it to keep"), minimum=0, maximum=128, help=mark("What comes after them is new. 0: all of it")
    )


@dataclass(frozen=True)
class MelodyOptions(MusicOptions, _Given):
    """What an artist can fix; what is left open follows the mood."""

    bars: int = option(0, mark("Bars"), minimum=0, maximum=128, help=mark("0: by length, else 32"))
    metre: str = option(
        "", mark("Metre"), choices=("", "4/4", "3/4", "2/4", "6/8", "9/8"),
        choice_labels=(mark("By mood"), "4/4", "3/4", "2/4", "6/8", "9/8"),
    )  # fmt: skip
    boldness: float = option(
        0.95, mark("Boldness"), minimum=0.3, maximum=1.5, help=mark("Less is plainer, more is stranger")
    )
    share: float = option(
        0.95, mark("Choice"), minimum=0.1, maximum=1.0,
        help=mark("Of the likeliest notes it chooses among those that make up this share"),
    )  # fmt: skip
    trained: str = choices.trained(melodist.FAMILY)


class Melody:
    """Settles mood, key, tempo and form, writes bar by bar and has the instruments play it."""

    name: ClassVar[str] = "melody"
    title: ClassVar[str] = mark("Melody (RNN)")
    about: ClassVar[str] = mark(
        "Writes a tune with chords that follows the mood, or goes on from a melody that you hum, play or write down."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})
    target: ClassVar[Kind] = Kind.AUDIO
    needs: ClassVar[tuple[str, ...]] = (melodist.FAMILY, "instruments")
    uses: ClassVar[tuple[str, ...]] = ("notes",)
    Options: ClassVar[type] = MelodyOptions

    def generate(
        self, conditions: Conditions, options: MelodyOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz: of the length asked for, else of so many bars, else that of the film, else 32 bars."""
        ask = conditions.ask
        step(0.0, 1.0, tr("Composing"))
        net = melodist.load(models, options.trained)
        read = brief.read(conditions)
        known = _given(conditions, models, part(step, 0.0, 0.2)) if options.given == CONTINUE else None
        setting = _settled(conditions, read, options, known)
        begun = _begun(known, options.keep) if known else ()
        if len(begun) >= len(setting.sections):
            if ask.duration:
                raise OptionError(
                    tr("The given melody alone lasts {seconds} seconds or longer", seconds=f"{ask.duration:g}"),
                    do=tr("Ask for a longer piece, leave the length open, or keep fewer of its bars"),
                )
            setting = _counted(setting, len(begun) + _MORE, 0.0)
        touch = (
            melodist.Touch(options.boldness, options.share, calm=0.35, sounding=-0.5)
            if options.underscore
            else melodist.Touch(options.boldness, options.share)
        )
        chance = rng(ask.seed, "melody")
        writing = part(step, 0.2, 0.7)
        piece = melodist.write(net, setting.header, setting.sections, touch, chance, writing, begun)
        draft = drafted(
            piece, setting.tonic, setting.style, setting.spb, setting.drive, ask.seed, underscore=options.underscore
        )
        energy = read.energy if known is None else ()
        return play(interpret(draft, setting.mood, setting.seconds, energy), models, part(step, 0.7, 1.0))

    def foretell(self, conditions: Conditions, options: MelodyOptions) -> tuple[Told, ...]:
        """What it will go by; of a melody in a sound only what is not the melody's own."""
        heard = options.given == CONTINUE and conditions.first(Kind.AUDIO) is not None
        tune = None if heard or options.given == SUIT else _written(conditions)
        read = brief.read(conditions)
        setting = _settled(conditions, replace(read, seconds=0.0) if heard else read, options, tune)
        rows = foretold.told(
            setting.mood, setting.style, setting.tempo, setting.key, options.fixed, seconds=setting.seconds
        )
        return tuple(row for row in rows if not heard or row.option not in ("tempo", "key") or row.fixed)


def _written(conditions: Conditions) -> Notation | None:
    """The tune that a chosen text or the prompt writes down in ABC."""
    texts = [source.media.text for source in conditions.sources if isinstance(source.media, Text)]
    found = [tune for words in (*texts, conditions.ask.prompt) for tune in scores.of_text(words)]
    return found[0] if found else None


def _settled(conditions: Conditions, read: brief.Wish, options: MelodyOptions, known: Notation | None) -> Setting:
    """The setting of a piece; a given melody says by itself how it feels where no words do."""
    ask = conditions.ask
    if known is not None and (not ask.prompt.strip() or scores.of_text(ask.prompt)):
        read = replace(read, mood=understand_tune(known).mood)
    return _setting(read, options, known, ask.duration, ask.seed)


def _given(conditions: Conditions, models: Models, step: Step) -> Notation | None:
    """The melody that a sound, a text in ABC or the prompt itself gives; None where there is none."""
    if _written(conditions) is None and conditions.first(Kind.AUDIO) is None:
        return None
    return given.music(conditions, models, True, step)


def _setting(read: brief.Wish, options: MelodyOptions, known: Notation | None, duration: float, seed: int) -> Setting:
    """As asked for by name, else as the given melody is, else as was read."""
    wish = options.over(read, duration)
    metre = options.metre
    if known is not None:
        beats = known.tempo * GRID / known.metre.beat
        wish = replace(
            wish, key=options.key or known.key, tempo=options.tempo or (beats if 30 <= beats <= 240 else 0.0),
            seconds=duration, cuts=(),
        )  # fmt: skip
        metre = f"{known.metre.beats}/{known.metre.unit}"
    setting = settle(wish, seed, 1, metre, options.underscore)
    if not wish.key and setting.mode in _RARE:
        setting = replace(setting, mode=_RARE[setting.mode])
    return _counted(setting, options.bars, duration) if options.bars else setting


def _counted(setting: Setting, bars: int, duration: float) -> Setting:
    """``setting`` with so many ``bars``, which last as long as they last, or are bent to ``duration`` seconds."""
    meter = setting.metre.bar / GRID
    beats = (max(bars, 2) - 1 + RUSH / 2) * meter
    spb = max(duration - LEAD_IN - min(_RING, 0.2 * duration), 0.3) / beats if duration else setting.spb
    seconds = duration or LEAD_IN + beats * spb + _RING
    return replace(setting, sections=form(max(bars, 2)), spb=spb, seconds=seconds)


def _begun(known: Notation, keep: int) -> tuple[Bar, ...]:
    """The first bars of a given melody: those to ``keep``, else all that are filled."""
    piece = given.known(known, 1)
    count = len(piece.bars)
    if count > 1 and known.end < (count - 0.5) * known.metre.bar:
        count -= 1  # the last bar hardly begins: it is written anew
    return piece.bars[: min(keep or count, count)]
