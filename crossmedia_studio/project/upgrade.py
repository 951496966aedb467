"""Older documents made new: one function per schema step, on plain data, before anything is decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr

SCHEMA = 1
"""The schema this studio writes. A release that changes the document raises it and adds a step."""

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: Mapping[int, Step] = MappingProxyType({})
"""``STEPS[n]`` turns the plain data of schema n into that of n + 1."""


def upgrade(
    raw: dict[str, Any], schema: int, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA
) -> dict[str, Any]:
    """``raw`` as schema ``target``. Raises ProjectError for a document from a newer studio, or of an unknown schema."""
    refuse_newer(schema, target)
    for step in range(schema, target):
        if step not in steps:
            raise ProjectError(tr("The project has an unknown version"), why=str(schema))
        raw = steps[step](raw)
    return raw


def refuse_newer(schema: int, target: int = SCHEMA) -> None:
    """Raises ProjectError for a schema that only a newer studio knows."""
    if schema > target:
        raise ProjectError(
            tr("This project was made with a newer Crossmedia Studio"), do=tr("Update the studio to open it")
        )
