"""Which tokens may follow: masks that keep every sampled piece well formed and every bar full."""

from __future__ import annotations

import copy
from functools import lru_cache

import numpy as np

from crossmedia_studio.represent.music import vocabulary as v


class Grammar:
    """Follows one piece token by token. ``allowed()`` before each, ``feed(token)`` after it.

    A generator that has a plan of the form feeds BAR and LEFT itself. Feeding what is not allowed raises ValueError.
    """

    def __init__(self) -> None:
        self.metre = v.METRES[2]
        self.voices = 1
        self.left = -1
        """Bars still to come, as the last LEFT token says; −1 before the first bar."""
        self.room = 0
        """Steps of the bar that the present voice has not filled yet."""
        self.done = False
        self._expected: tuple[str, ...] = ("start",)
        self._bar = -1
        self._voice = -1
        self._chords = 0
        self._sounding = [False] * v.MOST_VOICES
        self._touched = [False] * v.MOST_VOICES

    @property
    def voice(self) -> int:
        """The voice whose events come now; −1 outside."""
        return self._voice

    def copy(self) -> Grammar:
        """One that goes on by itself from here."""
        other = copy.copy(self)
        other._sounding, other._touched = list(self._sounding), list(self._touched)
        return other

    def allowed(self) -> np.ndarray:
        """bool (vocabulary.SIZE,), read-only: what may come next. Nothing after the end."""
        if self.done:
            return _none()
        return _mask(self._expected, self._bar, self.left, self._voice, self.voices, self.room, self._may_hold())

    def feed(self, token: int) -> None:
        """Go on by one token."""
        if self.done or not 0 <= token < v.SIZE or not self.allowed()[token]:
            raise ValueError(f"{token} cannot come here")
        kind = v.kind(token)
        if kind == "end":
            self.done = True
        elif kind == "start":
            self._expected = (v.HEADER[0],)
        elif kind in v.HEADER:
            if kind == "metre":
                self.metre = v.METRES[token - v.METRE]
            elif kind == "voices":
                self.voices = token - v.VOICES + 1
            place = v.HEADER.index(kind) + 1
            self._expected = (v.HEADER[place],) if place < len(v.HEADER) else ("bar",)
        elif kind == "bar":
            self._bar = token
            self._sounding = [sounds and touched for sounds, touched in zip(self._sounding, self._touched, strict=True)]
            self._touched = [False] * v.MOST_VOICES
            self._voice, self._chords = -1, 0
            self._expected = ("left",)
        elif kind == "left":
            self.left = token - v.LEFT
            self._expected = ("chord",)
        elif kind == "chord":
            self._chords += 1
            self._expected = ("chord", "voice") if self._chords < 2 and v.halves(self.metre) else ("voice",)
        elif kind == "voice":
            self._voice, self.room = token - v.VOICE, self.metre.bar
            self._touched[self._voice] = True
            self._expected = ("event",)
        elif kind in ("note", "rest", "hold"):
            self._sounding[self._voice] = kind != "rest"
            self._expected = ("dur",)
        else:
            self.room -= v.LENGTHS[token - v.DUR]
            if self.room:
                self._expected = ("event",)
            else:
                more = ("voice",) if self._voice + 1 < self.voices else ()
                self._expected = (*more, "end") if self.left == 0 else (*more, "bar")

    def _may_hold(self) -> bool:
        return self._voice >= 0 and self._sounding[self._voice]


@lru_cache(maxsize=1)
def _none() -> np.ndarray:
    return np.zeros(v.SIZE, bool)


@lru_cache(maxsize=8192)
def _mask(expected: tuple[str, ...], bar: int, left: int, voice: int, voices: int, room: int, hold: bool) -> np.ndarray:
    mask = np.zeros(v.SIZE, bool)
    for kind in expected:
        if kind == "start":
            mask[v.START] = True
        elif kind == "end":
            mask[v.END] = True
        elif kind == "bar":
            letters = np.arange(len(v.LETTERS))
            mask[v.BAR + letters * v.PLACES] = True
            if bar < 0:  # an upbeat
                mask[v.BAR + v.PLACES - 1] = True
            else:
                place = (bar - v.BAR) % v.PLACES
                mask[bar - place + (place + 1) % v.PLACES] = True
        elif kind == "left":
            mask[v.LEFT : v.CHORD] = True
            if left >= 0:
                mask[v.LEFT : v.CHORD] = False
                mask[v.LEFT + max(left - 1, 0)] = True
                if v.LEFTS[left] >= 8:  # a class of several bars goes on or gives way to the one below
                    mask[v.LEFT + left] = True
        elif kind == "voice":
            first = voice + 1
            last = voices if voice >= 0 else 1
            mask[v.VOICE + first : v.VOICE + last] = True
        elif kind == "event":
            mask[v.NOTE : v.DUR] = True
            mask[v.REST] = True
            mask[v.HOLD] = hold
        elif kind == "dur":
            for index, length in enumerate(v.LENGTHS):
                mask[v.DUR + index] = length <= room and v.fillable(room - length)
        else:
            first, last = v.BLOCKS[kind]
            mask[first:last] = True
    mask.flags.writeable = False
    return mask
