"""Voice leading while a bar is written: registers, no crossing, no parallel fifths and octaves, chord tones on beats.

The rules of Fux and Bach's school that a small network does not always keep; what sounds is followed step by step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.media.notation import QUALITIES, Metre
from crossmedia_studio.represent.music import vocabulary as v

_LEAD, _MIDDLE, _BASS = (55, 88), (43, 79), (28, 60)
"""MIDI pitches with the tonic at C."""
_PARALLEL = 2.5
_STALE, _HELD, _CLASH = 0.8, 1.5, 2.0
"""Nats against a chord for each bar beyond two that it has stood, against holding a note for each bar beyond one, and
against holding one that is foreign to the chord."""
_ROOT = 1.2
"""Nats for the root of the chord in the bass where a bar begins."""
_AGAIN = 0.7
"""Nats against striking one pitch again in a middle voice, for each time that it was already."""
_WIDE, _LEAP = 1.0, 12
_PITCHES = np.arange(v.LOWEST, v.HIGHEST + 1)


class Leading:
    """Follows the voices of one piece. ``pull``: nats by which tones of the chord gain where a beat begins."""

    def __init__(self, pull: float) -> None:
        self._pull = pull
        self._bar, self._beat = 96, 24
        self._now = np.zeros((0, 0), int)
        """(voices, steps of the bar): the pitch that sounds, 0 for none."""
        self._before = np.zeros(0, int)
        self._voice = self._at = 0
        self._event = v.REST
        self._chords: list[int] = []
        self._stood = 0
        """Bars in a row that have had one and the same chord."""
        self._chord = -1
        self._bars_held: list[float] = []
        self._again: list[int] = []
        """How many times in a row each voice has struck its pitch again."""

    def begin(self, voices: int, metre: Metre) -> None:
        """A new bar."""
        if not len(self._before):
            self._before = np.zeros(voices, int)
        elif self._now.size:
            self._before = self._now[:, -1].copy()
            alone = set(self._chords)
            self._stood = self._stood + 1 if alone == {self._chord} else 1
            self._chord = self._chords[-1] if self._chords else -1
        if len(self._bars_held) != voices:
            self._bars_held, self._again = [0.0] * voices, [0] * voices
        self._bar, self._beat = metre.bar, metre.beat
        self._now = np.zeros((voices, metre.bar), int)
        self._chords = []

    def feed(self, token: int) -> None:
        """The token that was written."""
        if v.CHORD <= token < v.VOICE:
            self._chords.append(token)
        elif v.VOICE <= token < v.NOTE:
            self._voice, self._at = token - v.VOICE, 0
        elif token in (v.REST, v.HOLD) or v.NOTE <= token < v.DUR:
            self._event = token
        elif token >= v.DUR and len(self._now):
            pitch = self._last() if self._event == v.HOLD else 0
            length = v.LENGTHS[token - v.DUR] / self._bar
            if self._event >= v.NOTE:
                pitch = self._event - v.NOTE + v.LOWEST
                self._again[self._voice] = self._again[self._voice] + 1 if pitch == self._last() else 0
            held = self._bars_held[self._voice] if self._event == v.HOLD else 0.0
            self._bars_held[self._voice] = held + length
            end = self._at + v.LENGTHS[token - v.DUR]
            self._now[self._voice, self._at : end] = pitch
            self._at = end

    def allowed(self) -> np.ndarray:
        """bool, of the NOTE block: pitches in the register of the voice and below the voices above it."""
        voice, voices = self._voice, len(self._now)
        low, high = _LEAD if voice == 0 else _BASS if voice == voices - 1 else _MIDDLE
        inside: np.ndarray = (low <= _PITCHES) & (high >= _PITCHES)
        above = [pitch for pitch in self._now[:voice, self._at] if pitch] if self._at < self._bar else []
        under = inside & (min(above, default=999) > _PITCHES)
        return under if under.any() else inside

    def worth(self) -> np.ndarray:
        """Nats to be added to each pitch of the NOTE block."""
        nats = np.zeros(len(_PITCHES))
        last = self._last()
        if self._voice == 0 and last:
            nats -= _WIDE * np.maximum(np.abs(_PITCHES - last) - _LEAP, 0) / 2.0
        inner = 0 < self._voice < len(self._now) - 1
        tones = self._tones()
        if tones and (inner or self._at % self._beat == 0):
            nats += self._pull * np.isin(_PITCHES % 12, tones)
        if self._bass and self._at == 0 and tones:
            nats += _ROOT * (tones[0] == _PITCHES % 12)
        if inner and last:
            nats -= _AGAIN * (self._again[self._voice] + 1) * (last == _PITCHES)
        for other in range(self._voice) if last and self._at < self._bar else ():
            now, before = self._now[other, self._at], self._sounded(other)
            apart = (before - last) % 12
            if now and before and now != before and apart in (0, 7):
                nats -= _PARALLEL * (((now - _PITCHES) % 12 == apart) & (last != _PITCHES))
        return nats

    def worth_of_chords(self) -> np.ndarray:
        """Nats to be added to each token of the CHORD block, that of no chord included."""
        nats = np.zeros(v.VOICE - v.CHORD)
        if self._chord >= v.CHORD:
            nats[self._chord - v.CHORD] -= _STALE * max(self._stood - 1, 0)
        nats[-1] -= 2 * _STALE
        return nats

    def worth_of_holding(self) -> float:
        """Nats to be added to HOLD."""
        tones = self._tones()
        foreign = bool(tones) and self._last() % 12 not in (tones[:1] if self._bass else tones)
        return -_HELD * max(self._bars_held[self._voice] - 1.0, 0.0) - _CLASH * foreign

    @property
    def _bass(self) -> bool:
        return self._voice == len(self._now) - 1 > 0

    def _last(self) -> int:
        return self._sounded(self._voice)

    def _sounded(self, voice: int) -> int:
        """What ``voice`` sounded just before now."""
        return int(self._now[voice, self._at - 1] if self._at else self._before[voice])

    def _tones(self) -> Sequence[int]:
        """Pitch classes of the chord of this half of the bar."""
        named = self._chords[-1 if 2 * self._at >= self._bar else 0] if self._chords else v.NO_CHORD
        if named == v.NO_CHORD:
            return ()
        root, kind = divmod(named - v.CHORD, len(v.KINDS))
        return [(root + step) % 12 for step in QUALITIES[v.KINDS[kind]]]
