"""Models that the artist brings: taken in as a request, told among the abilities, asked for where they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crossmedia_studio.core.progress import CancelToken
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.models.loader import Models
from tests.models import tiny_diffusion


@pytest.fixture
def own_models(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(own_home / "models"))
    return Models(own_home / "models", threads=1)


def run(models: Models, request: m.Request) -> Any:
    events: list[Any] = []
    Engine(models, Settings()).run(1, request, events.append, CancelToken())
    return events[-1]


def test_a_checkpoint_is_lacking_until_it_is_imported(own_models: Models, tmp_path: Path) -> None:
    before = run(own_models, m.Describe()).result
    wanting = [card for card in (*before.backends, *before.recipes) if card.lacks]
    assert [card.name for card in wanting] == ["diffusion", "lora"] and not any(card.ready for card in wanting)
    name = run(own_models, m.ImportModel(tiny_diffusion.write(tmp_path / "tiny"))).result
    after = run(own_models, m.Describe()).result
    assert not any(card.lacks for card in (*after.backends, *after.recipes))
    (card,) = [card for card in after.models if card.name == name]
    assert card.installed and card.imported and card.family == "checkpoint" and not card.judged
    families = {
        (backend.name, param.name): param.family
        for backend in after.backends
        for param in backend.params
        if param.family
    }
    assert families[("diffusion", "model")] == "checkpoint" and families[("diffusion", "lora")] == "lora"
    assert families[("blend", "trained")] == "vae" and families[("gan_walk", "trained")] == "gan"


def test_what_is_no_model_is_refused_in_words(own_models: Models, tmp_path: Path) -> None:
    (tmp_path / "letter.safetensors").write_text("Dear all")
    failed = run(own_models, m.ImportModel(tmp_path / "letter.safetensors"))
    assert isinstance(failed, m.Failed) and "letter.safetensors" in failed.what


def test_models_say_by_what_they_are_judged(own_models: Models) -> None:
    cards = {card.name: card.judged for card in run(own_models, m.Describe()).result.models}
    assert (cards["gan"], cards["sketchbook"]) == ("made", "made")
    assert (cards["vae"], cards["codec"], cards["kokoro"]) == ("rebuilt", "rebuilt", "")
