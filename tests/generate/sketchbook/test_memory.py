"""What a Sketchbook model remembers: found by words, kept in eight bits, and nothing where nothing is near."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.generate.sketchbook import memory
from crossmedia_studio.generate.sketchbook.memory import Memory, Remembered
from crossmedia_studio.represent.vocabulary import Vocabulary

WORDS = Vocabulary(["", "fox", "cat", "kitten", "red", "apple", "tower", "狐狸"])
TABLE = np.zeros((8, 4), np.float32)
TABLE[1], TABLE[7] = (1, 0, 0, 0), (0.98, 0.1, 0, 0)
TABLE[2], TABLE[3] = (0, 1, 0, 0), (0, 0.9, 0.3, 0)
TABLE[4], TABLE[5], TABLE[6] = (0, 0, 1, 0), (0, 0, 0.2, 1), (0.4, -0.4, -0.4, -0.4)
DRAWINGS = (
    Remembered("f", "3d", (("fox",), ("狐狸",))),
    Remembered("f", "flat", (("fox",),)),
    Remembered("c", "3d", (("cat",),)),
    Remembered("a", "flat", (("red", "apple"),)),
)


@pytest.fixture
def remembered() -> Memory:
    latents = np.random.default_rng(0).standard_normal((4, 2, 3, 3)).astype(np.float32)
    return Memory(latents, DRAWINGS, WORDS, TABLE)


@pytest.mark.parametrize(
    ("asked", "subject"),
    [(("fox",), "f"), (("狐狸",), "f"), (("kitten",), "c"), (("apple",), "a"), (("red", "fox"), "f")],
)
def test_a_subject_is_found_by_its_name_or_one_like_it(
    remembered: Memory, asked: tuple[str, ...], subject: str
) -> None:
    assert remembered.find(asked) == [subject]


def test_nothing_near_is_nothing(remembered: Memory) -> None:
    assert remembered.find(("tower",)) == []
    assert remembered.find(("unheard",)) == []
    assert remembered.find(()) == []


def test_all_drawings_of_a_subject(remembered: Memory) -> None:
    assert remembered.of("f") == (0, 1)
    assert remembered.of("unknown") == ()


def test_it_comes_back_from_disk(remembered: Memory, tmp_path: Path) -> None:
    memory.write(tmp_path, remembered.latents, DRAWINGS)
    again = memory.read(tmp_path, WORDS, TABLE)
    assert again.drawings == DRAWINGS
    step = np.abs(remembered.latents).max(axis=(2, 3), keepdims=True) / 127
    assert (np.abs(again.latents - remembered.latents) <= 0.55 * step + 1e-3).all()


def test_a_model_without_memory_remembers_nothing(tmp_path: Path) -> None:
    assert memory.read(tmp_path, WORDS, TABLE).find(("fox",)) == []


def test_a_memory_whose_files_differ_is_refused(remembered: Memory, tmp_path: Path) -> None:
    memory.write(tmp_path, remembered.latents[:3], DRAWINGS)
    with pytest.raises(ValueError, match="damaged"):
        memory.read(tmp_path, WORDS, TABLE)
