"""Edits that cut: trimming the ends of a clip, splitting it in two."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import placing, timeline
from crossmedia_studio.project.edits.base import Edit
from crossmedia_studio.project.model import Clip, Project, new_id


@dataclass(frozen=True)
class TrimClip:
    """Give a clip another start, length and offset into its medium, in ticks.

    Without ``offset`` the medium stays where it is on the timeline while the edges move. Keyframes stay with the
    medium, those outside the clip included, so that trimming back brings them back. Pictures and words have no time
    of their own: their offset is always 0 and their keyframes stay where they are on the timeline.
    """

    clip_id: str
    start: int
    length: int
    offset: int | None = None

    @property
    def text(self) -> str:
        return tr("Trim clip")

    def apply(self, project: Project) -> Project:
        track, old = placing.open_clip(project, self.clip_id)
        by = self.start - old.start
        if _timeless(project, old):
            offset = 0
        else:
            offset = old.offset + by if self.offset is None else self.offset
            by = offset - old.offset
        if offset < 0:
            raise ProjectError(tr("The medium begins here"), do=tr("Trim no further to the left"))
        if (self.start, self.length, offset) == (old.start, old.length, old.offset):
            return project
        new = placing.with_curves(old, lambda curve: timeline.shifted(curve, -by))
        new = replace(new, start=self.start, length=self.length, offset=offset)
        return placing.with_track(project, placing.exchanged(project, track, new))

    def join(self, earlier: Edit) -> Edit | None:
        return self if isinstance(earlier, TrimClip) and earlier.clip_id == self.clip_id else None


@dataclass(frozen=True)
class SplitClip:
    """Cut a clip in two at ``at`` on the timeline; the right part gets the id ``right``.

    Both parts look and sound as before: keyframes are shared out exactly, the left part keeps the fade-in and the
    right part the fade-out, transitions stay with the outer ends.
    """

    clip_id: str
    at: int
    right: str = field(default_factory=new_id)

    @property
    def text(self) -> str:
        return tr("Split clip")

    def apply(self, project: Project) -> Project:
        track, old = placing.open_clip(project, self.clip_id)
        if not old.start < self.at < old.end:
            raise ProjectError(tr("The cut does not lie inside the clip"), do=tr("Choose a place between its ends"))
        if any(clip.id == self.right for each in project.tracks for clip in each.clips):
            raise ProjectError(tr("This clip is on the timeline already"))
        cut = self.at - old.start
        left = placing.with_curves(old, lambda curve: timeline.within(curve, 0, cut))
        left = replace(left, length=cut, fade_out=0)
        right = placing.with_curves(old, lambda curve: timeline.shifted(timeline.within(curve, cut, old.length), -cut))
        offset = 0 if _timeless(project, old) else old.offset + cut
        right = replace(right, id=self.right, start=self.at, length=old.length - cut, offset=offset, fade_in=0)
        moved = tuple(replace(t, left=self.right) if t.left == old.id else t for t in track.transitions)
        rest = replace(placing.taken_out(track, (old.id,)), transitions=moved)
        parts = placing.laid(project, rest, (left, right))
        return placing.with_track(project, placing.settled(parts, (old.id, self.right)))


def _timeless(project: Project, clip: Clip) -> bool:
    """Whether ``clip`` shows words or a picture, which have no time of their own."""
    return not clip.media or project.items[clip.media].length == 0
