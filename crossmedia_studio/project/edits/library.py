"""Edits of the library: media come, go, are named, rated, tagged and understood; takes arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project import check, placing, timeline
from crossmedia_studio.project.edits.clips import AddClip
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind


@dataclass(frozen=True)
class AddMedia:
    """Put items into the library; one that is there already (by its content) stays as it is."""

    items: tuple[MediaItem, ...]

    @property
    def text(self) -> str:
        if len(self.items) == 1:
            return tr("Add {name}", name=self.items[0].name)
        return tr("Add {count} files", count=len(self.items))

    def apply(self, project: Project) -> Project:
        new = {item.id: _sound(item) for item in self.items if item.id not in project.items}
        return replace(project, media=(*project.media, *new.values())) if new else project


@dataclass(frozen=True)
class RemoveMedia:
    """Take items out of the library; with ``clips``, also every clip that shows them. The files stay on disk."""

    ids: tuple[str, ...]
    clips: bool = False

    @property
    def text(self) -> str:
        if len(self.ids) == 1:
            return tr("Remove from the library")
        return tr("Remove {count} items from the library", count=len(self.ids))

    def apply(self, project: Project) -> Project:
        for media_id in self.ids:
            _item(project, media_id)
        gone = set(self.ids)
        for track in project.tracks:
            used = [clip.id for clip in track.clips if clip.media in gone]
            if not used:
                continue
            if not self.clips:
                raise ProjectError(tr("This is still used on the timeline"), do=tr("Remove its clips first"))
            track = placing.open_track(project, track.id)
            project = placing.with_track(project, placing.settled(placing.taken_out(track, used), used))
        return replace(project, media=tuple(item for item in project.media if item.id not in gone))


@dataclass(frozen=True)
class RenameMedia:
    """Give an item another name; its file keeps the name of its content."""

    media_id: str
    name: str

    @property
    def text(self) -> str:
        return tr("Rename to {name}", name=self.name)

    def apply(self, project: Project) -> Project:
        name = self.name.strip()
        if not name:
            raise ProjectError(tr("A name cannot be empty"), do=tr("Type at least one letter"))
        return _with_item(project, self.media_id, lambda item: replace(item, name=name))


@dataclass(frozen=True)
class SetMeaning:
    """Keep what was understood of an item, or what the artist corrected: the JSON of a Meaning."""

    media_id: str
    meaning: str

    @property
    def text(self) -> str:
        return tr("Change what is understood")

    def apply(self, project: Project) -> Project:
        return _with_item(project, self.media_id, lambda item: replace(item, meaning=self.meaning))


@dataclass(frozen=True)
class SetStars:
    """Rate an item with 0 to 5 stars."""

    media_id: str
    stars: int

    @property
    def text(self) -> str:
        return tr("Rate with {stars} stars", stars=self.stars)

    def apply(self, project: Project) -> Project:
        return _with_item(project, self.media_id, lambda item: replace(item, stars=self.stars))


@dataclass(frozen=True)
class SetTags:
    """Give an item its tags: each once, without spaces around it, empty ones left out."""

    media_id: str
    tags: tuple[str, ...]

    @property
    def text(self) -> str:
        return tr("Change tags")

    def apply(self, project: Project) -> Project:
        tags = tuple(dict.fromkeys(tag.strip() for tag in self.tags if tag.strip()))
        return _with_item(project, self.media_id, lambda item: replace(item, tags=tags))


@dataclass(frozen=True)
class AddTake:
    """Take what was generated into the library and, with ``clip``, onto the timeline.

    The clip goes to ``track_id`` at its start or the next free place after it. Without ``track_id`` it goes to the
    first track of its kind, from the bottom, that is free there; else to the first of its kind.
    """

    item: MediaItem
    clip: Clip | None = None
    track_id: str = ""

    @property
    def text(self) -> str:
        return tr("Add {name}", name=self.item.name)

    def apply(self, project: Project) -> Project:
        project = AddMedia((self.item,)).apply(project)
        if self.clip is None:
            return project
        clip = self.clip
        track = placing.open_track(project, self.track_id) if self.track_id else _room(project, clip)
        clip = replace(clip, start=timeline.free_start(track, clip.start, clip.length))
        return AddClip(track.id, clip).apply(project)


def _room(project: Project, clip: Clip) -> Track:
    item = project.items.get(clip.media)
    kind = TrackKind.TEXT if item is None else TrackKind.AUDIO if item.kind is Kind.AUDIO else TrackKind.VIDEO
    fitting = [track for track in project.tracks if track.kind is kind and not track.locked]
    if not fitting:
        raise ProjectError(tr("No track can take this"), do=tr("Add a track for it, or unlock one"))
    return next((t for t in fitting if timeline.is_free(t, clip.start, clip.length)), fitting[0])


def _item(project: Project, media_id: str) -> MediaItem:
    if media_id not in project.items:
        raise ProjectError(tr("This is no longer in the library"))
    return project.items[media_id]


def _with_item(project: Project, media_id: str, change: Callable[[MediaItem], MediaItem]) -> Project:
    old = _item(project, media_id)
    new = change(old)
    if new == old:
        return project
    check.types(new)
    check.media_item(new)
    return replace(project, media=tuple(new if item is old else item for item in project.media))


def _sound(item: MediaItem) -> MediaItem:
    """``item`` checked; file names may hold bytes that are no text, which a name does not."""
    item = replace(item, name=_readable(item.name), tags=tuple(_readable(tag) for tag in item.tags))
    check.types(item)
    check.media_item(item)
    return item


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
