"""The light of a picture: the colours of sky, air and everything in it at an hour, in a weather, in a mood."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.generate.collage.brief import Brief
from crossmedia_studio.generate.collage.canvas import Colour, hexcode, mix, rgb, times

SAD = -0.3
"""Moods of a lower valence get a subdued light, and no flowers."""


@dataclass(frozen=True)
class Look:
    """``sky`` from the zenith down to the horizon; ``haze`` what far things fade into; ``ambient`` multiplies every
    colour; ``light`` is the colour of rims and glows; ``dark`` 0 day … 1 night; the rest are local colours."""

    sky: tuple[Colour, ...]
    haze: Colour
    ambient: Colour
    light: Colour
    dark: float
    grass: Colour = (0.45, 0.62, 0.28)
    leaves: tuple[Colour, ...] = ((0.30, 0.52, 0.27), (0.40, 0.60, 0.28), (0.24, 0.45, 0.30))
    rock: Colour = (0.47, 0.50, 0.56)
    water: Colour = (0.16, 0.46, 0.62)
    sand: Colour = (0.91, 0.76, 0.52)
    wall: Colour = (0.86, 0.78, 0.68)
    snow: float = 0.0

    def tone(self, local: Colour, distance: float, turn: float = 0.0) -> Colour:
        """``local`` under this light, ``distance`` 0 near … 1 lost in haze; ``turn`` lightens (+) or darkens (−)."""
        colour = times(local, self.ambient)
        colour = mix(colour, self.light, turn) if turn > 0 else mix(colour, (0.02, 0.02, 0.06), -turn)
        return mix(colour, self.haze, distance)

    def code(self, local: Colour, distance: float, turn: float = 0.0) -> str:
        """:meth:`tone` as ``#rrggbb``."""
        return hexcode(self.tone(local, distance, turn))


def _look(sky: str, haze: str, ambient: tuple[float, float, float], light: str, dark: float) -> Look:
    return Look(tuple(rgb(c) for c in sky.split()), rgb(haze), ambient, rgb(light), dark)


_HOURS = {
    "day": (
        _look("#3f87cf #7fb8e6 #c4e1ee #eaf3ea", "#cfe3e6", (1.0, 1.0, 1.0), "#fff6dc", 0.0),
        _look("#4aa3c7 #8ccbd6 #cfe8de #f6f1dc", "#d6e8dd", (1.0, 0.99, 0.95), "#fff3cf", 0.0),
        _look("#5a8fd0 #9cbfe8 #d6dff0 #fbeee0", "#dfe2ea", (1.0, 0.98, 0.97), "#fff0d0", 0.0),
    ),
    "night": (
        _look("#0a1230 #16245a #2b4382 #5273a8", "#3a568f", (0.44, 0.52, 0.78), "#d6e4ff", 1.0),
        _look("#0d0f2b #221f56 #45397f #7a6aa6", "#574b8c", (0.47, 0.48, 0.76), "#e6ddff", 1.0),
        _look("#071a2c #0e3550 #1f5a72 #4b8c96", "#2d6678", (0.42, 0.57, 0.68), "#d8f4f0", 1.0),
    ),
    "dawn": (
        _look("#5c7fb8 #a9a5cc #f0b8b2 #ffe2b8", "#ecc3b6", (0.92, 0.84, 0.86), "#ffe3b0", 0.15),
        _look("#6fa0bd #b9c9cf #f6d2b4 #ffedc4", "#efd5be", (0.95, 0.89, 0.84), "#fff0bf", 0.1),
    ),
    "sunset": (
        _look("#33316e #8a4b8c #e8736a #ffc46b", "#e08a6c", (0.84, 0.64, 0.68), "#ffc978", 0.4),
        _look("#2b3b73 #7d5b93 #f08a6a #ffd884", "#e79c78", (0.86, 0.68, 0.66), "#ffd48a", 0.35),
        _look("#46275f #a03f72 #f0685a #ffb45e", "#d9756b", (0.85, 0.60, 0.64), "#ffbd6e", 0.4),
    ),
}
_WEATHERS = {
    "rain": ("#64748a #8e9fae #b7c3c9 #cfd6d4", "#aebbc2", (0.78, 0.83, 0.88), 0.2),
    "storm": ("#1f2937 #3b4a5e #62728a #98a3a8", "#66768a", (0.55, 0.61, 0.72), 0.6),
    "fog": ("#aab8c0 #c3ccd0 #d6dbda #e2e3de", "#d2d8d8", (0.88, 0.91, 0.93), 0.05),
    "snow": ("#8fb0d0 #b7cde2 #dbe6ef #f4f1ee", "#dde7ef", (0.93, 0.96, 1.0), 0.05),
}


def choose(brief: Brief, random: np.random.Generator) -> Look:
    """The light for ``brief``: one of several palettes of its hour, turned by weather, season and mood."""
    options = _HOURS[brief.hour]
    look = options[int(random.integers(len(options)))]
    if brief.weather in _WEATHERS:
        sky, haze, ambient, dark = _WEATHERS[brief.weather]
        share = 0.85 if brief.hour == "day" else (0.55 if brief.weather in ("storm", "fog") else 0.25)
        if brief.hour == "night":
            share *= 0.5
        grey = tuple(rgb(code) for code in sky.split())
        look = replace(
            look, sky=tuple(mix(a, b, share) for a, b in zip(look.sky, grey, strict=True)),
            haze=mix(look.haze, rgb(haze), share), ambient=mix(look.ambient, ambient, share),
            dark=look.dark + (dark - look.dark) * share if dark > look.dark else look.dark,
        )  # fmt: skip
    if brief.weather == "snow":
        frosted = ((0.38, 0.55, 0.55), (0.46, 0.62, 0.62), (0.32, 0.47, 0.50))
        look = replace(look, snow=1.0, grass=(0.93, 0.95, 0.98), leaves=frosted)
    elif brief.season == "autumn":
        turned = ((0.86, 0.45, 0.16), (0.92, 0.63, 0.20), (0.72, 0.30, 0.18))
        look = replace(look, grass=(0.76, 0.62, 0.30), leaves=turned)
    elif brief.season == "spring":
        blossoming = ((0.96, 0.72, 0.78), (0.93, 0.62, 0.72), (0.56, 0.74, 0.42))
        look = replace(look, grass=(0.55, 0.74, 0.38), leaves=blossoming)
    if brief.hour in ("dawn", "sunset"):  # still water is the colour of the sky above it, a little deeper
        mirrored = mix(mix(look.sky[0], look.sky[1], 0.45), (0.05, 0.30, 0.48), 0.35)
        r, g, b = (m / a for m, a in zip(mirrored, look.ambient, strict=True))
        look = replace(look, water=(r, g, b))
    return _felt(look, brief, float(random.uniform(-0.018, 0.018)))


def _felt(look: Look, brief: Brief, turn: float) -> Look:
    """Mood: sadness greys and dims, excitement saturates; ``turn`` of hue makes no two skies quite alike."""
    saturation = 1 + 0.25 * brief.mood.arousal + 0.15 * brief.mood.valence
    value = 1 + 0.10 * min(brief.mood.valence, 0.0)
    if brief.mood.valence < SAD:
        gloom = min((SAD - brief.mood.valence) / 0.4 + 0.35, 1.0)
        saturation = min(saturation, 1.0) * (1 - 0.45 * gloom)
        value *= 1 - 0.18 * gloom
        ambient = mix(look.ambient, times(look.ambient, (0.66, 0.70, 0.78)), gloom)
        look = replace(look, ambient=ambient, light=mix(look.light, (0.80, 0.84, 0.90), 0.6 * gloom))

    def feel(colour: Colour) -> Colour:
        hue, s, v = colorsys.rgb_to_hsv(*(min(max(c, 0.0), 1.0) for c in colour))
        return colorsys.hsv_to_rgb((hue + turn) % 1, min(s * saturation, 1.0), v * value)

    return replace(
        look, sky=tuple(map(feel, look.sky)), haze=feel(look.haze), grass=feel(look.grass),
        leaves=tuple(map(feel, look.leaves)), water=feel(look.water),
    )  # fmt: skip
