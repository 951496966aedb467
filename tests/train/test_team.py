"""Two processes train one model: the same weights in both, one of them writes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from crossmedia_studio.train import checkpoint
from crossmedia_studio.train.places import LAST
from crossmedia_studio.train.team import Team

ROOT = Path(__file__).resolve().parents[2]


def test_alone_nothing_is_exchanged() -> None:
    team = Team("cpu")
    weight = torch.ones(3, requires_grad=True)
    weight.grad = torch.tensor([1.0, 2.0, 3.0])
    team.average([weight])
    assert weight.grad.tolist() == [1.0, 2.0, 3.0]
    assert team.any(True, False) == (True, False) and team.first
    assert team.rows(torch.arange(4)).shape == (1, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="gloo needs Unix here")
def test_two_train_as_one(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2"}
    shared = {**os.environ, **place, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    members = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.train.team", str(tmp_path)],
            cwd=ROOT,
            env={**shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
        )
        for rank in range(2)
    ]
    try:
        ends = [member.communicate(timeout=120) for member in members]
    finally:
        for member in members:
            member.kill()
    assert [member.returncode for member in members] == [0, 0], [err.decode()[-2000:] for _, err in ends]
    tensors, state = checkpoint.load(tmp_path / "runs" / "toy" / LAST)
    chance = tensors["chance/batches"]
    assert state["step"] == 12 and len(chance) == 2
    assert not torch.equal(chance[0], chance[1]), "each draws batches of its own"
    assert (tmp_path / "models" / "toy" / "model.safetensors").is_file()
