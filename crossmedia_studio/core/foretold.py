"""What a generator will go by, told before it makes anything: read out of the ask, shown and changed by the artist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One thing that is settled: ``words`` (translated) and the ``option`` that changes it (empty: none does).

    ``label`` is marked; ``icon`` names a Phosphor icon; ``fixed`` says that the artist set it.
    """

    option: str
    label: str
    words: str
    icon: str
    fixed: bool = False
