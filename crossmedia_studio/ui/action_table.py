"""Every action of the window in one table: its menu, words, shortcut and icon."""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.core.i18n import mark


@dataclass(frozen=True)
class Spec:
    """``menu`` empty: reachable by shortcut and search only. ``text`` and ``tip`` are marked."""

    name: str
    menu: str
    text: str
    tip: str
    shortcut: str = ""
    icon: str = ""
    group: int = 0
    """Within a menu a line is drawn between groups."""


FILE, EDIT, CLIP, PLAY, VIEW, MAKE, HELP = (
    mark("File"), mark("Edit"), mark("Clip"), mark("Play"), mark("View"), mark("Make"), mark("Help"),
)  # fmt: skip
MENUS = (FILE, EDIT, CLIP, MAKE, PLAY, VIEW, HELP)

ACTIONS: tuple[Spec, ...] = (
    Spec("file.new", FILE, mark("New project…"), mark("Start an empty project"), "Ctrl+N", "file-plus"),
    Spec("file.open", FILE, mark("Open project…"), mark("Open a project folder"), "Ctrl+O", "folder-open"),
    Spec("file.save", FILE, mark("Save a version"),
         mark("Keep this state as a version to go back to"), "Ctrl+S", "floppy-disk", 1),
    Spec("file.versions", FILE, mark("Versions…"),
         mark("Go back to an earlier saved version"), "", "clock-counter-clockwise", 1),
    Spec("file.import", FILE, mark("Import media…"),
         mark("Bring pictures, sounds, films and texts into the library"), "Ctrl+I", "download-simple", 2),
    Spec("file.export", FILE, mark("Export…"), mark("Write the timeline to a file"), "Ctrl+E", "export", 2),
    Spec("file.settings", FILE, mark("Settings…"),
         mark("Language, look, memory and folders"), "Ctrl+,", "gear-six", 3),
    Spec("file.quit", FILE, mark("Quit"), mark("Close the studio; everything is kept"), "Ctrl+Q", "sign-out", 4),
    Spec("edit.undo", EDIT, mark("Undo"), mark("Take back the last change"), "Ctrl+Z", "arrow-u-up-left"),
    Spec("edit.redo", EDIT, mark("Redo"), mark("Do the change again"), "Ctrl+Shift+Z", "arrow-u-up-right"),
    Spec("edit.cut", EDIT, mark("Cut"), mark("Cut the selected clips"), "Ctrl+X", "scissors", 1),
    Spec("edit.copy", EDIT, mark("Copy"), mark("Copy the selected clips"), "Ctrl+C", "copy", 1),
    Spec("edit.paste", EDIT, mark("Paste"), mark("Paste clips at the playhead"), "Ctrl+V", "clipboard", 1),
    Spec("clip.duplicate", EDIT, mark("Duplicate"),
         mark("Put a copy after each selected clip"), "Ctrl+D", "copy-simple", 1),
    Spec("clip.delete", EDIT, mark("Delete"), mark("Remove the selected clips"), "Del", "trash", 1),
    Spec("clip.ripple_delete", EDIT, mark("Delete and close the gap"),
         mark("Remove the selected clips and move what follows"), "Shift+Del", "", 1),
    Spec("clip.select_all", EDIT, mark("Select all clips"),
         mark("Select every clip on the timeline"), "Ctrl+A", "selection-all", 2),
    Spec("edit.search", EDIT, mark("Search actions…"),
         mark("Find any action by its name"), "Ctrl+K", "magnifying-glass", 3),
    Spec("clip.split", CLIP, mark("Split at playhead"),
         mark("Cut the clips under the playhead in two"), "S", "scissors"),
    Spec("clip.dissolve", CLIP, mark("Dissolve at the cut"),
         mark("Blend the two clips at the cut nearest to the playhead"), "Ctrl+T", "intersect"),
    Spec("clip.morph_sounds", CLIP, mark("Morph the sounds at the cut"),
         mark("Fill the cut nearest to the playhead with a sound that turns one into the other"), "Ctrl+Alt+T"),
    Spec("clip.text", CLIP, mark("Add a caption"), mark("Put a text clip at the playhead"), "T", "text-t", 1),
    Spec("clip.marker", CLIP, mark("Add a marker"), mark("Mark this moment"), "M", "flag", 1),
    Spec("make.generate", MAKE, mark("Generate"), mark("Make what the prompt asks for"), "Ctrl+Return", "sparkle"),
    Spec("make.film", MAKE, mark("Film from text…"),
         mark("Pictures, narration, music and captions from a text"), "Ctrl+Shift+F", "film-strip", 1),
    Spec("make.train", MAKE, mark("Train a model…"),
         mark("Teach a model on your own pictures, sounds, texts or films"), "Ctrl+Shift+T", "graduation-cap", 2),
    Spec("make.judge", MAKE, mark("Judge"),
         mark("See how good, how varied and how true takes are"), "Ctrl+Shift+J", "scales", 2),
    Spec("make.models", MAKE, mark("Models…"), mark("See, install and remove models"), "Ctrl+Shift+M", "cube", 2),
    Spec("play.toggle", PLAY, mark("Play or pause"), mark("Play the timeline from the playhead"), "Space", "play"),
    Spec("play.back", PLAY, mark("Play backwards"), mark("Play backwards; again for faster"), "J", "rewind"),
    Spec("play.pause", PLAY, mark("Pause"), mark("Stop playing"), "K", "pause"),
    Spec("play.forward", PLAY, mark("Play forwards"), mark("Play forwards; again for faster"), "L", "fast-forward"),
    Spec("play.start", PLAY, mark("To the start"), mark("Move the playhead to the start"), "Home", "skip-back", 1),
    Spec("play.end", PLAY, mark("To the end"), mark("Move the playhead to the end"), "End", "skip-forward", 1),
    Spec("play.previous_frame", PLAY, mark("One frame back"),
         mark("Move the playhead one frame back"), "Left", "caret-left", 1),
    Spec("play.next_frame", PLAY, mark("One frame on"),
         mark("Move the playhead one frame on"), "Right", "caret-right", 1),
    Spec("play.previous_cut", PLAY, mark("To the cut before"),
         mark("Move the playhead to the cut before it"), "Up", "", 1),
    Spec("play.next_cut", PLAY, mark("To the next cut"), mark("Move the playhead to the next cut"), "Down", "", 1),
    Spec("play.mark_in", PLAY, mark("Set in point"), mark("The range starts here"), "I", "", 2),
    Spec("play.mark_out", PLAY, mark("Set out point"), mark("The range ends here"), "O", "", 2),
    Spec("play.mark_clear", PLAY, mark("Clear in and out"), mark("Forget the range"), "Alt+X", "", 2),
    Spec("timeline.zoom_in", VIEW, mark("Zoom in"),
         mark("See less time in more detail"), "Ctrl+=", "magnifying-glass-plus"),
    Spec("timeline.zoom_out", VIEW, mark("Zoom out"), mark("See more time"), "Ctrl+-", "magnifying-glass-minus"),
    Spec("timeline.fit", VIEW, mark("Fit the timeline"),
         mark("See the whole timeline"), "Shift+Z", "arrows-out-line-horizontal"),
    Spec("view.training", VIEW, mark("Training"), mark("Watch models learn"), "", "graduation-cap", 1),
    Spec("view.split", VIEW, mark("Side by side"),
         mark("Show two work panes beside each other"), "Ctrl+\\", "columns", 1),
    Spec("view.reset", VIEW, mark("Reset this workspace"), mark("Put every pane back where it was"), "", "layout", 2),
    Spec("view.full", VIEW, mark("Full screen"), mark("Fill the screen with the studio"), "F11", "arrows-out", 2),
    Spec("help.about", HELP, mark("About and credits"), mark("Who and what made this studio"), "", "info"),
)  # fmt: skip
