"""What a frame shows, as plain hashable values: the key of a frame, and all that the renderer paints from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.fuse.effects import EFFECTS
from crossmedia_studio.project.model import (
    Blend,
    Clip,
    Curve,
    EffectUse,
    Project,
    TextStyle,
    Track,
    TrackKind,
)
from crossmedia_studio.project.timeline import clip_at, crossing_at, value_at


@dataclass(frozen=True)
class Layer:
    """One picture or film frame in its place. ``source_time`` in ticks into the media (0 for a still).

    ``peak`` is the largest scale the clip reaches and ``moving`` whether its place changes over time: both decide how
    the picture is prepared, so that a slow zoom stays sharp and steady. ``clock`` is the timeline time if an effect
    of the layer changes with time, else 0.
    """

    clip: str
    media: str
    source_time: int
    x: float
    y: float
    scale: float
    rotation: float
    opacity: float
    fit: str
    peak: float
    moving: bool
    blend: Blend
    effects: tuple[EffectUse, ...]
    clock: int


@dataclass(frozen=True)
class Blended:
    """Two layers in a transition at ``progress`` 0–1."""

    left: Layer
    right: Layer
    kind: str
    options: tuple[tuple[str, Any], ...]
    progress: float


@dataclass(frozen=True)
class Caption:
    """Words over the picture, with the transform of their clip."""

    text: str
    style: TextStyle
    x: float
    y: float
    scale: float
    rotation: float
    opacity: float


@dataclass(frozen=True)
class Plan:
    """A frame from bottom to top."""

    background: str
    layers: tuple[Layer | Blended, ...]
    captions: tuple[Caption, ...]


def plan(project: Project, time: int) -> Plan:
    """What is on screen at ``time`` (timeline ticks). Hidden tracks and clips that show nothing are left out."""
    layers: list[Layer | Blended] = []
    captions: list[Caption] = []
    for track in project.tracks:
        if track.hidden or track.kind is TrackKind.AUDIO:
            continue
        if track.kind is TrackKind.TEXT:
            clip = clip_at(track, time)
            if clip is not None and clip.text.strip():
                caption = _caption(clip, time)
                if caption.opacity > 0:
                    captions.append(caption)
        else:
            item = _picture(project, track, time)
            if item is not None:
                layers.append(item)
    return Plan(project.background, tuple(layers), tuple(captions))


def _picture(project: Project, track: Track, time: int) -> Layer | Blended | None:
    crossing = crossing_at(track, time)
    if crossing is not None:
        left = _layer(project, crossing.left, time, fade_out=False)
        right = _layer(project, crossing.right, time, fade_in=False)
        if left is not None and right is not None:
            use = crossing.transition
            return Blended(left, right, use.kind, use.options, crossing.progress(time))
    clip = clip_at(track, time)
    layer = _layer(project, clip, time) if clip is not None else None
    return layer if layer is not None and layer.opacity > 0 and layer.scale > 0 else None


def _layer(project: Project, clip: Clip, time: int, fade_in: bool = True, fade_out: bool = True) -> Layer | None:
    item = project.items.get(clip.media)
    if item is not None and item.kind not in (Kind.IMAGE, Kind.VIDEO):
        return None
    clip_time = time - clip.start
    source_time = 0
    if item is not None and item.kind is Kind.VIDEO:
        source_time = max(clip.offset + clip_time, 0)
        source_time = min(source_time, item.length - 1) if item.length else source_time
    effects = tuple(use for use in clip.effects if use.enabled)
    place = clip.transform
    return Layer(
        clip=clip.id,
        media=clip.media,
        source_time=source_time,
        x=value_at(place.x, clip_time),
        y=value_at(place.y, clip_time),
        scale=value_at(place.scale, clip_time),
        rotation=value_at(place.rotation, clip_time),
        opacity=_opacity(clip, clip_time, fade_in, fade_out),
        fit=place.fit,
        peak=max((key.value for key in place.scale.keys), default=place.scale.value),
        moving=any(_varies(curve) for curve in (place.x, place.y, place.scale, place.rotation)),
        blend=clip.blend,
        effects=effects,
        clock=time if any(use.name in EFFECTS and EFFECTS[use.name].moves for use in effects) else 0,
    )


def _varies(curve: Curve) -> bool:
    return len({key.value for key in curve.keys}) > 1


def _caption(clip: Clip, time: int) -> Caption:
    at, place = time - clip.start, clip.transform
    return Caption(
        text=clip.text.strip(),
        style=clip.style,
        x=value_at(place.x, at),
        y=value_at(place.y, at),
        scale=value_at(place.scale, at),
        rotation=value_at(place.rotation, at),
        opacity=_opacity(clip, at, True, True),
    )


def _opacity(clip: Clip, clip_time: int, fade_in: bool, fade_out: bool) -> float:
    value = value_at(clip.transform.opacity, clip_time)
    if fade_in and clip.fade_in > 0:
        value *= min(clip_time / clip.fade_in, 1.0)
    if fade_out and clip.fade_out > 0:
        value *= min((clip.length - clip_time) / clip.fade_out, 1.0)
    return min(max(value, 0.0), 1.0)
