"""Splits by content: the same files fall into the same splits in any order, and no near-duplicate crosses them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crossmedia_studio.train.datasets.dataset import Dataset, Item

FRACTIONS = (("valid", 0.05), ("test", 0.05))
"""The share held out for each split; the rest is "train"."""
TINY = 20
"""A set with fewer items is learned whole, and checked on the same items."""
_GIANT = 0.1


def groups(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The connected components of ``ids`` under ``pairs``: each sorted, in order of their smallest id (union–find)."""
    root = {id: id for id in ids}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for first, second in pairs:
        a, b = find(first), find(second)
        root[max(a, b)] = min(a, b)
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for id in sorted(root):
        joined[find(id)].append(id)
    return list(joined.values())


def assign(grouped: Sequence[Sequence[str]], stated: Mapping[str, str] | None = None) -> dict[str, str]:
    """The split of every id: whole groups, each by the hash of its smallest id.

    Splits that a set itself has ``stated`` hold where they cover all of it; a group that lies across them is learned.
    Where they name nothing to check on, some of what is learned is held out. A group of more than a tenth of the set
    is always learned. No split of a set of ``TINY`` or more stays empty while a group can be spared.
    """
    stated = stated or {}
    ids = [id for group in grouped for id in group]
    small = [group for group in grouped if len(group) <= max(len(ids) * _GIANT, 1)]
    chosen = dict.fromkeys(ids, "train")
    if ids and all(stated.get(id) for id in ids):
        for group in grouped:
            splits = {stated[id] for id in group}
            chosen |= dict.fromkeys(group, splits.pop() if len(splits) == 1 else "train")
        wanting = ["valid"] if "valid" not in chosen.values() else []
    else:
        wanting = [split for split, _ in FRACTIONS]
    if len(ids) < TINY:
        return chosen
    for split in wanting:
        spare = [group for group in small if chosen[group[0]] == "train"]
        drawn = [group for group in spare if _drawn(group[0]) == split]
        if not drawn and len(spare) > 1:
            drawn = [max(spare, key=lambda group: _chance(group[0]))]
        for group in drawn:
            chosen |= dict.fromkeys(group, split)
    return chosen


def with_splits(dataset: Dataset, chosen: Mapping[str, str]) -> Dataset:
    """``dataset`` with these splits; a tiny one has its items again as "valid"."""
    items: list[Item] = [replace(item, split=chosen[item.id]) for item in dataset.items]
    if is_tiny(items) and not any(item.split == "valid" for item in items):
        items += [replace(item, split="valid") for item in items if item.split == "train"]
    return replace(dataset, items=tuple(items))


def is_tiny(items: Sequence[Item]) -> bool:
    """Whether there are fewer than ``TINY`` different items."""
    return len({item.id for item in items}) < TINY


def _drawn(id: str) -> str:
    edge, chance = 1.0, _chance(id)
    for split, share in FRACTIONS:
        edge -= share
        if chance >= edge:
            return split
    return "train"


def _chance(id: str) -> float:
    """A number in 0 … 1 that is even for any choice of ids: the smallest of a group is not by chance itself."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big") / 2**64
