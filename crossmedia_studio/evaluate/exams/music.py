"""The exam of models of music: how likely they find pieces they never saw, and how like those what they write is.

``judging/held_out.safetensors`` (``represent.music.book``) carries the pieces. A melody model and a score model are
measured on the very same tokens, the chords and the lead of each piece, so that their figures compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.evaluate.measure import DIVERSITY, QUALITY, Estimate, Measure, bootstrap
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import melodist, scorer, writer
from crossmedia_studio.media import scores
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.music import book, line, statistics
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.repetition import plain_repetition, repetition
from crossmedia_studio.represent.music.tokens import Piece, decode, encode, judged
from crossmedia_studio.train.piano_roll import roll

_MOST_ASKED = 200
_WRITTEN = 16
_BARS = 16
_LONGEST = 1024
"""Tokens of a piece that is asked for; longer ones are cut at a bar."""

Likely = Callable[[Piece], np.ndarray]
"""A piece → natural logarithms of how likely each of its judged tokens is, float64 (n,)."""
Write = Callable[[Piece, np.random.Generator], Piece]
"""A held-out piece, whose header and form are taken, → a new one."""


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See ``exams.Exam``. ``files``: scores (MIDI, ABC, MusicXML) to ask for instead of those that are carried."""
    pieces = _of_files(files) if files else _carried(found)
    if not pieces:
        raise MediaError(
            tr("{name} carries no pieces to be judged by", name=found.title),
            do=tr("Name a folder of scores (MIDI, ABC, MusicXML)"),
        )
    pieces = [_short(piece) for piece in pieces[:: max(len(pieces) // _MOST_ASKED, 1)][:_MOST_ASKED]]
    likely, write = _ways(found, models)
    sums = _asked(pieces, likely, part(step, 0.0, 0.4))
    written = _written(pieces, write, seed, part(step, 0.4, 1.0))
    step(1.0)
    notes = tuple(
        Note(tr("Piece {number}", number=number + 1), Asked(seed=seed), (_told(piece),),
             picture=roll(decode(piece.ids()), 480, 160, _BARS, writer.letters(piece)))
        for number, piece in enumerate(written[:6])
    )  # fmt: skip
    return Findings((*_likelihood(sums, seed), *_likeness(pieces, written, seed)), notes)


def _ways(found: Named, models: Models) -> tuple[Likely, Write]:
    """How the model is asked, by its family."""
    if found.family == melodist.FAMILY:
        melody = melodist.load(models, found.name)

        def sung(piece: Piece, chance: np.random.Generator) -> Piece:
            form = [bar.section for bar in piece.bars][:_BARS]
            return melodist.write(melody, piece.header, form, melodist.Touch(), chance, no_step)

        return lambda piece: melodist.likelihoods(melody, piece), sung
    net = scorer.load(models, found.name)

    def played(piece: Piece, chance: np.random.Generator) -> Piece:
        form = [bar.section for bar in piece.bars][:_BARS]
        return writer.write(net, piece.header, form, writer.Hand(), chance, no_step)

    return lambda piece: scorer.likelihoods(net, piece)[judged(piece.ids())[1:]], played


def _asked(pieces: Sequence[Piece], likely: Likely, step: Step) -> np.ndarray:
    """float64 (pieces, 5): nats of chords, of the lead; how many notes, bars and tokens of these there are."""
    rows = []
    for number, piece in enumerate(pieces):
        step(number, len(pieces), tr("Piece {number} of {count}", number=number + 1, count=len(pieces)))
        told = likely(piece)
        tokens = np.array(line.told(piece))
        chords = (tokens >= v.CHORD) & (tokens < v.VOICE)
        notes = int(((tokens >= v.NOTE) & (tokens < v.DUR)).sum())
        rows.append((-told[chords].sum(), -told[~chords].sum(), notes, len(piece.bars), len(tokens)))
    return np.array(rows, float)


def _written(pieces: Sequence[Piece], write: Write, seed: int, step: Step) -> list[Piece]:
    found = []
    for number in range(_WRITTEN):
        step(number, _WRITTEN, tr("Writing piece {number} of {count}", number=number + 1, count=_WRITTEN))
        chance = rng(seed, "music exam", number)
        found.append(write(pieces[int(chance.integers(len(pieces)))], chance))
    return found


def _likelihood(sums: np.ndarray, seed: int) -> list[Measure]:
    features = tr("chords and lead of {count} pieces it never saw", count=len(sums))

    def ratio(above: Sequence[int], below: int) -> Estimate:
        return bootstrap(
            len(sums), lambda i: float(sums[i][:, list(above)].sum() / max(sums[i, below].sum(), 1.0)), seed=seed
        )

    rows = (
        ("nats_note", tr("Surprise a note"), tr("How unexpected each new note is to it, pitch and length, in nats"),
         ratio((1,), 2)),
        ("nats_bar", tr("Surprise a bar"), tr("How unexpected each new bar is to it, melody and chords, in nats"),
         ratio((0, 1), 3)),
        ("nats_token", tr("Surprise a token"), tr("The same for a token, which is a chord, a pitch or a length"),
         ratio((0, 1), 4)),
    )  # fmt: skip
    return [
        Measure(name, title, about, QUALITY, *made, len(sums), features, "lower") for name, title, about, made in rows
    ]


def _likeness(pieces: Sequence[Piece], written: Sequence[Piece], seed: int) -> list[Measure]:
    """How far what it writes lies from the pieces in degrees, lengths, steps; and how much it repeats itself beyond
    them."""
    theirs, ours = statistics.table(pieces), statistics.table(written)
    features = tr("{count} pieces it wrote beside {other}", count=len(written), other=len(pieces))
    told = {
        "pitch": (tr("Degrees off"), tr("How far the degrees it uses lie from those of the pieces, 0–1")),
        "rhythm": (tr("Lengths off"), tr("How far the lengths of its notes lie from those of the pieces, 0–1")),
        "interval": (tr("Steps off"), tr("How far its steps and leaps lie from those of the pieces, 0–1")),
    }
    found = []
    for name, (title, about) in told.items():
        rows, others = ours[name], theirs[name]
        made = bootstrap(len(rows), lambda i, a=rows, b=others: statistics.apart(a[i], b), seed=seed)  # type: ignore[misc]
        found.append(Measure(f"{name}_off", title, about, QUALITY, *made, len(written), features, "lower"))
    for name, title, about, measure in (
        ("repeats", tr("Repeats beyond the corpus"),
         tr("Share of four-bar groups heard before, less that share in the pieces"), repetition),
        ("repeats_bars", tr("Repeated bars beyond the corpus"),
         tr("Share of bars heard before, less that share in the pieces"), plain_repetition),
    ):  # fmt: skip
        own = np.array([measure(piece) for piece in written])
        usual = float(np.mean([measure(_cut(piece)) for piece in pieces]))
        made = bootstrap(len(own), lambda i, own=own, usual=usual: float(own[i].mean() - usual), seed=seed)  # type: ignore[misc]
        found.append(Measure(name, title, about, DIVERSITY, *made, len(written), features, "lower"))
    return found


def _told(piece: Piece) -> str:
    notation = decode(piece.ids())
    return f"{v.name(piece.header[1])[6:]} · {notation.mode} · {writer.letters(piece)}"


def _short(piece: Piece) -> Piece:
    """As many bars as a model reads at once."""
    count, size = 0, 0
    for count, bar in enumerate(piece.bars, 1):
        size += len(bar.tokens(0))
        if size > _LONGEST:
            return piece if count < 3 else Piece(piece.header, piece.bars[: count - 1], piece.shift)
    return piece


def _cut(piece: Piece) -> Piece:
    return Piece(piece.header, piece.bars[:_BARS], piece.shift)


def _carried(found: Named) -> list[Piece]:
    """Of the first folder that carries any."""
    for folder in found.folders:
        if (folder / book.FILE).is_file():
            return list(book.read(folder / book.FILE))
    return []


def _of_files(files: Sequence[Path]) -> list[Piece]:
    return [encode(tune) for path in files if scores.is_score(path) for tune in scores.read(path, repeats=False)]
