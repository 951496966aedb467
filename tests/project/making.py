"""Documents and edits for tests, for the kill test and for the benchmarks."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from fractions import Fraction

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.project import edits, timeline
from crossmedia_studio.project.model import (
    Blend,
    Clip,
    Curve,
    Ease,
    EffectUse,
    Keyframe,
    Marker,
    MediaItem,
    Project,
    TextStyle,
    Track,
    TrackKind,
    Transform,
    Transition,
    new_project,
)

SECOND = TICKS_PER_SECOND


def item(kind: Kind, name: str = "one", length: int = 60 * SECOND) -> MediaItem:
    """A library item; its id is that of its name, for no file lies behind it."""
    suffix = {Kind.VIDEO: ".mp4", Kind.IMAGE: ".png", Kind.AUDIO: ".wav", Kind.TEXT: ".txt"}[kind]
    timed = kind in (Kind.VIDEO, Kind.AUDIO)
    return MediaItem(
        hashlib.sha256(f"{kind}{name}".encode()).hexdigest(), kind, f"{name}{suffix}", suffix, length if timed else 0
    )


VIDEO, IMAGE, AUDIO = item(Kind.VIDEO), item(Kind.IMAGE), item(Kind.AUDIO)


def empty() -> Project:
    """Five tracks and three library items, no clip."""
    return replace(new_project("Film"), media=(VIDEO, IMAGE, AUDIO))


def video_track(project: Project) -> Track:
    return project.tracks[0]


def row(*spans: tuple[int, int], media: str = VIDEO.id) -> Project:
    """A project whose first track carries clips ``c0``, ``c1`` … of the given starts and lengths (seconds)."""
    project = empty()
    clips = tuple(
        (project.tracks[0].id, Clip(f"c{i}", start * SECOND, length * SECOND, media, offset=10 * SECOND))
        for i, (start, length) in enumerate(spans)
    )
    return edits.AddClips(clips).apply(project)


def full() -> Project:
    """A document in which no part is at its default, 中文 included."""
    project = replace(
        new_project("Füchse 狐狸"), width=1920, height=1080, fps=Fraction(30000, 1001), rate=44_100, language="zh",
        notes="two\nlines", background="#ff102030", markers=(Marker(5, "here", "#112233"),),
    )  # fmt: skip
    recipe = Recipe(
        "collage", Kind.IMAGE, "a fox", 7, 640, 360, 1.5, "en", (("amount", 0.5), ("loud", True), ("n", 3)),
        (VIDEO.id,), (("style", "ab"),), "0.1.0",
    )  # fmt: skip
    made = replace(
        IMAGE, width=640, height=360, rate=1, channels=2, fps=Fraction(24000, 1001), has_audio=True,
        tags=("fox", "夜"), stars=4, recipe=recipe, meaning='{"kind":"image"}',
    )  # fmt: skip
    curve = Curve(1.0, (Keyframe(-5, 0.25, Ease.HOLD), Keyframe(0, 0.5, Ease.LINEAR), Keyframe(99, 2.0)))
    a = Clip(
        "a", 0, 2 * SECOND, made.id, offset=3, name="first", gain=curve, fade_in=5, fade_out=6, blend=Blend.SCREEN,
        transform=Transform(curve, curve, curve, curve, curve, "contain"),
        effects=(EffectUse("blur", (("amount", 2), ("words", ("a", 1.5))), False),),
    )  # fmt: skip
    b = Clip("b", 2 * SECOND, SECOND, VIDEO.id)
    words = Clip("w", 0, SECOND, text="Guten Tag\n你好", style=TextStyle("Noto", 0.1, "#010203", bold=True, x=0.1))
    cut = Transition("a", "b", SECOND // 2, "wipe", (("angle", 45.0),))
    tracks = list(project.tracks)
    tracks[1] = replace(
        tracks[1], clips=(a, b), transitions=(cut,), gain=-3.5, muted=True, hidden=True, speech=True, duck=12.0
    )
    tracks[4] = replace(tracks[4], clips=(words,), locked=True)
    return replace(project, tracks=tuple(tracks), media=(VIDEO, made, AUDIO))


def long(tracks: int, clips: int) -> Project:
    """A big document: ``clips`` on each of ``tracks``, every second one touching its neighbour."""
    rows = tuple(Track(f"t{i}", TrackKind.VIDEO, f"V{i}") for i in range(tracks))
    project = replace(new_project("Long"), media=(VIDEO,), tracks=rows)
    laid = (
        (f"t{t}", Clip(f"t{t}c{i}", i * SECOND, SECOND if i % 2 else SECOND // 2, VIDEO.id))
        for t in range(tracks)
        for i in range(clips)
    )
    return edits.AddClips(tuple(laid)).apply(project)


def random_edit(chance: random.Random, project: Project) -> edits.Edit:
    """Some edit an artist might try; it may be refused."""
    clips = [(track, clip) for track in project.tracks for clip in track.clips]
    track = chance.choice(project.tracks)
    at = chance.randrange(0, 40) * SECOND // 2
    if len(clips) < 3 or (len(clips) < 60 and chance.random() < 0.3):
        clip = Clip(f"{chance.getrandbits(64):x}", at, chance.randrange(1, 9) * SECOND // 2)
        if track.kind is TrackKind.TEXT:
            return edits.AddClip(track.id, replace(clip, text=chance.choice(("Hello", "你好", "a 'quoted' word"))))
        media = AUDIO if track.kind is TrackKind.AUDIO else chance.choice((VIDEO, IMAGE))
        return edits.AddTake(media, replace(clip, media=media.id), track.id)
    track, clip = chance.choice(clips)
    what = chance.randrange(10)
    if what == 0:
        return edits.MoveClips(((clip.id, track.id, at),))
    if what == 1:
        return edits.TrimClip(clip.id, clip.start + SECOND // 4, max(clip.length - SECOND // 4, 1))
    if what == 2:
        return edits.SplitClip(clip.id, clip.start + clip.length // 2, f"{chance.getrandbits(64):x}")
    if what == 3:
        return edits.RemoveClips((clip.id,), ripple=chance.random() < 0.5)
    if what == 4:
        return edits.SetClip(clip.id, gain=Curve(chance.uniform(-30, 6)), fade_in=chance.randrange(SECOND))
    if what == 5:
        after = timeline.neighbours(track, clip.id)[1]
        return edits.SetTransition(track.id, Transition(clip.id, after.id if after else "", SECOND // 2))
    if what == 6:
        return edits.SetTrack(track.id, muted=not track.muted)
    if what == 7:
        return edits.SetMarkers((*project.markers[-5:], Marker(at, "here")))
    if what == 8:
        return edits.SetTags(chance.choice(project.media).id, (f"tag{chance.randrange(9)}",))
    return edits.MoveTrack(track.id, chance.randrange(len(project.tracks)))
