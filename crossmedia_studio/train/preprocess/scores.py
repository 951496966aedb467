"""Scores and recordings as pieces in tokens, for every recipe that learns music; tunes of one family stay together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.music.transcribe import transcribe
from crossmedia_studio.media import audio, scores
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.notation import Notation
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, encode, parsed
from crossmedia_studio.train.datasets.dataset import Dataset, Item

_SHINGLE = 6
"""Notes in a row by which families are found."""
_COMMON = 30
"""A turn that so many pieces share says nothing of kinship."""
_KIN = 0.3
"""Share of the shorter piece's turns that a member of its family has too."""
_LEAST_NOTES = 8
_ENCODING = 2
"""Changes when encoding does, so that old caches are not read."""


@dataclass(frozen=True)
class Repertoire:
    """Pieces to ``learn`` from and pieces kept ``aside``, none of them of a family that is learned.

    ``held_out`` is false where there were too few to keep any aside: then ``aside`` are those that are learned.
    """

    learn: tuple[Piece, ...]
    aside: tuple[Piece, ...]
    held_out: bool


def repertoire(dataset: Dataset, models: Models, work: Path, step: Step) -> Repertoire:
    """Every piece of ``dataset`` in tokens, cached in ``work``: what is written, and recordings as they are heard.

    Raises TrainingError where fewer than two pieces have notes enough, ModelMissing for recordings where the model
    that hears notes is not installed.
    """
    items = tuple({(item.id, item.start): item for item in dataset.items}.values())
    split = {(item.id, item.start): item.split for item in items}
    split |= {(item.id, item.start): "train" for item in dataset.items if item.split == "train"}
    found = _cached(items, models, work, step)
    if len(found) < 2:
        raise TrainingError(
            tr("{name} holds too little music to learn from", name=dataset.name),
            why=tr("{count} pieces with notes were found", count=len(found)),
            do=tr("Choose a folder with at least {count} scores (MIDI, ABC, MusicXML) or recordings", count=2),
        )
    learned = [split[items[index].id, items[index].start] == "train" for index, _ in found]
    for family in families([piece for _, piece in found]):
        if any(learned[member] for member in family):
            for member in family:
                learned[member] = True
    learn = tuple(piece for (_, piece), known in zip(found, learned, strict=True) if known)
    aside = tuple(piece for (_, piece), known in zip(found, learned, strict=True) if not known)
    if not learn:
        learn, aside = aside, ()
    return Repertoire(learn, aside or learn, bool(aside))


def families(pieces: Sequence[Piece]) -> list[list[int]]:
    """Groups of two and more pieces whose leads share many turns in any key, by position."""
    turns = [_turns(piece) for piece in pieces]
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(turns):
        for turn in own:
            sharing[turn].append(index)
    common: defaultdict[tuple[int, int], int] = defaultdict(int)
    for members in sharing.values():
        if 1 < len(members) <= _COMMON:
            for pair in combinations(members, 2):
                common[pair] += 1
    leader = list(range(len(pieces)))

    def root(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for (one, other), shared in common.items():
        if shared >= _KIN * max(min(len(turns[one]), len(turns[other])), 1):
            leader[root(other)] = root(one)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for index in range(len(pieces)):
        groups[root(index)].append(index)
    return [group for group in groups.values() if len(group) > 1]


def _turns(piece: Piece) -> set[int]:
    notes: list[tuple[int, int]] = []
    for bar in piece.bars:
        events = bar.events[0]
        for token, length in zip(events[::2], events[1::2], strict=True):
            if token == v.HOLD and notes:
                notes[-1] = (notes[-1][0], notes[-1][1] + v.LENGTHS[length - v.DUR])
            elif token >= v.NOTE:
                notes.append((token, v.LENGTHS[length - v.DUR]))
    return {
        hash(tuple((pitch - notes[at][0], length) for pitch, length in notes[at : at + _SHINGLE]))
        for at in range(len(notes) - _SHINGLE + 1)
    }


def _cached(items: Sequence[Item], models: Models, work: Path, step: Step) -> list[tuple[int, Piece]]:
    """(position in ``items``, piece); a cache that does not fit is made again."""
    told = repr((v.VERSION, _ENCODING, [(item.id, item.start, item.end) for item in items]))
    path = work / f"pieces-{hashlib.sha256(told.encode()).hexdigest()[:16]}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            edges, ids, owners, shifts = kept["edges"], kept["ids"], kept["owners"], kept["shifts"]
        return [
            (int(owner), parsed(ids[start:stop], int(shift)))
            for owner, shift, start, stop in zip(owners, shifts, edges[:-1], edges[1:], strict=True)
        ]
    except (OSError, ValueError, KeyError):
        pass
    found: list[tuple[int, Piece]] = []
    for index, item in enumerate(items):
        step(index, len(items), tr("Reading music, {number} of {count}", number=index + 1, count=len(items)))
        inner = part(step, index / len(items), (index + 1) / len(items))
        found += [(index, piece) for piece in _pieces(item, models, inner)]
    rows = [piece.ids() for _, piece in found]
    if found:
        work.mkdir(parents=True, exist_ok=True)
        with atomic(path) as temporary, temporary.open("wb") as stream:
            np.savez_compressed(
                stream,
                edges=np.cumsum([0, *map(len, rows)]),
                ids=np.concatenate(rows),
                owners=np.array([index for index, _ in found]),
                shifts=np.array([piece.shift for _, piece in found]),
            )
    return found


def _pieces(item: Item, models: Models, step: Step) -> Iterator[Piece]:
    """The pieces of one file that have notes enough; broken files were left out before."""
    try:
        notations: tuple[Notation, ...]
        if scores.is_score(item.path):
            notations = scores.read(item.path, repeats=False)
        else:
            notations = (transcribe(_heard(item), models, step),)
    except MediaError:
        return
    for notation in notations:
        if sum(len(voice.tones) for voice in notation.voices) >= _LEAST_NOTES:
            yield encode(notation)


def _heard(item: Item) -> Audio:
    """The stretch of a recording that ``item`` is."""
    whole = audio.read(item.path)
    end = round(item.end * whole.rate) if item.end else len(whole.samples)
    return Audio(whole.samples[round(item.start * whole.rate) : end], whole.rate)
