"""Whether a prompt asks for what a model does best: used alike where the window and the command line choose one."""

from __future__ import annotations

import re
from collections.abc import Collection


def asks_for(prompt: str, words: Collection[str]) -> bool:
    """Whether ``prompt`` holds one of ``words``, whole: lower-case English phrases, or Chinese ones anywhere in it."""
    said = " ".join(prompt.lower().split())
    return any(re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) for word in words)
