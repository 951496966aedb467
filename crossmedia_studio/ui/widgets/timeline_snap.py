"""Magnetism of the timeline: which times attract a drag, and how far it gives way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.project.model import Project

REACH = 9
"""Pixels within which an edge jumps to a snap point."""


@dataclass(frozen=True)
class Snapped:
    """``shift`` in ticks brings the dragged time onto ``line``."""

    shift: int
    line: int


class Snap:
    """The snap points of one drag: zero, edges of clips that stay, markers, play head, in and out point."""

    def __init__(self, project: Project, moving: frozenset[str], further: Iterable[int], reach: int) -> None:
        """``moving``: ids of dragged clips, which do not attract; ``reach`` in ticks."""
        points = {0, *further, *(marker.time for marker in project.markers)}
        for track in project.tracks:
            for clip in track.clips:
                if clip.id not in moving:
                    points.add(clip.start)
                    points.add(clip.start + clip.length)
        self._points = np.array(sorted(points), np.int64)
        self.reach = reach

    def nearest(self, times: Iterable[int]) -> Snapped | None:
        """The smallest shift that brings one of ``times`` onto a snap point, if one is within reach."""
        best: Snapped | None = None
        for time in times:
            index = int(np.searchsorted(self._points, time))
            for candidate in self._points[max(index - 1, 0) : index + 1]:
                shift = int(candidate) - time
                if abs(shift) <= self.reach and (best is None or abs(shift) < abs(best.shift)):
                    best = Snapped(shift, int(candidate))
        return best
