"""A run killed at any moment goes on to the very same bits; a stopped one keeps its best model."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from crossmedia_studio.core.errors import ModelError, OptionError, TrainingError
from crossmedia_studio.core.progress import Cancelled, Snapshot
from crossmedia_studio.models import manifest
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train import checkpoint, curves
from crossmedia_studio.train.places import BEST, LAST, POINTS
from tests.train.toys import train

ROOT = Path(__file__).resolve().parents[2]
STEPS, CHECK, PAUSE = 160, 40, 0.005


def tensors(path: Path) -> dict[str, torch.Tensor]:
    return checkpoint.load(path)[0]


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def wait_for_another(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until ``path`` is written again."""
    before = path.stat().st_mtime_ns if path.is_file() else 0
    while process.poll() is None and (not path.is_file() or path.stat().st_mtime_ns == before):
        time.sleep(0.005)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_run_ends_with_the_same_bits(toys: None, tmp_path: Path) -> None:
    train("duet", tmp_path / "whole", steps=STEPS, check=CHECK)
    command = [sys.executable, "-m", "tests.train.killed", str(tmp_path / "killed"), STEPS, CHECK, PAUSE]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    kills = 0
    for _ in range(2):
        process = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=environment)
        last = tmp_path / "killed" / "runs" / "toy" / LAST
        wait_for_another(last, process)
        wait_for_another(last, process)
        time.sleep(random.uniform(0.0, 0.1))
        process.kill()
        kills += process.wait() == -9
        assert 0 < checkpoint.load(last)[1]["step"] <= STEPS
        assert not (tmp_path / "killed" / "models" / "toy").exists()
    assert kills == 2, "the child ended before it was killed"
    done = train("duet", tmp_path / "killed", pause=PAUSE)
    assert done.steps == STEPS
    for name in (LAST, BEST):
        runs = [tmp_path / one / "runs" / "toy" / name for one in ("whole", "killed")]
        assert same(*(tensors(run) for run in runs))
    models = [tmp_path / one / "models" / "toy" / "model.safetensors" for one in ("whole", "killed")]
    assert models[0].read_bytes() == models[1].read_bytes()
    points = [curves.curves(tmp_path / one / "runs" / "toy" / POINTS)["valid loss"] for one in ("whole", "killed")]
    assert points[0] == points[1] and [step for step, _ in points[0]] == list(range(CHECK, STEPS + 1, CHECK))


class CancelAt:
    """Cancel once the run has come to ``step``."""

    def __init__(self, step: int) -> None:
        self.at = step
        self.words: list[str] = []

    def __call__(self, done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        self.words.append(words)
        if isinstance(preview, Snapshot) and preview.step >= self.at:
            self.at = 0
            raise Cancelled
        if self.at == 0:
            raise Cancelled


def test_cancel_keeps_the_best_and_goes_on_later(toys: None, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        train("duet", tmp_path, steps=160, check=20, step=CancelAt(70))
    models = Models(tmp_path / "models")
    (kept,) = models.family("toy")
    assert (kept.name, kept.title, kept.licence) == ("toy", "A toy", "CC0-1.0")
    run = tmp_path / "runs" / "toy"
    best = checkpoint.under(tensors(run / BEST), "average/generator")
    assert same(load_file(models.folder("toy") / "model.safetensors"), best)
    assert "Stopped by hand" in (models.folder("toy") / "card.md").read_text("utf-8")
    done = train("duet", tmp_path)
    assert done.steps == 160 and done.ended == "All 160 steps are done"
    train("duet", tmp_path / "whole", steps=160, check=20)
    assert same(tensors(run / LAST), tensors(tmp_path / "whole" / "runs" / "toy" / LAST))


def test_a_cancel_before_the_first_step_leaves_no_model(toys: None, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        train("line", tmp_path, steps=10, step=CancelAt(0))
    assert not list((tmp_path / "models").glob("*"))


def test_what_is_published_is_whole_and_says_what_it_is(toys: None, tmp_path: Path) -> None:
    done = train("duet", tmp_path, steps=30, check=10)
    note = manifest.read(done.folder)
    assert note is not None and note.imported and (note.format, note.family) == ("crossmedia", "toy")
    names = {path for path, _, _ in note.files}
    assert names == {"model.safetensors", "config.json", "card.md", "sheet.png", "curves.png"}
    assert names == {path.name for path in done.folder.iterdir()} - {manifest.FILE}
    assert dict(done.figures).keys() == {"loss"} and done.sheet == done.folder / "sheet.png"
    card = (done.folder / "card.md").read_text("utf-8")
    assert all(word in card for word in ("# A toy", "numbers", "CC0-1.0", "| width | 8 |", "sheet.png", "30 steps"))
    sheets = sorted((tmp_path / "runs" / "toy" / "samples").glob("*.png"))
    assert [path.stem for path in sheets] == ["step-00000010", "step-00000020", "step-00000030"]


def test_a_run_keeps_its_options_and_refuses_others(toys: None, tmp_path: Path) -> None:
    train("line", tmp_path, steps=20, rate=0.05)
    assert train("line", tmp_path, steps=40).steps == 40
    assert "| rate | 0.05 |" in (tmp_path / "models" / "toy" / "card.md").read_text("utf-8")
    for wrong in ({"rate": 0.1}, {"seed": 5}):
        with pytest.raises(TrainingError, match="cannot go on with other options"):
            train("line", tmp_path, **wrong)
    with pytest.raises(TrainingError, match="another recipe"):
        train("duet", tmp_path)
    with pytest.raises(OptionError, match="no option called nonsense"):
        train("line", tmp_path, nonsense=1)
    anew = train("line", tmp_path, steps=10, rate=0.1, resume=False)
    assert anew.steps == 10


def test_names_of_other_models_are_refused(toys: None, tmp_path: Path) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    for name, words in (("kokoro", "another model"), ("mine", "another model"), ("A b", "cannot be the name")):
        with pytest.raises(ModelError, match=words):
            train("line", tmp_path, name=name, steps=1)
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"\xff" * 400])
def test_a_damaged_last_checkpoint_falls_back_to_the_best(toys: None, tmp_path: Path, damage: bytes) -> None:
    train("line", tmp_path, steps=20, check=10)
    (tmp_path / "runs" / "toy" / LAST).write_bytes(damage)
    assert train("line", tmp_path, steps=30).steps == 30
    for name in (LAST, BEST):
        (tmp_path / "runs" / "toy" / name).write_bytes(damage)
    with pytest.raises(TrainingError, match="cannot be read"):
        train("line", tmp_path, steps=40)


def test_a_run_at_work_is_not_touched_by_another(toys: None, tmp_path: Path) -> None:
    seen: list[bool] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        if not seen:
            seen.append(True)
            with pytest.raises(TrainingError, match="at work already"):
                train("line", tmp_path, steps=5)

    train("line", tmp_path, steps=5, step=step)
    assert seen


def test_chance_outside_is_left_alone(toys: None, tmp_path: Path) -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    train("duet", tmp_path, steps=5)
    assert torch.equal(torch.rand(3), expected)
