"""What a prompt asks for: whole phrases in English, anywhere in Chinese."""

from __future__ import annotations

import pytest

from crossmedia_studio.core.wishes import asks_for

WORDS = ("3d", "line drawing", "red background", "线稿")


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("a fox, 3D", True), ("A Line  Drawing of a fox", True), ("一只狐狸的线稿", True),
        ("fox on a red background", True),
        ("a fox in the snow", False), ("a 3dfx card", False), ("bored background", False), ("", False),
    ],
)  # fmt: skip
def test_a_prompt(prompt: str, asked: bool) -> None:
    assert asks_for(prompt, WORDS) is asked
    assert not asks_for(prompt, ())
