"""A picture read as a score: left to right is time, height is pitch, brightness is loudness, hue is the instrument."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.music.score import Note, Part, Score
from crossmedia_studio.generate.music.theory import NAMES

_STEP = 0.25
"""Seconds a column."""
_MAJOR, _MINOR = (0, 2, 4, 7, 9), (0, 3, 5, 7, 10)
_PLAYERS = (("Harp", 46, 0.0, -0.3, False), ("Vibraphone", 11, -2.0, 0.3, False), ("Strings", 48, -4.0, 0.0, True))
"""For warm, green and cool colours: name, General MIDI program, level, place, whether it swells."""
_VOICES = 3


def scan(pixels: np.ndarray, seconds: float, bright: bool, tonic: int = 0) -> Score:
    """The score of ``pixels`` uint8 (height, width, 4); pentatonic, major if ``bright``, closing on its tonic."""
    scale = _MAJOR if bright else _MINOR
    keys = [40 + tonic + 12 * octave + step for octave in range(4) for step in scale]
    tail = min(2.5, 0.2 * seconds)
    columns = max(int((seconds - tail) / _STEP), 2)
    weight, family = _salience(pixels, len(keys), columns)
    notes: list[list[Note]] = [[] for _ in _PLAYERS]
    held: dict[tuple[int, int], tuple[int, float]] = {}
    for column in range(columns + 1):
        sounding: dict[tuple[int, int], float] = {}
        if column < columns:
            for row in np.argsort(weight[:, column])[::-1][:_VOICES]:
                if weight[row, column] > 0.25:
                    sounding[int(family[row, column]), int(row)] = float(weight[row, column])
        for voice, (start, force) in list(held.items()):
            limit = 8 if _PLAYERS[voice[0]][4] else 3
            if voice not in sounding or column - start >= limit:
                length = (column - start) * _STEP + (0.5 if voice[0] < 2 else 0.1)
                pitch = keys[len(keys) - 1 - voice[1]]
                notes[voice[0]].append(Note(0.05 + start * _STEP, length, pitch, int(40 + 70 * force)))
                del held[voice]
        for voice, force in sounding.items():
            held.setdefault(voice, (column, force))
    end = 0.05 + columns * _STEP
    for pitch in (40 + tonic, 52 + tonic, 52 + tonic + scale[2], 64 + tonic):
        notes[0].append(Note(end, seconds - end, pitch, 72))
    parts = tuple(
        Part(name, program, tuple(sorted(line, key=lambda n: (n.start, n.pitch))), level=level, pan=pan, send=0.4,
             swell=False)
        for (name, program, level, pan, _), line in zip(_PLAYERS, notes, strict=True) if line
    )  # fmt: skip
    mode = "major" if bright else "minor"
    return Score(seconds, 60 / (2 * _STEP), f"{NAMES[(4 + tonic) % 12]} {mode}", "picture", parts)


def _salience(pixels: np.ndarray, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """How much each cell of a (rows, columns) grid stands out, 0–1, and which family its hue belongs to."""
    from PIL import Image

    small = Image.fromarray(pixels).convert("RGB").resize((columns, rows), Image.Resampling.BOX)
    rgb = np.asarray(small, np.float64) / 255
    light = rgb @ np.array([0.2126, 0.7152, 0.0722])
    vivid = rgb.max(axis=2) - rgb.min(axis=2)
    weight = np.abs(light - np.median(light, axis=0)) + 0.5 * np.abs(vivid - np.median(vivid, axis=0)) + 0.15 * light
    weight /= max(float(np.quantile(weight, 0.98)), 1e-6)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    family = np.where(blue >= np.maximum(red, green), 2, np.where(green > red, 1, 0))
    return np.clip(weight, 0, 1), family
