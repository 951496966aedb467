"""What the artist looks at: playhead, selection, zoom. Observable, never undoable, never in the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ViewState(QObject):
    """Each value has a setter that emits its signal only on a real change."""

    playhead_changed = Signal("qlonglong")  # type: ignore[arg-type]
    selection_changed = Signal(object)
    media_changed = Signal(str)
    media_opened = Signal(str)
    """Asked to be shown in its work pane, which then comes to the front."""
    chosen_changed = Signal(object)
    range_changed = Signal("qlonglong", "qlonglong")  # type: ignore[arg-type]
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.playhead = 0
        """Ticks."""
        self.selection: frozenset[str] = frozenset()
        """Ids of selected clips."""
        self.media = ""
        """Id of the library item that the work panes show."""
        self.chosen: tuple[str, ...] = ()
        """Ids of the items that are selected in the library."""
        self.range = (0, 0)
        """In and out point in ticks; equal: none."""
        self.playing = False

    def set_playhead(self, time: int) -> None:
        time = max(0, int(time))
        if time != self.playhead:
            self.playhead = time
            self.playhead_changed.emit(time)

    def select(self, clips: frozenset[str]) -> None:
        if clips != self.selection:
            self.selection = clips
            self.selection_changed.emit(clips)

    def choose(self, items: tuple[str, ...]) -> None:
        if items != self.chosen:
            self.chosen = items
            self.chosen_changed.emit(items)

    def show_media(self, media_id: str) -> None:
        if media_id != self.media:
            self.media = media_id
            self.media_changed.emit(media_id)

    def open_media(self, media_id: str) -> None:
        """Show ``media_id`` and bring the pane for its kind to the front."""
        self.show_media(media_id)
        self.media_opened.emit(media_id)

    def set_range(self, start: int, end: int) -> None:
        if (start, end) != self.range:
            self.range = (start, end)
            self.range_changed.emit(start, end)

    def set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)
