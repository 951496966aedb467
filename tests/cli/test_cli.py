"""The command line: exit codes, one-line errors, JSON, nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossmedia_studio import cli
from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.params import parse_pairs


def call(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of one command in this process."""
    before = sys.argv
    sys.argv = ["crossmedia-studio", *map(str, args)]
    try:
        with pytest.raises(SystemExit) as end:
            cli.run()
    finally:
        sys.argv = before
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "--version")
    assert code == 0 and out.strip()[0].isdigit()


@pytest.mark.parametrize("args", [["nonsense"], ["make"], ["make", "--to", "smell"], ["film"]])
def test_wrong_usage_exits_2(capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    code, _, err = call(capsys, *args)
    assert code == 2 and err


@pytest.mark.parametrize(
    "args",
    [
        ["understand", "gone.png"],
        ["make", "--to", "text", "--prompt", "a fox", "--model", "nobody", "-o", "x.txt"],
        ["make", "--to", "image", "--prompt", "a fox", "--size", "9x", "-o", "x.png"],
        ["make", "--to", "image", "--prompt", "a fox", "--set", "nonsense", "-o", "x.png"],
        ["export", "gone", "-o", "x.mp4"],
        ["open", "gone"],
        ["models", "install", "nobody"],
    ],
)
def test_a_failure_is_one_line_and_exit_1(
    capsys: pytest.CaptureFixture[str], args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *args)
    assert code == 1, (out, err)
    assert len(err.strip().splitlines()) == 1 and "Traceback" not in err
    assert not list(tmp_path.iterdir()), "a failed command left something behind"


def test_understand_speaks_words_and_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    script = tmp_path / "s.txt"
    script.write_text("A happy fox danced under the moon by the sea.", encoding="utf-8")
    code, out, _ = call(capsys, "understand", script)
    assert code == 0 and "fox" in out
    code, out, _ = call(capsys, "understand", script, "--json")
    assert code == 0 and "fox" in json.loads(out)["subjects"]


def test_models_list_as_json_names_licences(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "models", "list", "--json")
    cards = {card["name"]: card for card in json.loads(out)}
    assert code == 0 and cards["kokoro"]["licence"] and cards["kokoro"]["download"] > 1e6


def test_models_options_says_what_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "models", "options", "score")
    assert code == 0 and "underscore" in out and "Voices" in out
    code, out, _ = call(capsys, "models", "options", "score", "--json")
    assert code == 0 and json.loads(out)["task"] == "new"
    code, _, err = call(capsys, "models", "options", "scoore")
    assert code == 1 and "score" in err


def test_make_writes_the_file_and_repeats_by_seed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    args = ["make", "--to", "image", "--prompt", "a red sunset", "--model", "painter", "--size", "96x64", "--seed", 3]
    for name in ("a.png", "b.png"):
        code, out, err = call(capsys, *args, "-o", tmp_path / name, "--json")
        assert code == 0, err
        assert json.loads(out)["backend"] == "painter"
    from crossmedia_studio.media import image

    first, second = image.read(tmp_path / "a.png"), image.read(tmp_path / "b.png")
    assert (first.width, first.height) == (96, 64)
    assert (first.pixels == second.pixels).all()


def test_sizes_and_options_are_checked() -> None:
    assert cli.parse_size("1280X720") == (1280, 720)
    assert parse_pairs(["a-b=1=2"]) == (("a_b", "1=2"),)
    for wrong in ("", "12", "x", "0x10", "99999x10", "-5x20"):
        with pytest.raises(OptionError):
            cli.parse_size(wrong)


def test_ctrl_c_exits_130_and_leaves_nothing(tmp_path: Path) -> None:
    script = tmp_path / "s.txt"
    script.write_text("The fox ran through the forest. The moon rose over the sea. " * 4, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "crossmedia_studio", "film", str(script), "-o", str(work / "film.mp4")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"LANG": "C"},
    )
    deadline = time.monotonic() + 60
    while not any(work.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err.decode()
    assert len(err.decode().strip().splitlines()) == 1
    assert not list(work.iterdir())
