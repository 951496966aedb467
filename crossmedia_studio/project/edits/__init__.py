"""Every change an artist can make to a document: one frozen dataclass each, run by ``Session.do``.

``apply`` returns the changed project (the same object if nothing changes) or raises ProjectError with one sentence.
"""

from crossmedia_studio.project.edits.base import Edit, Joins
from crossmedia_studio.project.edits.clips import AddClip, AddClips, MoveClips, RemoveClips, SetClip
from crossmedia_studio.project.edits.cutting import SplitClip, TrimClip
from crossmedia_studio.project.edits.document import Compound, Replace, SetMarkers, SetProject
from crossmedia_studio.project.edits.library import (
    AddMedia,
    AddTake,
    RemoveMedia,
    RenameMedia,
    SetMeaning,
    SetStars,
    SetTags,
)
from crossmedia_studio.project.edits.tracks import AddTrack, MoveTrack, RemoveTrack, SetTrack
from crossmedia_studio.project.edits.transitions import RemoveTransition, SetTransition

__all__ = [
    "AddClip", "AddClips", "AddMedia", "AddTake", "AddTrack", "Compound", "Edit", "Joins", "MoveClips", "MoveTrack",
    "RemoveClips", "RemoveMedia", "RemoveTrack", "RemoveTransition", "RenameMedia", "Replace", "SetClip",
    "SetMarkers", "SetMeaning", "SetProject", "SetStars", "SetTags", "SetTrack", "SetTransition", "SplitClip",
    "TrimClip",
]  # fmt: skip
