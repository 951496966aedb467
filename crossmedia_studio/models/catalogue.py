"""The table of models that can be installed, by name."""

from __future__ import annotations

from collections.abc import Iterable

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.entries import (
    instruments,
    kokoro,
    labels,
    notes,
    smollm2,
    style,
    text_vectors,
    text_vectors_zh,
    upscale,
    whisper_base,
)
from crossmedia_studio.models.entry import Entry


def table(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Entries by name, in their order. Raises ``ValueError`` if two have the same name."""
    named: dict[str, Entry] = {}
    for one in entries:
        if one.name in named:
            raise ValueError(f"two models are called {one.name}")
        named[one.name] = one
    return named


CATALOGUE: dict[str, Entry] = table(
    module.ENTRY
    for module in (
        smollm2,
        kokoro,
        whisper_base,
        labels,
        text_vectors,
        text_vectors_zh,
        upscale,
        style,
        notes,
        instruments,
    )
)


def starters() -> tuple[Entry, ...]:
    """What set-up installs: enough for every first job."""
    return tuple(one for one in CATALOGUE.values() if one.starter)


def entry(name: str) -> Entry:
    """The entry called ``name``. Raises ModelError with the names there are."""
    found = CATALOGUE.get(name)
    if found is None:
        raise ModelError(
            tr("There is no model called {name}", name=name),
            do=tr("Choose one of: {names}", names=", ".join(CATALOGUE)),
        )
    return found
