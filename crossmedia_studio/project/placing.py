"""Clips laid on tracks: the rules that every clip edit shares. Pure functions; a refusal is a ProjectError."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain, pairwise

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check, timeline
from crossmedia_studio.project.model import Clip, Curve, Project, Track, Transition


def open_track(project: Project, track_id: str) -> Track:
    """A track that may be changed."""
    track = timeline.track(project, track_id)
    if track.locked:
        raise locked(track)
    return track


def open_clip(project: Project, clip_id: str) -> tuple[Track, Clip]:
    """A clip that may be changed, and its track."""
    track, clip = timeline.clip(project, clip_id)
    if track.locked:
        raise locked(track)
    return track, clip


def locked(track: Track) -> ProjectError:
    return ProjectError(tr("The track {name} is locked", name=track.name), do=tr("Unlock it first"))


def with_track(project: Project, track: Track) -> Project:
    """``project`` with ``track`` in place of the track of the same id."""
    return replace(project, tracks=tuple(track if t.id == track.id else t for t in project.tracks))


def taken_out(track: Track, ids: Iterable[str]) -> Track:
    """``track`` without some of its clips; their transitions stay until :func:`settled`."""
    gone = set(ids)
    return replace(track, clips=tuple(clip for clip in track.clips if clip.id not in gone))


def laid(project: Project, track: Track, clips: Iterable[Clip]) -> Track:
    """``track`` with ``clips`` laid on free places. Checks each clip, its kind and its place."""
    row = list(track.clips)
    for clip in clips:
        clip = fitted(clip)
        check.types(clip)
        check.clip(clip)
        check.belongs(project, track.kind, clip)
        index = bisect_left(row, clip.start, key=timeline.by_start)
        before, after = row[index - 1] if index else None, row[index] if index < len(row) else None
        if (before and before.end > clip.start) or (after and after.start < clip.end):
            raise ProjectError(
                tr("The clip does not fit there"), why=tr("another clip is in the way"), do=tr("Choose a free place")
            )
        row.insert(index, clip)
    return replace(track, clips=tuple(row))


def exchanged(project: Project, track: Track, clip: Clip) -> Track:
    """``track`` with ``clip`` in place of the clip of the same id, transitions settled."""
    track = laid(project, taken_out(track, (clip.id,)), (clip,))
    return settled(track, (clip.id,))


def settled(track: Track, touched: Iterable[str]) -> Track:
    """``track`` after the clips ``touched`` changed: a transition between clips that still touch stays, no longer than
    the shorter of them; the others go."""
    if not track.transitions:
        return track
    changed = set(touched)
    pairs = {(t.left, t.right) for t in track.transitions if t.left in changed or t.right in changed}
    if not pairs:
        return track
    cuts = cut_lengths(track)
    kept = []
    for transition in track.transitions:
        pair = (transition.left, transition.right)
        if pair not in pairs:
            kept.append(transition)
        elif pair in cuts:
            longest = cuts[pair]
            kept.append(transition if transition.length <= longest else replace(transition, length=longest))
    return replace(track, transitions=tuple(kept))


def cut_lengths(track: Track) -> Mapping[tuple[str, str], int]:
    """Every cut between touching clips (ids of left and right) and the longest transition it can carry, in ticks."""
    return {(a.id, b.id): min(a.length, b.length) for a, b in pairwise(track.clips) if a.end == b.start}


def with_transitions(track: Track, transitions: Iterable[Transition]) -> Track:
    """``track`` with further transitions carried along by moved clips; those that no longer fit go."""
    extra = tuple(transitions)
    if not extra:
        return track
    joined = replace(track, transitions=(*track.transitions, *extra))
    return settled(joined, chain.from_iterable((t.left, t.right) for t in extra))


def fitted(clip: Clip) -> Clip:
    """``clip`` with fades that fit into its length."""
    fade_in = min(clip.fade_in, max(clip.length, 0))
    fade_out = min(clip.fade_out, max(clip.length, 0) - fade_in)
    if (fade_in, fade_out) == (clip.fade_in, clip.fade_out):
        return clip
    return replace(clip, fade_in=fade_in, fade_out=fade_out)


def with_curves(clip: Clip, change: Callable[[Curve], Curve]) -> Clip:
    """``clip`` with ``change`` made to each of its curves."""
    old = clip.transform
    transform = replace(
        old, x=change(old.x), y=change(old.y), scale=change(old.scale), rotation=change(old.rotation),
        opacity=change(old.opacity),
    )  # fmt: skip
    return replace(clip, transform=old if transform == old else transform, gain=change(clip.gain))
