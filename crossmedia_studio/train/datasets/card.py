"""The card of a data set: what is in it, under which licences, how it was split, and what was left out.

After Gebru et al. 2021, "Datasheets for Datasets" (arXiv:1803.09010).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import LANGUAGES, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media import image
from crossmedia_studio.train.datasets.dataset import SPLITS, Dataset, Item
from crossmedia_studio.train.datasets.split import is_tiny

Counts = tuple[tuple[str, int], ...]
_MOST_ROWS = 12


@dataclass(frozen=True)
class DataCard:
    """Counts are (name, how many), the most first. ``count``: different files; ``sides``: smallest, middle and largest
    shorter side of pictures in pixels (0 for other kinds); ``bytes`` of all files; ``captioned``: items with words;
    ``tiny``: what is checked on is what is learned."""

    name: str
    kind: Kind
    count: int
    bytes: int
    sides: tuple[int, int, int]
    splits: Counts
    subjects: int
    styles: Counts
    captioned: int
    languages: Counts
    licences: Counts
    broken: tuple[tuple[Path, str], ...]
    tiny: bool


def data_card(dataset: Dataset, step: Step = no_step) -> DataCard:
    """Reads the size of every file, nothing more."""
    items = list({item.id: item for item in dataset.items}.values())
    sizes, sides = 0, []
    for number, item in enumerate(items):
        step(number, len(items), tr("Measuring, {number} of {count}", number=number + 1, count=len(items)))
        try:
            sizes += item.path.stat().st_size
            sides += [min(image.size(item.path))] if dataset.kind is Kind.IMAGE else []
        except (OSError, MediaError):  # gone since it was read
            continue
    sides.sort()
    step(1.0)
    return DataCard(
        dataset.name,
        dataset.kind,
        len(items),
        sizes,
        (sides[0], sides[len(sides) // 2], sides[-1]) if sides else (0, 0, 0),
        tuple((split, len(dataset.split(split))) for split in SPLITS),
        len({item.subject for item in items if item.subject}),
        _counted(item.style for item in items if item.style),
        sum(bool(item.captions or item.tags) for item in items),
        _counted(code for item in items for code in _languages(item)),
        _counted(item.licence or tr("not stated") for item in items),
        dataset.broken,
        is_tiny(items),
    )


def markdown(card: DataCard) -> str:
    """The card for a person to read, in their language."""
    lines = [f"# {card.name}", "", *(f"- {line}" for line in _facts(card))]
    lines += ["", f"## {tr('Licences')}", "", *_rows(card.licences)]
    if card.broken:
        lines += ["", f"## {tr('Left out')}", "", *(f"- `{_plain(path.name)}`: {why}" for path, why in card.broken)]
    return "\n".join(lines) + "\n"


def _facts(card: DataCard) -> list[str]:
    splits = dict(card.splits)
    facts = [
        {
            Kind.IMAGE: tr("Pictures: {count}, {size} MB", count=card.count, size=_mb(card)),
            Kind.AUDIO: tr("Sounds: {count}, {size} MB", count=card.count, size=_mb(card)),
        }.get(card.kind, tr("Texts: {count}, {size} MB", count=card.count, size=_mb(card)))
    ]
    if card.sides[2]:
        low, middle, high = card.sides
        words = tr("Shorter side: {low} to {high} pixels, {middle} in the middle", low=low, high=high, middle=middle)
        facts.append(words if low < high else tr("Shorter side: {side} pixels", side=low))
    if card.tiny:
        facts.append(tr("So few that all are learned, and checked on the same ones"))
    else:
        facts.append(tr("To learn from: {train}, to check: {valid}, to test: {test}", **splits))
        facts.append(tr("No two that are nearly the same lie in different splits"))
    if card.subjects:
        facts.append(tr("Different subjects: {count}", count=card.subjects))
    if card.styles:
        facts.append(tr("Styles: {names}", names=_line(card.styles)))
    facts.append(tr("With words: {count}", count=card.captioned))
    if card.languages:
        facts.append(tr("Languages: {names}", names=_line(_named(card.languages))))
    return facts


def _line(counts: Counts) -> str:
    return ", ".join(f"{name} ({count})" for name, count in counts[:_MOST_ROWS])


def _named(languages: Counts) -> Counts:
    """Languages by their own names instead of their codes."""
    return tuple((LANGUAGES.get(code, code), count) for code, count in languages)


def _rows(counts: Counts) -> list[str]:
    return [f"- {name}: {count}" for name, count in counts]


def _mb(card: DataCard) -> str:
    return f"{card.bytes / 1e6:.1f}"


def _plain(name: str) -> str:
    """A file name that cannot break the line or the quotes it stands in."""
    return " ".join(name.replace("`", "'").split())[:120]


def _languages(item: Item) -> set[str]:
    return {code or "?" for code, _ in (*item.captions, *item.tags)}


def _counted(names: Iterable[str]) -> Counts:
    return tuple(sorted(Counter(names).items(), key=lambda row: (-row[1], row[0])))
