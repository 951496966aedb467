"""What the artist changed about an understood prompt: small steps, applied anew whenever the prompt is read again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood, Scene

MOODS: dict[str, Mood] = {
    mark("joyful and lively"): Mood(0.7, 0.6),
    mark("calm and content"): Mood(0.5, -0.6),
    mark("happy"): Mood(0.6, 0.0),
    mark("tense"): Mood(-0.6, 0.7),
    mark("sad and quiet"): Mood(-0.6, -0.5),
    mark("gloomy"): Mood(-0.5, 0.0),
    mark("lively"): Mood(0.0, 0.7),
    mark("calm"): Mood(0.0, -0.6),
}
"""The words of ``understand.meaning.mood_words`` and a mood that each stands for."""

TEMPI: dict[str, float] = {mark("slow"): 70.0, mark("walking pace"): 96.0, mark("fast"): 140.0}

SETTINGS: tuple[tuple[str, ...], ...] = (
    (mark("forest"), mark("meadow"), mark("mountains"), mark("sea"), mark("beach"), mark("city"), mark("room")),
    (mark("dawn"), mark("day"), mark("sunset"), mark("night")),
    (mark("rain"), mark("storm"), mark("snow"), mark("fog")),
    (mark("spring"), mark("autumn")),
)
"""Where and when, by the names the lexicon of ``understand`` gives them: place, hour, weather, season."""


@dataclass(frozen=True)
class Correction:
    """``field``: subject, setting, mood, palette, tempo or language; ``add`` False takes ``value`` away."""

    field: str
    value: Any
    add: bool = True


def corrected(meaning: Meaning, steps: tuple[Correction, ...]) -> Meaning:
    """``meaning`` with every step applied in order; scenes follow."""
    for step in steps:
        meaning = _APPLY[step.field](meaning, step)
    return meaning


def with_step(steps: tuple[Correction, ...], step: Correction) -> tuple[Correction, ...]:
    """``steps`` and one more; its opposite, or an earlier value of a single field, goes."""
    single = step.field in ("mood", "tempo", "language")
    kept = tuple(s for s in steps if not (s.field == step.field and (single or s.value == step.value)))
    return (*kept, step)


def _subject(meaning: Meaning, step: Correction) -> Meaning:
    word = str(step.value)
    if step.add:
        subjects = meaning.subjects if word in meaning.subjects else (*meaning.subjects, word)
        scenes = meaning.scenes
        if scenes and not any(word in scene.subjects for scene in scenes):
            scenes = (replace(scenes[0], subjects=(*scenes[0].subjects, word)), *scenes[1:])
        return replace(meaning, subjects=subjects, scenes=scenes)
    return replace(
        meaning,
        subjects=tuple(s for s in meaning.subjects if s != word),
        tags=tuple(t for t in meaning.tags if t.word != word),
        key_phrases=tuple(t for t in meaning.key_phrases if t.word != word),
        scenes=tuple(replace(s, subjects=tuple(w for w in s.subjects if w != word)) for s in meaning.scenes),
    )


def settings(meaning: Meaning) -> tuple[str, ...]:
    """The places, hours and weathers of all scenes, each once."""
    parts = (part.strip() for scene in meaning.scenes for part in re.split("[,，、]", scene.setting))
    return tuple(dict.fromkeys(part for part in parts if part))


def _setting(meaning: Meaning, step: Correction) -> Meaning:
    name = str(step.value)
    rivals = next((group for group in SETTINGS if name in group), ()) if step.add else ()
    scenes = []
    for scene in meaning.scenes or (Scene(meaning.caption, subjects=meaning.subjects, mood=meaning.mood),):
        parts = [part.strip() for part in re.split("[,，、]", scene.setting)]
        kept = [part for part in parts if part and part != name and part not in rivals]
        scenes.append(replace(scene, setting=", ".join([*kept, name] if step.add else kept)))
    return replace(meaning, scenes=tuple(scenes))


def _mood(meaning: Meaning, step: Correction) -> Meaning:
    mood = step.value if step.add else Mood()
    return replace(meaning, mood=mood, scenes=tuple(replace(scene, mood=mood) for scene in meaning.scenes))


def _palette(meaning: Meaning, step: Correction) -> Meaning:
    others = tuple(c for c in meaning.palette if c.rgb != step.value)
    if not step.add:
        return replace(meaning, palette=others)
    colours = (*(c.rgb for c in others), step.value)
    return replace(meaning, palette=tuple(Colour(rgb, 1 / len(colours)) for rgb in colours))


def _tempo(meaning: Meaning, step: Correction) -> Meaning:
    return replace(meaning, tempo=float(step.value) if step.add else 0.0)


def _language(meaning: Meaning, step: Correction) -> Meaning:
    return replace(meaning, language=str(step.value) if step.add else "")


_APPLY = {
    "subject": _subject, "setting": _setting, "mood": _mood,
    "palette": _palette, "tempo": _tempo, "language": _language,
}  # fmt: skip
