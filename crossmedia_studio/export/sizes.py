"""Sizes and frame rates that exports offer."""

from __future__ import annotations

from fractions import Fraction

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.project.model import Project

_HEIGHTS = {"360p": 360, "480p": 480, "720p": 720, "1080p": 1080, "1440p": 1440, "2160p": 2160}
_SHAPES = {"square": (1080, 1080), "vertical": (1080, 1920)}

SIZE_CHOICES = (
    ("project", *_HEIGHTS, *_SHAPES),
    (mark("As the project"), *_HEIGHTS, mark("Square, 1080 × 1080"), mark("Upright, 1080 × 1920")),
)
FPS_CHOICES = ("project", "12", "15", "23.976", "24", "25", "29.97", "30", "50", "59.94", "60")


def size_of(project: Project, name: str) -> tuple[int, int]:
    """Width and height in pixels; heights keep the project's shape."""
    if name in _SHAPES:
        return _SHAPES[name]
    if name in _HEIGHTS:
        height = _HEIGHTS[name]
        return max(round(height * project.width / project.height), 1), height
    return project.width, project.height


def even_size(project: Project, name: str) -> tuple[int, int]:
    """The same in even numbers, as films with halved colour resolution need."""
    width, height = size_of(project, name)
    return max(width + width % 2, 2), max(height + height % 2, 2)


def fps_of(project: Project, name: str) -> Fraction:
    """Frames a second; "23.976" and its relatives mean the exact 24000/1001."""
    if name == "project":
        return project.fps
    if "." in name:
        return Fraction(round(float(name)) * 1000, 1001)
    return Fraction(name)
