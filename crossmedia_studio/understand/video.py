"""Understands films: shots with their key frames, motion, palette, what is seen, and all that its sound means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossmedia_studio.core.i18n import language as shown_language
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.media import video as films
from crossmedia_studio.media.kinds import Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels
from crossmedia_studio.understand.audio import understand_audio
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.colour import composition, mood_of_colours, palette, small
from crossmedia_studio.understand.meaning import Meaning, Mood, Shot, Tag
from crossmedia_studio.understand.shots import WIDTH, Glance, Glancer, find_shots, mean_motion

_FRAMES = 30_000
"""Frames looked at in all; of a longer film every n-th."""
_SOUND_RATE = 24_000
_KEYS = 40
"""Key frames named by the classifier; of more shots the longest."""


def understand_video(film: Video, models: Models, step: Step = no_step) -> Meaning:
    """The meaning of ``film``. Labels and words heard need their models installed; without them the rest stands."""
    length = seconds(film.duration)
    glances = _look_through(film, part(step, 0.0, 0.5, tr("Looking through the film")))
    shots = find_shots(glances, length)
    step(0.5, 1.0, tr("Looking at the shots"))
    shots, reduced, tags, subjects = _see(film, shots, models, part(step, 0.5, 0.7, tr("Looking at the shots")))
    together = _side_by_side(reduced)
    measures = composition(together)
    colours = mood_of_colours(dict(measures))
    motion = mean_motion(shots)
    pace = np.clip(len(shots) / max(length, 1.0) * 3.0, 0, 1)
    mood = Mood(colours.valence, round(float(np.clip(colours.arousal + 0.6 * motion + 0.3 * pace, -1, 1)), 3))
    meaning = Meaning(
        Kind.VIDEO,
        tags=tags,
        mood=mood,
        palette=palette(together),
        composition=measures,
        width=film.width,
        height=film.height,
        duration=round(length, 3),
        shots=shots,
        subjects=subjects,
    )
    if film.has_audio:
        meaning = _listen(meaning, film, models, part(step, 0.7, 1.0))
    step(1.0)
    return replace(meaning, caption=caption(meaning, shown_language()))


def _look_through(film: Video, step: Step) -> list[Glance]:
    count = max(int(seconds(film.duration) * film.fps), 1)
    stride = max(-(-count // _FRAMES), 1)
    glancer = Glancer()
    glances: list[Glance] = []
    for time, pixels in films.frames(film.path, 0, stride, width=WIDTH):
        if not len(glances) % 8:
            step(min(time, film.duration), max(film.duration, 1))
        glances.append(glancer.look(time, pixels))
    return glances


def _see(
    film: Video, shots: tuple[Shot, ...], models: Models, step: Step
) -> tuple[tuple[Shot, ...], list[np.ndarray], tuple[Tag, ...], tuple[str, ...]]:
    """Shots with their tags, their key frames made small, the things seen by the time they fill, and the sure ones."""
    chosen = sorted(sorted(range(len(shots)), key=lambda i: shots[i].start - shots[i].end)[:_KEYS])
    named = models.installed(labels.ENTRY)
    told, reduced = list(shots), []
    shown: dict[str, float] = {}
    sure: dict[str, None] = {}
    total = sum(shots[i].end - shots[i].start for i in chosen) or 1.0
    with films.Reader(film.path) as reader:
        for done, i in enumerate(chosen):
            step(done, len(chosen))
            frame = reader.at(ticks(shots[i].key))
            reduced.append(small(frame))
            if named:
                seen = labels.classify([frame], models)[0]
                told[i] = replace(shots[i], tags=seen.tags[:3])
                for thing in seen.things:
                    if thing.score >= 0.45:
                        sure[thing.word] = None
                    shown[thing.word] = shown.get(thing.word, 0.0) + thing.score * (shots[i].end - shots[i].start)
    ranked = sorted(shown.items(), key=lambda pair: -pair[1])[:8]
    tags = tuple(Tag(word, round(min(score / total, 1.0), 3)) for word, score in ranked)
    return tuple(told), reduced, tags, tuple(sure)[:12]


def _side_by_side(pictures: list[np.ndarray]) -> np.ndarray:
    """Small frames of one film as one picture (h, n·w, 4)."""
    height, width = min(p.shape[0] for p in pictures), min(p.shape[1] for p in pictures)
    return np.concatenate([p[:height, :width] for p in pictures], axis=1)


def _listen(meaning: Meaning, film: Video, models: Models, step: Step) -> Meaning:
    step(0.0, 1.0, tr("Listening"))
    sound = films.sound(film.path, _SOUND_RATE)
    if sound is None:
        return meaning
    heard = understand_audio(sound, models, step)
    mood = meaning.mood
    if heard.tempo or heard.transcript:
        both = (meaning.mood, heard.mood)
        mood = Mood(round(sum(m.valence for m in both) / 2, 3), round(sum(m.arousal for m in both) / 2, 3))
    subjects = tuple(dict.fromkeys([*meaning.subjects, *heard.subjects]))
    return replace(
        meaning, language=heard.language, summary=heard.summary, key_phrases=heard.key_phrases, subjects=subjects,
        mood=mood, tempo=heard.tempo, beats=heard.beats, key=heard.key, energy=heard.energy, loudness=heard.loudness,
        is_speech=heard.is_speech, transcript=heard.transcript,
    )  # fmt: skip
