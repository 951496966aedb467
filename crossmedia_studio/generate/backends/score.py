"""Words, a picture, a film, a sound or a melody → music in several voices, written by the Score Transformer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import brief, foretold, given, inpaint, scorer, scoring, writer
from crossmedia_studio.generate.music.drafting import drafted
from crossmedia_studio.generate.music.interpret import interpret
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.generate.music.transcribe import hear
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.notation import Notation
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece

if TYPE_CHECKING:
    import numpy as np

    from crossmedia_studio.nets.score_transformer import ScoreTransformer

NEW, CONTINUE, ACCOMPANY, FILL = "new", "continue", "accompany", "fill"


@dataclass(frozen=True)
class _Task:
    """What is to be done."""

    task: str = option(
        NEW, mark("Task"), choices=(NEW, CONTINUE, ACCOMPANY, FILL),
        choice_labels=(
            mark("A new piece"), mark("Go on from the given music"), mark("Accompany the given melody"),
            mark("Fill bars of the given music"),
        ),
        help=mark("Music is given as a sound, hummed or played, or as a text in ABC notation"),
    )  # fmt: skip


@dataclass(frozen=True)
class ScoreOptions(MusicOptions, _Task):
    """What an artist can fix; what is left open follows the mood."""

    voices: str = option(
        "0", mark("Voices"), choices=("0", "1", "3", "4"),
        choice_labels=(mark("By instruments"), mark("A melody, the rest by rule"), "3", "4"),
    )  # fmt: skip
    metre: str = option(
        "", mark("Metre"), choices=("", "4/4", "3/4", "2/4", "6/8"),
        choice_labels=(mark("By mood"), "4/4", "3/4", "2/4", "6/8"),
    )  # fmt: skip
    form: str = option(
        "", mark("Form"), help=mark("The sections in order, such as AABA, each of equal length; empty: by length")
    )
    boldness: float = option(
        1.0, mark("Boldness"), minimum=0.3, maximum=1.5, help=mark("Less is plainer, more is stranger")
    )
    first: int = option(1, mark("First bar to fill"), minimum=1, maximum=256)
    last: int = option(4, mark("Last bar to fill"), minimum=1, maximum=256)
    begin: float = option(
        0.0, mark("Fill from"), unit=mark("s"), minimum=0, maximum=36_000,
        help=mark("A stretch of a given sound, to whole bars; all else stays as it is. 0 and 0: the bars above"),
    )  # fmt: skip
    end: float = option(0.0, mark("Fill to"), unit=mark("s"), minimum=0, maximum=36_000)
    trained: str = choices.trained(scorer.FAMILY)


class ScoreBackend:
    """Settles mood, key, tempo and form, writes bar by bar and has the instruments play it."""

    name: ClassVar[str] = "score"
    title: ClassVar[str] = mark("Music (Score Transformer)")
    about: ClassVar[str] = mark(
        "Writes a piece with a form, in several voices; goes on from music that is given, fills bars of it, or "
        "accompanies a melody."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})
    target: ClassVar[Kind] = Kind.AUDIO
    needs: ClassVar[tuple[str, ...]] = (scorer.SHIPPED, "instruments")
    uses: ClassVar[tuple[str, ...]] = ("notes",)
    Options: ClassVar[type] = ScoreOptions

    def generate(
        self, conditions: Conditions, options: ScoreOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz: of the length asked for, else that of the film or sound, else 32 bars or as given."""
        step(0.01, 1.0, tr("Composing"))
        wish = options.over(brief.read(conditions), conditions.ask.duration)
        setting = scoring.settle(wish, conditions.ask.seed, int(options.voices), options.metre, options.underscore)
        net = scorer.load(models, options.trained)
        pen = _Pen(
            net, _hand(options, setting), rng(conditions.ask.seed, "score", options.task), part(step, 0.12, 0.75)
        )
        if options.task == FILL and options.end > options.begin:
            return _inpainted(conditions, options, setting, pen, models, part(step, 0.75, 1.0))
        if options.task == NEW:
            sections = setting.sections if not options.form else scoring.named_form(options.form, len(setting.sections))
            piece = writer.write(pen.net, setting.header, sections, pen.hand, pen.chance, pen.step)
        else:
            music = given.music(conditions, models, options.task == ACCOMPANY, part(step, 0.01, 0.12))
            piece = _from(music, setting, options, pen)
            setting = given.fitting(setting, music, piece, options.tempo, options.key, conditions.ask.duration)
        draft = drafted(
            piece, setting.tonic, setting.style, setting.spb, setting.drive, conditions.ask.seed,
            underscore=options.underscore,
        )  # fmt: skip
        score = interpret(draft, setting.mood, setting.seconds, wish.energy)
        return play(score, models, part(step, 0.75, 1.0))

    def foretell(self, conditions: Conditions, options: ScoreOptions) -> tuple[Told, ...]:
        """What a new piece will go by; for music that is given only what is not the music's own."""
        wish = options.over(brief.read(conditions), conditions.ask.duration)
        setting = scoring.settle(wish, conditions.ask.seed, int(options.voices), options.metre, options.underscore)
        sections = setting.sections
        if options.form:
            sections = scoring.named_form(options.form, len(sections))
        rows = foretold.told(
            setting.mood, setting.style, setting.tempo, setting.key, options.fixed,
            writer.form_letters(sections), setting.seconds,
        )  # fmt: skip
        own = () if options.task == NEW else ("tempo", "key", "form")
        return tuple(row for row in rows if row.option not in own or row.fixed)


@dataclass(frozen=True)
class _Pen:
    """What writes, and how."""

    net: ScoreTransformer
    hand: writer.Hand
    chance: np.random.Generator
    step: Step


def _hand(options: ScoreOptions, setting: scoring.Setting) -> writer.Hand:
    """Strings hold their chords, others break them; beneath a voice there is less of everything."""
    motion = 0.0 if setting.style == "strings" else 0.35 if options.underscore else 0.7
    if options.underscore:
        return writer.Hand(options.boldness, calm=0.35, rests=0.7, motion=motion)
    return writer.Hand(options.boldness, motion=motion)


def _inpainted(
    conditions: Conditions, options: ScoreOptions, setting: scoring.Setting, pen: _Pen, models: Models, step: Step
) -> Audio:
    """The chosen sound with new music where it is marked."""
    source = conditions.first(Kind.AUDIO)
    if source is None or not isinstance(source.media, Audio):
        raise MediaError(
            tr("There is no sound to fill"), do=tr("Choose a sound, or leave the moments at 0 and name bars")
        )
    heard = hear(source.media, models, part(pen.step, 0.0, 0.3))
    piece = given.known(heard.notation)
    hole = inpaint.marked(options.begin, options.end, heard.beats, piece)
    start, end = inpaint.moments(hole, heard.beats, piece)
    written = writer.fill(pen.net, piece, hole, pen.hand, pen.chance, part(pen.step, 0.3, 1.0))
    tonic = setting.tonic if options.key else heard.notation.tonic
    alone, setting = inpaint.stretch(written, hole, replace(setting, tonic=tonic), end - start)
    draft = drafted(alone, tonic, setting.style, setting.spb, setting.drive, conditions.ask.seed, drums=False)
    made = play(interpret(draft, setting.mood, setting.seconds), models, step)
    return inpaint.laid(source.media, made, start, end)


def _from(music: Notation, setting: scoring.Setting, options: ScoreOptions, pen: _Pen) -> Piece:
    """The piece that goes on from ``music``, fills bars of it or accompanies it."""
    voices = int(options.voices) or setting.voices
    if options.task == ACCOMPANY:
        melody = given.known(music, 1)
        asked = replace(melody, header=(*melody.header[:5], v.VOICES + voices - 1))
        return writer.accompany(pen.net, asked, pen.hand, pen.chance, pen.step)
    piece = given.known(music)
    if options.task == FILL:
        return writer.fill(
            pen.net, piece, given.hole(options.first, options.last, piece), pen.hand, pen.chance, pen.step
        )
    return writer.write(pen.net, piece.header, given.going_on(piece), pen.hand, pen.chance, pen.step, piece.bars)
