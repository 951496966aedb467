"""Judging what brings pictures back: figures by hand, rivals within their bytes, the shipped models."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from crossmedia_studio import cli
from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, CancelToken, Step, no_step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine, reporter
from crossmedia_studio.evaluate import judge, rebuilders, rebuilding, rivals
from crossmedia_studio.evaluate.judge import against
from crossmedia_studio.evaluate.measure import QUALITY
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Judgement
from crossmedia_studio.evaluate.rebuilders import Rebuilt
from crossmedia_studio.evaluate.report.write import write
from crossmedia_studio.media.fidelity import psnr
from crossmedia_studio.models.loader import Models
from tests.evaluate.pictures import drawing, folder_of


class Off:
    """Gives every picture back ``levels`` brighter, from a file of ``bytes``."""

    planes, about = "colours", "A remark."

    def __init__(self, levels: int, size: int = 0) -> None:
        self._levels, self._bytes = levels, size

    def __call__(self, pixels: np.ndarray, step: Step) -> Rebuilt:
        before = pixels[..., :3] // 2
        return Rebuilt(before, before + np.uint8(self._levels), self._bytes)


def pictures(count: int) -> Iterator[tuple[str, np.ndarray]]:
    return ((f"disc {i}", drawing("disc", i)) for i in range(count))


def photograph(seed: int, side: int = 96) -> np.ndarray:
    """Smooth noise: uint8 (side, side, 3), which compresses as photographs do."""
    small = np.random.default_rng(seed).integers(0, 255, (side // 12, side // 12, 3), dtype=np.uint8)
    return np.array(Pillow.fromarray(small).resize((side, side), Pillow.Resampling.BICUBIC))


def test_figures_are_those_of_the_formula() -> None:
    found = rebuilding.judge(Off(5), pictures(4), 4, no_step)
    figures = {one.name: one for one in found.measures}
    assert set(figures) == {"psnr", "ms_ssim"}
    assert figures["psnr"].value == pytest.approx(20 * math.log10(255 / 5))
    assert figures["psnr"].n == 4 and figures["psnr"].group == QUALITY and figures["psnr"].features == "colours"
    assert [note.name for note in found.notes] == [f"disc {i}" for i in range(4)]
    assert all(note.before is not None and note.picture is not None for note in found.notes)
    assert "A remark." in found.remarks


def test_intervals_are_of_the_pictures() -> None:
    scores = iter((1, 2, 4, 8, 16, 3, 6, 12))

    class Uneven(Off):
        def __call__(self, pixels: np.ndarray, step: Step) -> Rebuilt:
            self._levels = next(scores)
            return super().__call__(pixels, step)

    (one, *_) = rebuilding.judge(Uneven(0), pictures(8), 8, no_step).measures
    assert one.low < one.value < one.high


@pytest.mark.parametrize("name", list(rivals.RIVALS))
def test_a_rival_keeps_within_the_bytes_and_uses_them(name: str) -> None:
    pixels = photograph(1)
    near = [psnr(pixels, found) for most in (1000, 2000, 8000)
            if (found := rivals.within(pixels, name, most)) is not None]  # fmt: skip
    assert len(near) == 3 and near == sorted(near) and near[2] > near[0] + 3
    assert rivals.within(pixels, name, 20) is None
    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, name, quality=50, **rivals.RIVALS[name])
    found = rivals.within(pixels, name, buffer.tell())
    assert found is not None
    assert psnr(pixels, found) >= psnr(pixels, np.array(Pillow.open(buffer).convert("RGB"))) - 0.01


def test_a_codec_is_read_beside_others_at_its_bytes() -> None:
    coloured = [(str(i), np.dstack([photograph(i), np.full((96, 96), 255, np.uint8)])) for i in range(3)]
    found = rebuilding.judge(Off(1, 1500), coloured, 3, no_step)
    figures = {one.name: one.value for one in found.measures}
    assert figures["bits"] == pytest.approx(8 * 1500 / 96**2)
    assert figures["psnr_beyond_webp"] == pytest.approx(figures["psnr"] - figures["psnr_webp"])
    tight = rebuilding.judge(Off(1, 20), coloured, 3, no_step)
    assert {one.name for one in tight.measures} == {"psnr", "ms_ssim", "bits"}


def test_two_are_compared_on_the_same_pictures(tmp_path: Path) -> None:
    one, other = (
        Judgement(f"off {levels}", Kind.IMAGE, rebuilding.judge(Off(levels), pictures(3), 3, no_step))
        for levels in (2, 4)
    )  # fmt: skip
    found = against(one, other, None)
    assert {d.name: d.value for d in found.differences}["psnr"] == pytest.approx(20 * math.log10(2))
    page = write(found, tmp_path / "report").read_text(encoding="utf-8")
    assert "Before and after" in page and "of the same pictures" in page and "as they were" in page
    shown = Pillow.open(tmp_path / "report" / "pictures" / "b0001.webp").convert("RGB")
    assert (np.array(shown) == next(pictures(1))[1][..., :3] // 2).all()


def test_the_shipped_autoencoder_is_judged_by_a_folder(models: Models, tmp_path: Path) -> None:
    found = rebuilders.named("vae", models)
    assert found is not None and found.folders
    files = sorted(folder_of(tmp_path / "shapes", 2).rglob("*.png"))
    first, second = (rebuilding.evaluate_rebuilder(found, models, no_step, files) for _ in range(2))
    figures = {one.name: one.value for one in first.measures}
    assert figures["psnr"] > 15 and figures["ms_ssim"] > 0.7
    assert [one.value for one in first.measures] == [one.value for one in second.measures]
    assert ("Pictures", "6") in first.facts


def test_the_command_s_request_judges_the_codec_by_a_picture(models: Models, tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    Pillow.fromarray(photograph(3, 64)).save(path)
    end = run(models, m.Evaluate(model="codec", files=(path,), output=tmp_path / "report"))
    assert isinstance(end, m.Finished), end
    figures = {one.name: one for one in end.result.figures}
    assert figures["psnr"].value > 20 and 0 < figures["bits"].value < 8 and figures["psnr"].n == 1
    assert end.result.report.is_file()


def test_the_command_takes_a_model_and_its_pictures(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = folder_of(tmp_path / "shapes", 1)
    args = ["evaluate", "vae", str(shapes), "-o", str(tmp_path / "report"), "--json"]
    monkeypatch.setattr("sys.argv", ["crossmedia-studio", *args])
    with pytest.raises(SystemExit) as end:
        cli.run()
    assert not end.value.code
    result = json.loads(capsys.readouterr().out)
    assert {one["name"]: one["n"] for one in result["figures"]} == {"psnr": 3, "ms_ssim": 3}
    monkeypatch.setattr("sys.argv", ["crossmedia-studio", "evaluate", "vae", str(tmp_path / "gone")])
    with pytest.raises(SystemExit) as end:
        cli.run()
    assert end.value.code == 1 and "gone" in capsys.readouterr().err


def test_wrong_asks_are_one_sentence(models: Models, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for request in (
        m.Evaluate(model="vae", files=(tmp_path / "none",)), m.Evaluate(model="vae", files=(tmp_path / "cut.png",)),
        m.Evaluate(model="vae", files=(tmp_path / "gone.png",)), m.Evaluate(model="vae", against="painter"),
        m.Evaluate(model="painter", against="vae"), m.Evaluate(model="painter", files=(tmp_path / "cut.png",)),
    ):  # fmt: skip
        end = run(models, request)
        assert isinstance(end, m.Failed) and "inside the studio" not in end.what, request
    with pytest.raises(OptionError) as caught:
        judge.maker_of("nobody", models)
    assert "vae" in caught.value.do and "codec" in caught.value.do


def test_a_model_without_pictures_asks_for_some(models: Models, tmp_path: Path) -> None:
    bare = Named("vae", "Mine", "vae", (tmp_path,))
    with pytest.raises(MediaError, match="carries no pictures"):
        rebuilding.evaluate_rebuilder(bare, models, no_step)


def test_cancel_stops_between_pictures() -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        rebuilding.judge(Off(1), pictures(50), 50, reporter(1, lambda event: token.cancel(), token))


def run(models: Models, request: m.Evaluate) -> m.EngineEvent:
    events: list[m.EngineEvent] = []
    Engine(models, Settings()).run(1, request, events.append, CancelToken())
    return events[-1]
