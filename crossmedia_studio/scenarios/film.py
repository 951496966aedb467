"""A film from a text: scenes, pictures with a moving camera, narration, music ducked beneath it, captions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from crossmedia_studio import __version__
from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.timing import TICKS_PER_SECOND, ticks
from crossmedia_studio.generate.backend import Take
from crossmedia_studio.generate.make import make
from crossmedia_studio.generate.music import scorer
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.generate.speech.narrate import narrate
from crossmedia_studio.generate.speech.voices import VOICES
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project import model as doc
from crossmedia_studio.represent.conditions import Ask
from crossmedia_studio.scenarios import opening as openings
from crossmedia_studio.scenarios.script import Script, read_script
from crossmedia_studio.understand.meaning import Meaning, Scene, Spoken

PAUSE = 0.7
"""Seconds of quiet after each scene's narration; half a second is lost to the dissolve."""
DISSOLVE = 0.8
ENDING = 1.6
ZOOM = 1.14
OVERSIZE = 1.15
"""Pictures are made this much larger than the film, so that the camera can close in and stay sharp."""


@dataclass(frozen=True)
class FilmOptions:
    """What an artist can choose about a film from a text."""

    width: int = option(1280, mark("Width"), unit="px", minimum=64, maximum=3840)
    height: int = option(720, mark("Height"), unit="px", minimum=64, maximum=2160)
    scenes: int = option(
        4, mark("Scenes"), help=mark("Into how many pictures the text is divided."), minimum=1, maximum=24
    )
    voice: str = option(
        "",
        mark("Voice"),
        choices=("", *VOICES),
        choice_labels=(mark("By language"), *VOICES.values()),
    )
    speed: float = option(1.0, mark("Speaking speed"), minimum=0.5, maximum=2.0)
    style: str = option("", mark("Style"), help=mark("The look of the pictures; empty: the model's own."))
    music: str = option(
        "",
        mark("Music"),
        choices=("", *STYLES),
        choice_labels=(mark("By mood"), *(style.label for style in STYLES.values())),
    )
    music_by: str = option(
        "", mark("Composed"), choices=("", "score", "composer"),
        choice_labels=(mark("By the best that is installed"), mark("By the Score Transformer"), mark("By rule")),
    )  # fmt: skip
    music_level: float = option(-6.0, mark("Music level"), unit="dB", minimum=-60, maximum=12)
    captions: bool = option(True, mark("Captions"))
    opening: str = option(
        "3d", mark("Opening picture"), choices=openings.STYLES, choice_labels=openings.STYLE_LABELS,
        help=mark("Behind the title Sketchbook draws whom the film is about, if it knows them."),
    )  # fmt: skip
    picture_model: str = option("", mark("Picture model"), help=mark("Empty: the best that is installed."))


@dataclass(frozen=True)
class _Part:
    """One scene of the film: its picture, narration and caption times, and where it lies (seconds)."""

    picture: doc.MediaItem
    voice: doc.MediaItem
    spoken: tuple[Spoken, ...]
    start: float
    length: float


def film(
    text: str,
    name: str,
    options: FilmOptions,
    seed: int,
    add: Callable[[Take], doc.MediaItem],
    models: Models,
    scratch: Path,
    step: Step,
) -> doc.Project:
    """A whole project for ``text``. ``add`` stores a take and gives its library item.

    Raises MediaError for a text without words. The same text, options, models and seed give the same film.
    """
    script = read_script(text, options.scenes, models, part(step, 0.0, 0.03, tr("Reading the text")))
    if not script.scenes:
        raise MediaError(tr("There are no words to film"), do=tr("Write a few sentences and try again"))
    parts: list[_Part] = []
    size = round(options.width * OVERSIZE), round(options.height * OVERSIZE)
    words = tr("Drawing the opening")
    first = openings.opening(script, options.opening, seed, *size, models, scratch, part(step, 0.03, 0.1, words))
    front = add(first) if first is not None else None
    start = openings.SECONDS if front else 0.0
    count = len(script.scenes)
    for index, scene in enumerate(script.scenes):
        low, high = 0.1 + 0.7 * index / count, 0.1 + 0.7 * (index + 1) / count
        middle = (low + high) / 2
        words = tr("Scene {number} of {count}", number=index + 1, count=count)
        picture = _picture(script, scene, options, seed + index, models, scratch, part(step, low, middle, words))
        voice, times = narrate(scene.text, options.voice, options.speed, models, part(step, middle, high, words))
        length = voice.duration + (PAUSE if index < count - 1 else ENDING)
        parts.append(
            _Part(add(picture), add(_spoken(scene.text, voice, options, script, models)), times, start, length)
        )
        start += length
    music = make(
        Ask(Kind.AUDIO, script.text, seed, duration=start, language=script.language),
        (),
        models,
        scratch,
        part(step, 0.8, 1.0, tr("Composing the music")),
        backend=options.music_by or ("score" if models.installed(scorer.SHIPPED) else "composer"),
        options={"style": options.music, "underscore": True},
        prompt=script.meaning,
    )
    item = add(replace(music, name=tr("Music: {name}", name=script.title or name)))
    return assemble(script, name, options, tuple(parts), item, start, front)


def _picture(
    script: Script, scene: Scene, options: FilmOptions, seed: int, models: Models, scratch: Path, step: Step
) -> Take:
    """The picture of ``scene``; its meaning carries over who and where from the scenes before."""
    meaning = Meaning(
        Kind.TEXT,
        language=script.language,
        caption=scene.text,
        subjects=scene.subjects,
        mood=scene.mood,
        scenes=(scene,),
    )
    ask = Ask(
        Kind.IMAGE,
        scene.text,
        seed,
        round(options.width * OVERSIZE),
        round(options.height * OVERSIZE),
        language=script.language,
    )
    chosen = {"style": options.style} if options.style else {}
    return make(ask, (), models, scratch, step, backend=options.picture_model, options=chosen, prompt=meaning)


def _spoken(text: str, voice: Audio, options: FilmOptions, script: Script, models: Models) -> Take:
    """The narration as a take that the speaker alone can make again."""
    chosen = {"voice": options.voice, "speed": options.speed}
    recipe = Recipe(
        "speaker",
        Kind.AUDIO,
        text,
        language=script.language,
        options=tuple(sorted((key, value) for key, value in chosen.items() if value)),
        weights=(("kokoro", models.fingerprint("kokoro")),),
        engine=__version__,
    )
    return Take(voice, recipe, tr("Narration: {words}", words=text[:32]))


def assemble(
    script: Script,
    name: str,
    options: FilmOptions,
    parts: tuple[_Part, ...],
    music: doc.MediaItem,
    seconds: float,
    front: doc.MediaItem | None = None,
) -> doc.Project:
    """The timeline: pictures under dissolves, narration, ducked music, captions; ``front`` opens it."""
    end = ticks(seconds)
    pictures, voices, captions = [], [], []
    if front is not None:
        length = ticks(parts[0].start)
        clip = doc.Clip(doc.new_id(), 0, length, media=front.id, name=front.name, fade_in=TICKS_PER_SECOND // 2)
        pictures.append(replace(clip, transform=camera(0, length)))
    for index, piece in enumerate(parts):
        start, until = ticks(piece.start), ticks(piece.start + piece.length)
        clip = doc.Clip(doc.new_id(), start, until - start, media=piece.picture.id, name=piece.picture.name)
        fade_out = TICKS_PER_SECOND if index == len(parts) - 1 else 0
        move = camera(index + (front is not None), until - start)
        pictures.append(replace(clip, transform=move, fade_out=fade_out))
        voices.append(
            doc.Clip(
                doc.new_id(), start + _lead(index), piece.voice.length, media=piece.voice.id, name=piece.voice.name
            )
        )
        captions += [_caption(line, start + _lead(index)) for line in piece.spoken]
    cuts = tuple(doc.Transition(left.id, right.id, ticks(DISSOLVE)) for left, right in pairwise(pictures))
    score = doc.Clip(
        doc.new_id(),
        0,
        min(end, music.length),
        media=music.id,
        name=music.name,
        gain=doc.Curve(options.music_level),
        fade_in=TICKS_PER_SECOND // 2,
        fade_out=TICKS_PER_SECOND * 3 // 2,
    )
    kinds = doc.TrackKind
    tracks = [
        doc.Track(doc.new_id(), kinds.VIDEO, tr("Pictures"), tuple(pictures), cuts),
        doc.Track(doc.new_id(), kinds.AUDIO, tr("Narration"), tuple(voices), speech=True),
        doc.Track(doc.new_id(), kinds.AUDIO, tr("Music"), (score,), duck=9.0),
    ]
    if script.title:
        title = doc.Clip(
            doc.new_id(),
            ticks(0.4),
            ticks(min(3.2, (parts[0].start or parts[0].length) - 0.4)),
            text=script.title,
            style=doc.TextStyle(size=0.1, bold=True, y=0.16 if front else 0.24),
            fade_in=ticks(0.5),
            fade_out=ticks(0.5),
        )
        tracks.append(doc.Track(doc.new_id(), kinds.TEXT, tr("Title"), (title,)))
    if options.captions:
        tracks.append(doc.Track(doc.new_id(), kinds.TEXT, tr("Captions"), tuple(captions)))
    items = {item.id: item for piece in parts for item in (piece.picture, piece.voice)} | {music.id: music}
    if front is not None:
        items = {front.id: front} | items
    return doc.Project(
        doc.new_id(),
        script.title or name,
        options.width,
        options.height,
        tracks=tuple(tracks),
        media=tuple(items.values()),
        language=script.language,
        notes=script.text,
    )


def camera(index: int, length: int) -> doc.Transform:
    """A slow move over ``length`` ticks: in, out, left, right in turn, so that no two scenes move alike."""
    near = doc.Curve(ZOOM)
    drift = (ZOOM - 1) / 2 * 0.9

    def run(first: float, last: float) -> doc.Curve:
        return doc.Curve(first, (doc.Keyframe(0, first, doc.Ease.LINEAR), doc.Keyframe(length, last)))

    moves = (
        doc.Transform(scale=run(1.0, ZOOM)),
        doc.Transform(scale=near, x=run(drift, -drift)),
        doc.Transform(scale=run(ZOOM, 1.0)),
        doc.Transform(scale=near, x=run(-drift, drift)),
    )
    return moves[index % len(moves)]


def _lead(index: int) -> int:
    """Ticks between the start of a scene's picture and its first word."""
    return ticks(PAUSE / 2 if index else 0.5)


def _caption(line: Spoken, start: int) -> doc.Clip:
    begin, end = start + ticks(line.start), start + ticks(line.end)
    return doc.Clip(doc.new_id(), begin, max(end - begin, ticks(0.3)), text=line.text)
