"""A melody model at work: it writes chords and a melody to a plan, several at once, and the best of them is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media.notation import GRID, MODES, QUALITIES
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.line import Line
from crossmedia_studio.represent.music.line import rows as line_rows
from crossmedia_studio.represent.music.repetition import circles, repetition
from crossmedia_studio.represent.music.tokens import Bar, Piece, parsed

if TYPE_CHECKING:
    from crossmedia_studio.nets.melody_rnn import MelodyRNN

FAMILY = "melody"
_MINOR = ("minor", "dorian", "phrygian")
_TRIES = 6
_USUAL = 0.9
"""Nats a token of a good draft: likelier ones are dull, others go astray."""
_MEGABYTES = 12
_FOURTH = 5
_LEAP = 12
"""Semitones beyond which a leap costs a draft its place."""


@dataclass(frozen=True)
class Touch:
    """How it writes. ``boldness``: the temperature, 1 as it learned; of the likeliest tokens those are drawn that hold
    ``share`` of all likelihood. In nats: ``calm`` favours long notes (for twice the length), ``reprise`` what an
    earlier bar at the same place of the same section has, ``singable`` small steps (for a semitone beyond a fourth),
    ``plain`` the notes and chords of the mode, ``sounding`` notes over rests.
    ``low`` … ``high``: MIDI pitches of the lead after transposition to C.
    """

    boldness: float = 1.0
    share: float = 0.95
    low: int = 55
    high: int = 86
    calm: float = 0.0
    reprise: float = 2.0
    singable: float = 0.1
    plain: float = 1.5
    sounding: float = 1.0


def load(models: Models, name: str = "") -> MelodyRNN:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    folder = models.folder(models.of_family(FAMILY, name))
    return models.load(f"{FAMILY}:{folder}", _MEGABYTES, lambda: read(folder))


def read(folder: Path) -> MelodyRNN:
    """The network in ``folder``, ready to write. Raises ModelError if it cannot be read."""
    from safetensors import SafetensorError

    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.melody_rnn import MelodyRNN, MelodyRNNConfig

    try:
        told = json.loads((folder / "config.json").read_bytes())
        if told["family"] != FAMILY or told["vocabulary"] != v.VERSION:
            raise ValueError("another vocabulary")
        net = MelodyRNN(MelodyRNNConfig(**told["config"]))
        net.load_state_dict(packing.read(folder / "weights.safetensors"))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            tr("The melody model {name} cannot be read", name=folder.name),
            why=str(error).splitlines()[0][:160],
            do=tr("Train it again, or choose another"),
        ) from error
    return net.eval()


def write(
    net: MelodyRNN,
    header: Sequence[int],
    plan: Sequence[int],
    touch: Touch,
    chance: np.random.Generator,
    step: Step,
    begun: Sequence[Bar] = (),
    drafts: int = _TRIES,
) -> Piece:
    """A piece with ``header`` and one bar for each BAR token of ``plan``; it goes on from the bars ``begun``.

    Of several ``drafts`` the one is kept that the model finds likeliest among those that neither leap wildly nor go
    round in circles.
    """
    desk = _Desk(net, (*header[:-1], v.VOICES), plan, touch, chance, drafts)
    for bar in begun:
        desk.follow((*bar.chords, *bar.events[0]))
    while not desk.done:
        step(desk.bar, len(plan), tr("Writing bar {bar} of {bars}", bar=desk.bar + 1, bars=len(plan)))
        desk.write_bar()
    return max(desk.pieces(), key=lambda told: told[1])[0]


class _Desk:
    """Drafts side by side, each in the same bar."""

    def __init__(
        self,
        net: MelodyRNN,
        header: Sequence[int],
        plan: Sequence[int],
        touch: Touch,
        chance: np.random.Generator,
        drafts: int,
    ) -> None:
        import torch

        self._net, self._touch, self._chance = net, touch, chance
        self._lines = [Line(header, plan) for _ in range(drafts)]
        self._foreign = touch.plain * _foreign(v.MODE_NAMES[header[0] - v.MODE])
        self._home = "m" if v.MODE_NAMES[header[0] - v.MODE] in _MINOR else ""
        layers, width = net.config.layers, net.config.width
        self._device = net.token.weight.device
        zero = torch.zeros(layers, drafts, width, device=self._device)
        self._state = (zero, zero.clone())
        self._calm = np.zeros(v.SIZE)
        self._calm[v.DUR :] = touch.calm * np.log2(np.array(v.LENGTHS) / 24.0)
        self._liked = np.zeros(drafts)
        self._counted = np.zeros(drafts)
        self._last_bar = len(plan) - 1
        self.done = False

    @property
    def bar(self) -> int:
        return self._lines[0].bar

    def follow(self, tokens: Sequence[int]) -> None:
        """Every draft takes the tokens of a bar that is given."""
        for token in tokens:
            self._next(range(len(self._lines)))
            for line in self._lines:
                line.take(token)
        self.done = self._lines[0].done

    def write_bar(self) -> None:
        """The next bar of every draft; one that would close a circle is written again, more boldly each time."""
        bar = self.bar
        before = [line.copy() for line in self._lines]
        state = tuple(part.clone() for part in self._state)
        liked, counted = self._liked.copy(), self._counted.copy()
        waiting = list(range(len(self._lines)))
        for attempt in range(4):
            self._write(waiting, bar, 1.0 + 0.25 * attempt)
            waiting = [index for index in waiting if attempt < 3 and circles(_bars(self._lines[index]))]
            if not waiting:
                break
            for index in waiting:
                self._lines[index] = before[index].copy()
                for part, old in zip(self._state, state, strict=True):
                    part[:, index] = old[:, index]
                self._liked[index], self._counted[index] = liked[index], counted[index]
        self.done = self._lines[0].done

    def _write(self, chosen: Sequence[int], bar: int, bolder: float) -> None:
        active = list(chosen)
        while active:
            likely = self._next(active)
            for row, index in enumerate(active):
                line = self._lines[index]
                allowed = np.flatnonzero(self._may(line))
                scores = (likely[row] + self._leaning(line))[allowed] / (self._touch.boldness * bolder)
                chances = np.exp(scores - scores.max())
                chances /= chances.sum()
                order = np.argsort(-chances, kind="stable")
                kept = order[: int(np.searchsorted(np.cumsum(chances[order]), self._touch.share)) + 1]
                token = int(allowed[self._chance.choice(kept, p=chances[kept] / chances[kept].sum())])
                every = likely[row]
                self._liked[index] += every[token] - np.logaddexp.reduce(every)
                self._counted[index] += 1
                line.take(token)
            active = [index for index in active if not self._lines[index].done and self._lines[index].bar == bar]

    def _next(self, active: Sequence[int]) -> np.ndarray:
        """What the network expects of each active draft: float64 (n, vocabulary)."""
        import torch

        chosen = list(active)
        with torch.inference_mode():
            columns = torch.tensor(
                [[self._lines[index].row()] for index in chosen], device=self._device
            )  # (n, 1, columns)
            logits, after = self._net(columns, tuple(part[:, chosen].contiguous() for part in self._state))
            for part, new in zip(self._state, after, strict=True):
                part[:, chosen] = new.to(part.dtype)
        found: np.ndarray = logits[:, -1].double().cpu().numpy()
        return found

    def _leaning(self, line: Line) -> np.ndarray:
        """What the touch adds to each token, in nats."""
        found = self._calm - self._foreign
        if (root := line.root) >= 0:  # what the chord brings along belongs
            members = (root + np.array(QUALITIES[v.KINDS[line.quality]])) % 12
            belongs = np.isin(np.arange(v.LOWEST, v.HIGHEST + 1) % 12, members)
            found[v.NOTE : v.DUR][belongs] = self._calm[v.NOTE : v.DUR][belongs]
        if line.pitch >= 0:
            leaps = np.abs(np.arange(v.LOWEST, v.HIGHEST + 1) - line.pitch)
            found[v.NOTE : v.DUR] -= self._touch.singable * np.maximum(leaps - _FOURTH, 0)
        found[v.REST] -= self._touch.sounding
        if (echo := line.echo()) >= 0:
            found[echo] += self._touch.reprise
        return found

    def _may(self, line: Line) -> np.ndarray:
        mask = line.allowed().copy()
        pitches = np.arange(v.LOWEST, v.HIGHEST + 1)
        mask[v.NOTE : v.DUR] &= (pitches >= self._touch.low) & (pitches <= self._touch.high)
        if mask[v.DUR : v.SIZE].any():
            tidy = mask[v.DUR : v.SIZE] & _tidy(line.at, line.metre.beat % 36 != 0)
            if tidy.any():
                mask[v.DUR : v.SIZE] = tidy
        if line.bar == 0:
            self._set_out(mask)
        if line.bar == self._last_bar:
            self._come_home(line, mask, pitches)
        return mask

    def _set_out(self, mask: np.ndarray) -> None:
        """The first bar: the tonic chord, and no silence."""
        if mask[v.CHORD : v.VOICE].any() and not mask[v.NOTE : v.DUR].any():
            mask[v.CHORD : v.VOICE] = False
            mask[v.CHORD + v.KINDS.index(self._home)] = True
        mask[v.NO_CHORD] = mask[v.REST] = False

    def _come_home(self, line: Line, mask: np.ndarray, pitches: np.ndarray) -> None:
        """The last bar: the tonic chord, and from its middle on one long tonic."""
        if mask[v.CHORD : v.VOICE].any():
            first = not mask[v.NOTE : v.DUR].any()
            mask[v.CHORD : v.VOICE] = False
            mask[v.CHORD + v.KINDS.index(self._home)] = first
        late = 2 * line.at >= line.size
        if mask[v.NOTE : v.DUR].any():
            tones = (0,) if late else QUALITIES[self._home]
            mask[v.NOTE : v.DUR] &= np.isin(pitches % 12, tones)
            mask[v.REST] = False
            if late:
                mask[v.HOLD] = False
        elif late and mask[v.DUR : v.SIZE].any():
            longest = int(np.flatnonzero(mask[v.DUR : v.SIZE])[-1])
            mask[v.DUR : v.SIZE] = False
            mask[v.DUR + longest] = True

    def pieces(self) -> list[tuple[Piece, float]]:
        """Every draft and how well it did: nats a token, less what leaps, circles and dullness cost."""
        found = []
        for line, liked, counted in zip(self._lines, self._liked, self._counted, strict=True):
            piece = parsed(line.ids)
            told = float(liked / max(counted, 1.0))
            found.append((piece, -abs(told + _USUAL) - _wild(piece) - _dull(piece) - max(repetition(piece) - 0.3, 0.0)))
        return found


def _bars(line: Line) -> list[Bar]:
    """The last bars of what is written, enough to see a circle."""
    return [Bar(0, (), (events,)) for events in line.leads()[-12:]]


def _wild(piece: Piece) -> float:
    """The share of leaps beyond an octave, and of notes off the scale that nothing leads on from, tenfold."""
    notes = [token - v.NOTE for bar in piece.bars for token in bar.events[0][::2] if token >= v.NOTE]
    if len(notes) < 2:
        return 1.0
    leaps = sum(abs(after - before) > _LEAP for before, after in pairwise(notes))
    return 10.0 * leaps / len(notes)


def _dull(piece: Piece) -> float:
    """What notes struck again and again cost beyond a quarter of all, and fewer than six different ones."""
    notes = [token for bar in piece.bars for token in bar.events[0][::2] if token >= v.NOTE]
    again = sum(before == after for before, after in pairwise(notes)) / max(len(notes) - 1, 1)
    return 2.0 * max(again - 0.25, 0.0) + 0.15 * max(6 - len(set(notes)), 0)


def _foreign(mode: str) -> np.ndarray:
    """1 for each note outside the mode (minor may lead to its tonic) and half of that for each foreign tone of a
    chord, else 0: float64 (vocabulary.SIZE,)."""
    scale = set(MODES[mode])
    found = np.zeros(v.SIZE)
    for pitch in range(v.LOWEST, v.HIGHEST + 1):
        found[v.NOTE + pitch - v.LOWEST] = pitch % 12 not in scale
    for token in range(v.CHORD, v.NO_CHORD):
        root, kind = divmod(token - v.CHORD, len(v.KINDS))
        tones = {(root + tone) % 12 for tone in QUALITIES[v.KINDS[kind]]}
        leads = {11} if root in (7, 11) and mode in _MINOR else set[int]()
        found[token] = 0.5 * len(tones - scale - leads)
    return found


@lru_cache(maxsize=512)
def _tidy(at: int, simple: bool) -> np.ndarray:
    """Which lengths keep to beats that a hand can tap: sixteenths, dotted ones with what completes them, and in
    ``simple`` metres triplets of eighths in threes."""
    found = np.zeros(len(v.LENGTHS), bool)
    for index, length in enumerate(v.LENGTHS):
        end = at + length
        if at % GRID in (8, 16) and simple:
            found[index] = length == 8 or (at % GRID == 8 and length == 16)
        elif at % 6:
            found[index] = end % 6 == 0
        else:
            triplet = simple and at % GRID == 0 and length in (8, 16)
            found[index] = end % 6 == 0 or triplet or (at % 12 == 0 and length == 9)
    return found


def alone(piece: Piece) -> Piece:
    """The lead of ``piece`` with its chords."""
    bars = tuple(replace(bar, events=bar.events[:1]) for bar in piece.bars)
    return replace(piece, header=(*piece.header[:-1], v.VOICES), bars=bars)


def likelihoods(net: MelodyRNN, piece: Piece) -> np.ndarray:
    """The natural logarithm of how likely each chord and event of the lead of ``piece`` is, in order: float64 (n,)."""
    import torch

    rows, tokens, _ = line_rows(alone(piece))
    with torch.inference_mode():
        said = net(torch.from_numpy(rows.astype(np.int64))[None])[0][0].double().log_softmax(-1)  # (n, vocabulary)
        found: np.ndarray = said.gather(-1, torch.from_numpy(tokens.astype(np.int64))[:, None])[:, 0].numpy()
    return found
