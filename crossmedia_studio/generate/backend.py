"""What a backend is, and the Take it gives. One file each under ``backends/``; see the table there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.media.kinds import Media
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class Take:
    """New media with the recipe that makes it again. A Video lies in the scratch folder until it is stored."""

    media: Media
    recipe: Recipe
    name: str


class Backend(Protocol):
    """A way to make media. Stateless: loaded networks live in :class:`Models`.

    Deterministic by ``ask.seed`` (a CPU generator), calls ``step`` at least once a second and in every loop, raises a
    StudioError for input it cannot use. Its module imports torch and other heavy libraries inside ``generate`` only.
    """

    name: ClassVar[str]
    """What flags and recipes spell: lower case, no spaces."""
    title: ClassVar[str]
    about: ClassVar[str]
    """Marked strings: the name on screen, and one honest sentence about what it is."""
    sources: ClassVar[frozenset[Kind]]
    """The kinds it starts from: TEXT means a prompt or a text, others a chosen medium."""
    target: ClassVar[Kind]
    needs: ClassVar[tuple[str, ...]]
    """Catalogue entries without which it cannot work."""
    uses: ClassVar[tuple[str, ...]]
    """Catalogue entries that better the result when installed."""
    Options: ClassVar[type]

    def generate(self, conditions: Conditions, options: Any, models: Models, scratch: Path, step: Step) -> Media:
        """Make the media. ``scratch`` is an existing folder for files that a Video result needs."""


@runtime_checkable
class Foretelling(Protocol):
    """A backend that can say beforehand what it read out of the ask and will go by."""

    def foretell(self, conditions: Conditions, options: Any) -> tuple[Told, ...]:
        """What ``generate`` would go by. Quick, without models; raises what ``generate`` raises for such an ask."""


@runtime_checkable
class Wished(Protocol):
    """A backend that is the first choice for prompts that hold one of its ``words`` (see ``core.wishes``)."""

    words: ClassVar[tuple[str, ...]]


@runtime_checkable
class Batching(Protocol):
    """A backend that makes many at once sooner than one by one."""

    def generate_many(
        self, asked: Sequence[Conditions], options: Any, models: Models, scratch: Path, step: Step
    ) -> list[Media]:
        """What ``generate`` makes of each of ``asked``, which are words alone, up to rounding."""
