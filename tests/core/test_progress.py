"""Progress in parts, and cancelling by raising."""

from __future__ import annotations

from typing import Any

import pytest

from crossmedia_studio.core.progress import Cancelled, CancelToken, no_step, part


class Seen(list[tuple[float, str, Any]]):
    def __call__(self, done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        self.append((done / total, words, preview))


def test_a_part_covers_its_stretch() -> None:
    seen = Seen()
    inner = part(seen, 0.2, 0.6, "Reading")
    for done in (0, 5, 10, 20, -5):
        inner(done, 10)
    assert [share for share, *_ in seen] == pytest.approx([0.2, 0.4, 0.6, 0.6, 0.2])
    assert {words for _, words, _ in seen} == {"Reading"}


def test_parts_nest_and_pass_words_and_previews() -> None:
    seen = Seen()
    inner = part(part(seen, 0.5, 1.0, "outer"), 0.0, 0.5, "inner")
    inner(1, 1, "own", "half a poem")
    inner(0, 0)
    assert seen == [(0.75, "own", "half a poem"), (0.5, "inner", None)]


def test_cancel_raises_at_the_next_step() -> None:
    token = CancelToken()
    token.check()
    assert not token.cancelled
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        token.check()

    with pytest.raises(Cancelled):
        part(step, 0, 1)(0.5)
    no_step(1)
