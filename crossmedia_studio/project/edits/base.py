"""What an edit is, and how edits that replace fields name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar, runtime_checkable

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import check
from crossmedia_studio.project.model import Project

T = TypeVar("T", bound=Any)

Changes = tuple[tuple[str, Any], ...]
"""Replaced fields and their new values, sorted by name."""


class Edit(Protocol):
    """A change to the document; frozen, and with the same outcome each time it is applied to the same project."""

    @property
    def text(self) -> str:
        """What Undo and Redo call it, translated."""

    def apply(self, project: Project) -> Project:
        """The changed document, or ``project`` itself if nothing changes. Raises ProjectError when refused."""


@runtime_checkable
class Joins(Protocol):
    """An edit that a drag repeats: the later one stands for both."""

    def join(self, earlier: Edit) -> Edit | None:
        """One edit that does to the document before ``earlier`` what both do in turn; None if there is none."""


def pairs(changes: Iterable[tuple[str, Any]] | Mapping[str, Any], fields: Mapping[str, Any]) -> Changes:
    """Changes given as pairs, as a mapping or as keywords, in one form."""
    return tuple(sorted({**dict(changes), **fields}.items()))


def changed(value: T, changes: Changes, allowed: frozenset[str]) -> T:
    """``value`` with fields replaced; the same object if all are equal already. Checks names and types."""
    unknown = [name for name, _ in changes if name not in allowed]
    if unknown:
        raise ProjectError(
            tr("{name} cannot be set here", name=unknown[0]),
            do=tr("Choose one of: {names}", names=", ".join(sorted(allowed))),
        )
    if all(getattr(value, name) == new for name, new in changes):
        return value
    result = replace(value, **dict(changes))
    check.types(result)
    return result
