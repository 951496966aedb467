"""The cut between two sounds, filled by a sound that turns one into the other: made once, then media like any other."""

from __future__ import annotations

from collections.abc import Callable

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.edits import AddClips, AddMedia, Compound, Edit, SetTransition, TrimClip
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind, Transition, new_id
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.timeline_commands import nearest_cut

BACKEND = "sound_morph"
LENGTH = 2 * TICKS_PER_SECOND
"""Of the morph on the timeline; half of either clip at most."""
EDGE = TICKS_PER_SECOND // 10
"""How much longer the made sound is at both ends, where the clips dissolve into it."""
_LEAST = TICKS_PER_SECOND // 4


def morph_at_cut(project: Project, view: ViewState, makes: Makes, say: Callable[[str], object]) -> int | None:
    """Ask for a morph at the selected cut between two sounds, or the one nearest to the play head. → Its job.

    Until it is there the timeline stays as it is; then one edit lays it down. ``say`` shows why nothing is asked.
    """
    found = nearest_cut(project, view.playhead, view.selection, (TrackKind.AUDIO,))
    if found is None:
        say(tr("A morph needs two sounds that touch"))
        return None
    _, left, right = found
    length = min(LENGTH, left.length // 2 * 2, right.length // 2 * 2)
    if length < _LEAST:
        say(tr("These clips are too short to morph"))
        return None
    try:
        request = asked(left, right, length, makes)
    except MediaError as error:
        say(error.sentence)
        return None
    return makes.make(
        request, tr("Morph the sounds"), lambda item: laid(makes.project, left.id, right.id, item, length)
    )


def asked(left: Clip, right: Clip, length: int, makes: Makes) -> m.Make:
    """What is to be made: a walk from what ``left`` is at to what ``right`` will be at, ``length`` ticks and two edges
    long. Raises MediaError if a file is gone."""
    leave = left.offset + left.length - length // 2 - EDGE
    arrive = right.offset + length // 2 + EDGE
    options = (("way", "walk"), ("leave", max(leave, 0) / TICKS_PER_SECOND), ("arrive", arrive / TICKS_PER_SECOND))
    return m.Make(
        Kind.AUDIO, sources=(makes.source(left.media), makes.source(right.media)), backend=BACKEND,
        duration=(length + 2 * EDGE) / TICKS_PER_SECOND, options=options, project_folder=makes.folder,
    )  # fmt: skip


def laid(project: Project, left_id: str, right_id: str, item: MediaItem, length: int) -> Edit:
    """One edit that makes room at the cut and lays the morph ``item`` there, dissolving at both ends. Where the clips
    have moved apart meanwhile it only takes the item into the library."""
    there = _cut(project, left_id, right_id)
    if there is None:
        return AddMedia((item,))
    track, left, right = there
    half = min(length, left.length // 2 * 2, right.length // 2 * 2) // 2
    clip = Clip(new_id(), left.end - half, 2 * half, media=item.id, offset=EDGE)
    edits: list[Edit] = [
        TrimClip(left.id, left.start, left.length - half), TrimClip(right.id, right.start + half, right.length - half),
        AddClips(((track.id, clip),)),
        SetTransition(track.id, Transition(left.id, clip.id, 2 * EDGE)),
        SetTransition(track.id, Transition(clip.id, right.id, 2 * EDGE)),
    ]  # fmt: skip
    if item.id not in project.items:
        edits.insert(0, AddMedia((item,)))
    return Compound(tr("Morph the sounds"), tuple(edits))


def _cut(project: Project, left_id: str, right_id: str) -> tuple[Track, Clip, Clip] | None:
    """Both clips if they still touch, on one track that can be changed."""
    for track in project.tracks:
        clips = {clip.id: clip for clip in track.clips}
        if left_id in clips and right_id in clips and not track.locked:
            left, right = clips[left_id], clips[right_id]
            return (track, left, right) if left.end == right.start else None
    return None
