"""The toy recipes beside the real ones, for one test at a time; PyTorch as it was before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from crossmedia_studio.train.recipes import RECIPES
from tests.train.toys import DuetRecipe, LineRecipe


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recipes ``duet`` and ``line``."""
    monkeypatch.setitem(RECIPES, "duet", DuetRecipe())
    monkeypatch.setitem(RECIPES, "line", LineRecipe())


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Training sets PyTorch's threads; other tests keep theirs."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
