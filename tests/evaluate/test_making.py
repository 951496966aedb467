"""Takes made several at once are those made one by one, in the order they were asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, CancelToken, no_step
from crossmedia_studio.evaluate import making
from crossmedia_studio.evaluate.judge import maker_of
from crossmedia_studio.evaluate.piece import Asked
from crossmedia_studio.evaluate.plan import Plan
from crossmedia_studio.generate.make import make
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask

FEW = (("steps", 4),)
ASKED = (
    Asked("a fox, 3d", seed=1, options=FEW),
    Asked("一只狐狸", seed=2, options=FEW),
    Asked("a red apple on a blue background", seed=3, options=FEW),
    Asked("a cup", seed=4, options=(("steps", 5),)),
)


def test_many_at_once_are_what_each_is_alone(models: Models, tmp_path: Path) -> None:
    maker = maker_of("sketchbook", models)
    plan = Plan(ASKED, 128, 128)
    pieces = list(making.made(maker, ASKED, plan, models, tmp_path, no_step, ()))
    assert [piece.asked for piece in pieces] == list(ASKED)
    for ask, piece in zip(ASKED, pieces, strict=True):
        wanted = Ask(Kind.IMAGE, ask.prompt, ask.seed, 128, 128, 0.0, "en")
        alone = make(wanted, (), models, tmp_path, no_step, backend="sketchbook", options=dict(ask.options)).media
        assert isinstance(alone, Image) and isinstance(piece.media, Image)
        assert np.abs(piece.media.pixels.astype(int) - alone.pixels).mean() < 1.0


def test_cancel_stops_within_a_batch(models: Models, tmp_path: Path) -> None:
    token = CancelToken()

    def first(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        token.check()
        if done > 0:
            token.cancel()

    maker = maker_of("sketchbook", models)
    with pytest.raises(Cancelled):
        list(making.made(maker, ASKED * 20, Plan(ASKED, 128, 128), models, tmp_path, first, ()))
