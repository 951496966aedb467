"""What is judged: a piece of media with what was asked of it. And what a judge hands back for the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.ratings import Strength
from crossmedia_studio.media.kinds import Media


@dataclass(frozen=True)
class Asked:
    """What a take was to be. ``subject`` and ``style`` are those of the reference, ``background`` a colour name,
    "#rrggbb" or "transparent"; ``options`` go to the backend. Empty where nothing was asked."""

    prompt: str = ""
    subject: str = ""
    style: str = ""
    background: str = ""
    seed: int = 0
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, eq=False)
class Piece:
    """One thing to judge. ``source`` is what it was made from, if that was a medium of its own kind; ``maker`` names
    the generator that made it, where that is known."""

    media: Media
    name: str
    asked: Asked = Asked()
    id: str = ""
    stars: int = 0
    source: Media | None = None
    maker: str = ""


@dataclass(frozen=True, eq=False)
class Note:
    """What was found out about one piece: ``lines`` for a person, ``agrees`` with the ask (None: nothing to agree
    with), and a small ``picture`` of it, uint8 (h, w, 4), with the one ``before``, if it was to come back the same."""

    name: str
    asked: Asked
    lines: tuple[str, ...] = ()
    agrees: bool | None = None
    picture: np.ndarray | None = None
    id: str = ""
    stars: int = 0
    before: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Match:
    """Piece ``index`` beside what it is nearest to: another piece ``other``, or a training picture with its name.

    ``near``: nearer than different real pictures are to each other.
    """

    index: int
    distance: float
    near: bool
    other: int = -1
    picture: np.ndarray | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Findings:
    """What a judge of one kind found. ``scores`` has a value for each piece (nan: does not apply), for comparisons."""

    measures: tuple[Measure, ...]
    notes: tuple[Note, ...]
    scores: Mapping[str, np.ndarray] = field(default_factory=dict)
    features: np.ndarray | None = None
    remembered: tuple[Match, ...] = ()
    duplicates: tuple[Match, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Judgement:
    """Everything about one model or set of takes: what the report shows. ``against`` names the reference."""

    title: str
    kind: Kind
    findings: Findings
    ranking: tuple[Strength, ...] = ()
    against: str = ""
    compared: str = ""
    """The other model, if two were compared: ``differences`` are this one minus that one."""
    differences: tuple[Measure, ...] = ()
    seed: int = 0
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.findings.measures
