"""The byte-bounded cache against a plain model of one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.fuse.cache import Cache


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 60)), max_size=40))
def test_it_keeps_the_latest_that_fit(puts: list[tuple[int, int]]) -> None:
    cache: Cache[bytes] = Cache(100, len)
    for key, size in puts:
        value = bytes(size)
        assert cache.put(key, value) is value
        assert cache.get(key) is value
        assert cache.held <= 100
        assert cache.held == sum(len(v) for k in range(6) if (v := cache.get(k)) is not None)


def test_the_least_recently_used_leaves_first() -> None:
    cache: Cache[bytes] = Cache(100, len)
    for key in "abc":
        cache.put(key, bytes(30))
    cache.get("a")
    cache.put("d", bytes(30))
    assert cache.get("b") is None and cache.get("a") is not None


def test_a_value_larger_than_the_limit_stays_until_the_next() -> None:
    cache: Cache[bytes] = Cache(10, len)
    cache.put("large", bytes(50))
    assert cache.get("large") is not None
    cache.put("small", bytes(5))
    assert cache.get("large") is None and cache.held == 5
