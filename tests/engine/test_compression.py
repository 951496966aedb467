"""Compress and Decompress as requests: the file and its figures, and every fault in one sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from crossmedia_studio.core.errors import MediaError, ModelMissing, OptionError, StudioError, Unsupported
from crossmedia_studio.core.progress import Cancelled, CancelToken, no_step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.compression import compress, decompress
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.media import image
from crossmedia_studio.media.fidelity import psnr
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models import manifest
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.models.sources.local import sha256
from crossmedia_studio.represent.codec_file import from_bytes, to_bytes


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A slope with a disc on a transparent ground."""
    y, x = np.mgrid[0:90, 0:121]
    inside = (y - 45) ** 2 + (x - 60) ** 2 < 1600
    values = np.stack([x * 2, y * 2, 255 - x, np.where(inside, 255, 0)], axis=-1).astype(np.uint8)
    image.write(Image(values), tmp_path / "drawing.png")
    return tmp_path / "drawing.png"


def run(models: Models, request: m.Request, token: CancelToken | None = None) -> list[m.EngineEvent]:
    events: list[m.EngineEvent] = []
    Engine(models, Settings()).run(1, request, events.append, token or CancelToken())
    return events


def test_there_and_back(models: Models, drawing: Path, tmp_path: Path) -> None:
    events = run(models, m.Compress(drawing, tmp_path / "small.cms", quality=6))
    end = events[-1]
    assert isinstance(end, m.Finished)
    found: m.Compressed = end.result
    assert found.bytes == found.output.stat().st_size
    assert found.bits_a_pixel == pytest.approx(8 * found.bytes / (90 * 121))
    assert found.psnr > 28.0 and 0.9 < found.ms_ssim <= 1.0
    fractions = [event.fraction for event in events if isinstance(event, m.Progress)]
    assert fractions and fractions == sorted(fractions)

    end = run(models, m.Decompress(tmp_path / "small.cms", tmp_path / "again.png"))[-1]
    assert isinstance(end, m.Finished) and end.result == tmp_path / "again.png"
    before, after = image.read(drawing).pixels, image.read(tmp_path / "again.png").pixels
    assert np.array_equal(before[..., 3], after[..., 3])
    seen = before[..., 3] > 0
    assert psnr(before[seen][:, :3], after[seen][:, :3]) > 26.0


def test_a_codec_of_ones_own_is_chosen_by_name(drawing: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "mine"
    shutil.copytree(shipped_folder() / "codec", folder)
    state = load_file(folder / "weights.safetensors")
    name = next(name for name, value in state.items() if value.ndim == 4)
    save_file({**state, name: state[name] * 1.01}, folder / "weights.safetensors")
    paths = [folder / "config.json", folder / "weights.safetensors"]
    files = tuple((path.name, sha256(path), path.stat().st_size) for path in paths)
    manifest.write(folder, Installed("mine", "Mine", "image", "own", "trained", "studio", files, True, "codec"))
    models = Models(tmp_path / "models", threads=1)
    for chosen, output in (("", "its.cms"), ("mine", "mine.cms")):
        compress(models, m.Compress(drawing, tmp_path / output, 2, chosen), no_step)
    its, mine = (from_bytes((tmp_path / f"{name}.cms").read_bytes(), name) for name in ("its", "mine"))
    assert its.model != mine.model
    with pytest.raises(ModelMissing, match="called yours") as caught:
        compress(models, m.Compress(drawing, tmp_path / "x.cms", 2, "yours"), no_step)
    assert "mine" in caught.value.do


@pytest.mark.parametrize(
    "name, quality, error", [("x.png", 4, Unsupported), ("x", 4, Unsupported), ("x.cms", 0, OptionError),
                             ("x.cms", 9, OptionError)]
)  # fmt: skip
def test_what_cannot_be_asked(
    models: Models, drawing: Path, tmp_path: Path, name: str, quality: int, error: type[StudioError]
) -> None:
    with pytest.raises(error):
        compress(models, m.Compress(drawing, tmp_path / name, quality), no_step)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("content", [b"", b"GIF89a and then nothing", b"CMS\x1a", b"CMS\x1a\x01" + bytes(60)])
def test_files_that_are_none(models: Models, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.cms").write_bytes(content)
    with pytest.raises(MediaError):
        decompress(models, m.Decompress(tmp_path / "x.cms", tmp_path / "x.png"), no_step)
    assert not (tmp_path / "x.png").exists()


def test_a_picture_is_wanted(models: Models, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no picture")
    for source in (tmp_path / "words.txt", tmp_path / "gone.png", tmp_path):
        with pytest.raises(MediaError):
            compress(models, m.Compress(source, tmp_path / "x.cms"), no_step)


def test_the_output_is_refused_before_any_work(models: Models, tmp_path: Path) -> None:
    with pytest.raises(Unsupported):
        decompress(models, m.Decompress(tmp_path / "gone.cms", tmp_path / "x.mp3"), no_step)


def test_a_codec_that_is_not_here(models: Models, drawing: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.cms"
    compress(models, m.Compress(drawing, path), no_step)
    packed = from_bytes(path.read_bytes(), "x.cms")
    path.write_bytes(to_bytes(type(packed)(**{**vars(packed), "model": b"somebody"})))
    with pytest.raises(ModelMissing, match=r"x\.cms was compressed by a model that is not here"):
        decompress(models, m.Decompress(path, tmp_path / "x.png"), no_step)


def test_cancel_leaves_nothing(models: Models, drawing: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    calls = 0

    def stop(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        compress(models, m.Compress(drawing, tmp_path / "x.cms"), stop)
    assert sorted(tmp_path.iterdir()) == before
