"""The document as formats see it: frames by number, sound by sample, captions with their times, provenance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from crossmedia_studio import __version__
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND, frame_count, frame_start
from crossmedia_studio.fuse.compose import Picture
from crossmedia_studio.fuse.mix import Mixer
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project, TrackKind

_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True)
class Cue:
    """A caption from ``start`` to ``end`` ticks."""

    start: int
    end: int
    text: str


class Reel:
    """A project with its media, rendered strictly: what is missing raises :class:`MediaError`."""

    def __init__(self, project: Project, store: MediaStore) -> None:
        self.project = project
        self._renderer = Renderer(store, strict=True)
        self._mixer = Mixer(store, strict=True)

    def close(self) -> None:
        """Close films and forget what was decoded."""
        self._renderer.close()
        self._mixer.close()

    @property
    def seconds(self) -> Fraction:
        """How long the document is."""
        return Fraction(self.project.length, TICKS_PER_SECOND)

    def frames(self, fps: Fraction) -> int:
        """How many frames show the whole document."""
        return frame_count(self.project.length, fps)

    def frame(self, index: int, fps: Fraction, size: tuple[int, int], captions: bool = True) -> Picture:
        """Frame ``index``: the document at the first tick at which it is on screen. The same object while nothing
        on screen changes."""
        return self.frame_at(frame_start(index, fps), size, captions)

    def frame_at(self, time: int, size: tuple[int, int], captions: bool = True) -> Picture:
        """The document at ``time`` ticks."""
        project = self.project if captions else self._uncaptioned
        return self._renderer.frame(project, time, size)

    def sound(self, first: int, last: int, rate: int) -> np.ndarray:
        """Samples ``first`` ≤ n < ``last`` at ``rate`` Hz, float32 (n, 2), before any limiting."""
        project = self.project if rate == self.project.rate else replace(self.project, rate=rate)
        unit = Fraction(TICKS_PER_SECOND, rate)
        return self._mixer.mix(project, -(-first * unit // 1), -(-last * unit // 1))

    @property
    def sounds(self) -> bool:
        """Whether anything on the timeline makes a sound."""
        items = self.project.items
        return any(
            item.has_audio or item.kind is Kind.AUDIO
            for track in self.project.tracks
            if track.kind is not TrackKind.TEXT and not track.muted
            for clip in track.clips
            if (item := items.get(clip.media)) is not None
        )

    def cues(self) -> tuple[Cue, ...]:
        """All visible captions in order of time."""
        found = (
            Cue(clip.start, clip.end, clip.text.strip())
            for track in self.project.tracks
            if track.kind is TrackKind.TEXT and not track.hidden
            for clip in track.clips
            if clip.text.strip()
        )
        return tuple(sorted(found, key=lambda cue: (cue.start, cue.end)))

    def note(self) -> str:
        """Where the file comes from, for its metadata: the software, and what of it was generated (IPTC term)."""
        shown = {clip.media for track in self.project.tracks for clip in track.clips}
        recipes = [item.recipe for item in self.project.media if item.recipe is not None and item.id in shown]
        words = f"Made with Crossmedia Studio {__version__}."
        if not recipes:
            return words
        term = "compositeWithTrainedAlgorithmicMedia" if any(r.weights for r in recipes) else "compositeSynthetic"
        names = ", ".join(sorted({recipe.backend for recipe in recipes}))
        return f"{words} Contains generated media ({names}). digitalSourceType: {_SOURCES}{term}"

    @cached_property
    def _uncaptioned(self) -> Project:
        hidden = tuple(replace(t, hidden=True) if t.kind is TrackKind.TEXT else t for t in self.project.tracks)
        return replace(self.project, tracks=hidden)
