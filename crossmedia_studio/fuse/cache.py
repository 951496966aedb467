"""A cache bounded in bytes: the least recently used goes first. For decoded pictures, film frames and sounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """``size_of`` gives the bytes a value holds. The newest value stays even when it alone exceeds ``limit`` bytes."""

    def __init__(self, limit: int, size_of: Callable[[T], int]) -> None:
        self._limit, self._size_of, self._held = limit, size_of, 0
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """The value, now the most recently used; None if it is not held."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: Hashable, value: T) -> T:
        """Hold ``value`` and give it back; older values leave until the rest fits."""
        old = self._values.pop(key, None)
        if old is not None:
            self._held -= self._size_of(old)
        self._values[key] = value
        self._held += self._size_of(value)
        while self._held > self._limit and len(self._values) > 1:
            _, left = self._values.popitem(last=False)
            self._held -= self._size_of(left)
        return value

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held

    def clear(self) -> None:
        self._values.clear()
        self._held = 0
