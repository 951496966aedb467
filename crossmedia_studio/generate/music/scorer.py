"""Loads a score model, and says how likely it finds a piece. Used by the backend and by exams."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent.music import tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece

if TYPE_CHECKING:
    from crossmedia_studio.nets.score_transformer import ScoreTransformer

FAMILY = SHIPPED = "score"
_MEMORY_MB = 60


def load(models: Models, name: str = "") -> ScoreTransformer:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    name = models.of_family(FAMILY, name)
    folder = models.folder(name)
    net: ScoreTransformer = models.load(f"{FAMILY}/{name}", _MEMORY_MB, lambda: read(folder))
    return net


def read(folder: Path) -> ScoreTransformer:
    """The network of a model folder. Raises ModelError for a damaged one, or one of another vocabulary."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.score_transformer import ScoreConfig, ScoreTransformer

    with reading(folder):
        note = json.loads((folder / "config.json").read_text("utf-8"))
        known = note["vocabulary"] == v.VERSION and note["config"]["vocabulary"] == tasks.VOCABULARY
        net = ScoreTransformer(ScoreConfig(**note["config"]))
        net.load_state_dict(packing.read(folder / "weights.safetensors"))
    if not known:
        raise ModelError(
            tr("The model {name} was trained for another version of the studio", name=folder.name),
            do=tr("Train it again"),
        )
    return net.eval()


def likelihoods(net: ScoreTransformer, piece: Piece) -> np.ndarray:
    """The natural logarithm of how likely each token of ``piece.ids()`` but the first is: float64 (n − 1,).

    Signs that are no music are left out of account.
    """
    import torch

    pen = tasks.whole(piece)
    with torch.inference_mode():
        ids, places = torch.tensor([pen.ids]), torch.tensor([pen.places])  # (1, n), (1, n, 4)
        said = net(ids[:, :-1], places[:, :-1])[0, :, : v.SIZE].double().log_softmax(-1)  # (n − 1, SIZE)
        found: np.ndarray = said.gather(-1, ids[0, 1:, None])[:, 0].numpy()
    return found
