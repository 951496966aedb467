"""What a transition and an effect are; the tables lie in ``transitions`` and ``effects``, one file an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import build
from crossmedia_studio.fuse.compose import Picture


class Transition(Protocol):
    """A frozen dataclass whose fields are its options (``core.params.option``)."""

    name: ClassVar[str]
    """What documents spell: lower case."""
    title: ClassVar[str]
    """Marked for translation."""

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        """From ``a`` (progress 0) to ``b`` (progress 1), both of one size; neither is painted on. Pure."""


class Effect(Protocol):
    """A frozen dataclass whose fields are its options. Lengths are fractions of the frame's height."""

    name: ClassVar[str]
    title: ClassVar[str]
    moves: ClassVar[bool]
    """Whether it changes with time."""

    def __call__(self, image: Picture, time: int) -> Picture:
        """A changed copy of a whole frame (premultiplied, may be clear in places). Pure; ``time`` in ticks is 0
        unless the effect ``moves``."""


Entry = TypeVar("Entry", type[Transition], type[Effect])


def table(*entries: Entry) -> dict[str, Entry]:
    """Entries by name, in their order. Raises ``ValueError`` for a name taken twice."""
    named = {entry.name: entry for entry in entries}
    if len(named) != len(entries):
        raise ValueError(f"a name is taken twice in {[entry.name for entry in entries]}")
    return named


def made(entries: Mapping[str, type], name: str, options: Iterable[tuple[str, Any]], unknown: str) -> Any:
    """The entry ``name`` with its options. Raises :class:`Unsupported` (``unknown`` is its sentence) or OptionError."""
    if name not in entries:
        raise Unsupported(unknown, do=tr("Choose one of: {names}", names=", ".join(entries)))
    return build(entries[name], dict(options))
