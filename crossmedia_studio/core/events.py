"""A plain observer list: how Qt-free objects say that something changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVarTuple

Args = TypeVarTuple("Args")


class Event(Generic[*Args]):
    """``connect`` a callable, ``emit`` to all in the order they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[*Args], object]] = []

    def connect(self, listener: Callable[[*Args], object]) -> Callable[[], None]:
        """Listen; the returned callable stops listening."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def emit(self, *args: *Args) -> None:
        for listener in tuple(self._listeners):
            listener(*args)
