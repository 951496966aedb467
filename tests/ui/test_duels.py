"""Choices between takes: kept, taken back, and pairs that say most."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.ui.duels import FILE, Duel, Duels


def test_choices_are_found_again(tmp_path: Path) -> None:
    duels = Duels(tmp_path)
    duels.add(Duel("a", "b"))
    duels.add(Duel("c", "a", tie=True))
    again = Duels(tmp_path)
    assert again.won() == (("a", "b"),) and again.ties() == (("c", "a"),)
    assert again.take_back() == Duel("c", "a", tie=True)
    assert Duels(tmp_path).all() == (Duel("a", "b"),)


def test_nothing_is_taken_back_of_nothing(tmp_path: Path) -> None:
    assert Duels(tmp_path).take_back() is None and not (tmp_path / FILE).exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[["a"]]', "\x00", "null", '[["a", "a", false]]', "[" * 100_000])
def test_a_damaged_file_counts_as_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert Duels(tmp_path).all() == ()


def test_a_project_of_another_window_is_left_alone(tmp_path: Path) -> None:
    duels = Duels(tmp_path, read_only=True)
    duels.add(Duel("a", "b"))
    assert duels.won() == (("a", "b"),) and not (tmp_path / FILE).exists()


@given(st.integers(2, 8), st.integers(0, 40))
def test_every_take_gets_its_turn(tmp_path_factory: pytest.TempPathFactory, takes: int, rounds: int) -> None:
    duels = Duels(tmp_path_factory.mktemp("duels"), read_only=True)
    ids = [f"take{index}" for index in range(takes)]
    for _ in range(rounds):
        pair = duels.next_pair(ids)
        assert pair is not None and pair == duels.next_pair(ids[::-1]) and pair[0] != pair[1]
        duels.add(Duel(*pair))
    seen = Counter(media_id for duel in duels.all() for media_id in (duel.better, duel.other))
    counts = [seen[media_id] for media_id in ids]
    assert max(counts) - min(counts) <= 2


def test_fewer_than_two_are_no_pair(tmp_path: Path) -> None:
    duels = Duels(tmp_path)
    assert duels.next_pair([]) is None and duels.next_pair(["a"]) is None and duels.next_pair(["a", "a"]) is None
