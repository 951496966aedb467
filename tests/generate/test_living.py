"""Bringing pictures to life: the first frame is the picture, the loop closes, nothing folds or tears."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, ModelError, ModelMissing
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import living
from crossmedia_studio.generate.backends.motion import Motion, MotionOptions
from crossmedia_studio.generate.living import Living
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.motion import steepest
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Meaning
from tests import clips


@pytest.fixture(scope="module")
def model(models: Models) -> Living:
    return living.load(models)


def cut_out(size: int = 128) -> np.ndarray:
    return np.array(clips.bobbing(size=size)[0])


def scene(width: int = 160, height: int = 96) -> np.ndarray:
    """An opaque picture: the disc on a shaded ground."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    ground = np.stack([x / width * 200, y / height * 200, 90 + 0 * x, 255 + 0 * x], axis=-1).astype(np.uint8)
    disc = Pillow.fromarray(cut_out(height))
    page = Pillow.fromarray(ground)
    page.alpha_composite(disc, ((width - height) // 2, 0))
    return np.array(page)


def made(
    pixels: np.ndarray, models: Models, folder: Path, seed: int = 1, ask: Ask | None = None, **options: object
) -> Video:
    conditions = Conditions(
        ask or Ask(Kind.VIDEO, "", seed), Meaning(Kind.TEXT), (Source(Image(pixels), Meaning(Kind.IMAGE)),)
    )
    return Motion().generate(conditions, MotionOptions(**options), models, folder, no_step)  # type: ignore[arg-type]


@pytest.mark.parametrize("pixels", [cut_out(), scene()], ids=["cut-out", "scene"])
def test_phase_nought_is_the_picture_and_it_moves_without_a_fold(pixels: np.ndarray, model: Living) -> None:
    still, opaque = living.planes(pixels), bool(pixels[..., 3].min() == 255)
    for seed in range(4):
        field = living.paths(model, pixels, seed)
        assert torch.allclose(living.frame(still, field, 0.0, opaque), still[0], atol=1e-4)
        assert torch.allclose(living.frame(still, field, 1.0, opaque), still[0], atol=1e-3)
        assert float(steepest(field)) < 1.0
        far = [
            float((living.frame(still, field, phase, opaque) - still[0]).abs().mean()) for phase in (0.25, 0.5, 0.75)
        ]
        assert max(far) > 1e-3
    assert torch.equal(living.paths(model, pixels, 2), living.paths(model, pixels, 2))
    assert not torch.equal(living.paths(model, pixels, 2), living.paths(model, pixels, 3))


def test_an_opaque_picture_rests_at_its_edges_and_strength_nought_is_a_still(model: Living) -> None:
    pixels = scene()
    still, field = living.planes(pixels), living.paths(model, pixels, 5, strength=2.0)
    seen = living.frame(still, field, 0.4, opaque=True)
    for edge in (np.s_[:, 0, :], np.s_[:, -1, :], np.s_[:, :, 0], np.s_[:, :, -1]):
        assert float((seen[edge] - still[0][edge]).abs().max()) < 0.03
    assert float(seen[3].min()) > 0.999
    rest = living.frame(still, living.paths(model, pixels, 5, strength=0.0), 0.4, opaque=True)
    assert torch.allclose(rest, still[0], atol=1e-4)


def test_a_film_is_its_own_size_loops_and_begins_with_the_picture(models: Models, tmp_path: Path) -> None:
    pixels = scene(161, 96)
    film = made(pixels, models, tmp_path, seconds=1.0, loops=2)
    assert (film.width, film.height, film.fps) == (160, 96, Fraction(24))
    frames = [frame.astype(np.float32) for _, frame in video.frames(film.path)]
    assert len(frames) == 48
    assert np.abs(frames[0][..., :3] - pixels[:96, :160, :3]).mean() < 4
    hops = [np.abs(a - b).mean() for a, b in zip(frames, [*frames[1:], frames[0]], strict=True)]
    assert hops[-1] < 2.5 * max(np.median(hops), 0.3) and np.abs(frames[0] - frames[24]).mean() < 1.5


def test_sizes_grounds_and_room_of_a_cut_out(models: Models, tmp_path: Path) -> None:
    pixels = cut_out(96)[20:76, 18:78]  # touches its edges
    film = made(pixels, models, tmp_path, ground="black", seconds=1.0)
    assert film.width > 60 and film.height > 56
    first = video.frame_at(film.path, 0)
    assert first[0, 0, :3].max() < 24 and first[film.height // 2, film.width // 2, 0] > 180
    wide = made(pixels, models, tmp_path, ask=Ask(Kind.VIDEO, "", 1, 120, 64, 0.5))
    assert (wide.width, wide.height) == (120, 64) and len(list(video.frames(wide.path))) == 12


def test_nothing_there_and_damaged_models_are_refused_in_a_sentence(models: Models, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        made(np.zeros((64, 64, 4), np.uint8), models, tmp_path)
    with pytest.raises(ModelMissing) as missing:
        living.load(models, "nobody")
    assert "nobody" in missing.value.what and missing.value.do
    copy = tmp_path / "copy"
    shutil.copytree(models.folder(living.SHIPPED), copy)
    note = json.loads((copy / "config.json").read_text("utf-8"))
    damages: tuple[dict[str, object], ...] = (
        {"config": {**note["config"], "code": 5}},
        {"amounts": []},
        {"config": None},
    )
    for damage in damages:
        (copy / "config.json").write_text(json.dumps({**note, **damage}), "utf-8")
        with pytest.raises(ModelError):
            living.read(copy)
    (copy / "config.json").write_text(json.dumps(note), "utf-8")
    weights = (copy / "weights.safetensors").read_bytes()
    (copy / "weights.safetensors").write_bytes(weights[: len(weights) // 2])
    with pytest.raises(ModelError):
        living.read(copy)
