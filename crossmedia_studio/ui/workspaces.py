"""Workspaces: which panes stand open for which kind of work, until the artist arranges them otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.i18n import mark


@dataclass(frozen=True)
class Workspace:
    """``docks`` are open; ``work`` is in front at the centre; ``timeline`` its height as a share of the window."""

    title: str
    icon: str
    docks: tuple[str, ...]
    work: str
    timeline: float = 0.27


WORKSPACES: dict[str, Workspace] = {
    "make": Workspace(mark("Make"), "sparkle", ("library", "queue", "prompt", "timeline"), "viewer", 0.24),
    "draw": Workspace(mark("Draw"), "paint-brush", ("library", "prompt"), "canvas"),
    "sound": Workspace(mark("Sound"), "music-notes", ("library", "prompt", "timeline"), "waveform"),
    "write": Workspace(mark("Write"), "article", ("library", "prompt"), "text"),
    "edit": Workspace(mark("Edit"), "scissors", ("library", "inspector", "timeline"), "viewer", 0.36),
    "export": Workspace(mark("Export"), "export", ("queue", "export", "timeline"), "viewer", 0.24),
}
