"""``installer/studio.sh``: what its arguments do, once set up and when it may not install."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "installer" / "studio.sh"
LOCKED = ("installer/studio.sh", "installer/lock.txt", "installer/lock-test.txt", "installer/lock-torch.txt")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="studio.sh needs bash")


def _run(*command: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {**os.environ, **environment}
    return subprocess.run(
        ["bash", *map(str, command)], cwd=cwd, env=everything, capture_output=True, text=True, timeout=60
    )


def _program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/usr/bin/env bash\n{body}\n")
    path.chmod(0o755)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A root that is set up: real script and locks, programs in ``.venv`` that say how they were called."""
    root = tmp_path / "a house"
    for name in (*LOCKED, "pyproject.toml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    entries = root / "crossmedia_studio" / "models" / "entries"
    entries.mkdir(parents=True)
    (entries / "one.py").write_text("")
    programs = root / ".venv" / "bin"
    _program(programs / "python", "exit 1")
    _program(programs / "crossmedia-studio", 'printf \'[%s]\' "$PWD" "$@"')
    for tool in ("ruff", "mypy", "lint-imports"):
        _program(programs / tool, f'echo {tool} $1 >>"$(dirname "$0")/ran"; [[ ! -e $(dirname "$0")/{tool}-fails ]]')
    _program(
        programs / "pytest", 'echo pytest "$@" >>"$(dirname "$0")/ran"; echo \'5 passed in 1s\'; exit ${PYTEST_RC:-0}'
    )
    _set_up(root)
    return root


def _set_up(root: Path) -> None:
    """Leave the stamps that a finished set-up leaves."""
    script = (root / "installer" / "studio.sh").read_text()
    functions = script[: script.rindex("case ${1:-open} in")]
    stamp = root / "stamp.sh"
    stamp.write_text(
        functions.replace('root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)', f'root="{root}"')
        + 'mkdir -p "$stamps"; cd "$root"\n'
        + "for mode in run test; do stamp whole-$mode"
        + ' "$(hash_of installer/studio.sh installer/lock*.txt pyproject.toml crossmedia_studio/models/entries/*.py)'
        + ' $(models_folder)"; done\n'
    )
    done = _run(stamp)
    assert done.returncode == 0, done.stderr


def test_no_argument_opens_the_studio(house: Path, tmp_path: Path) -> None:
    done = _run(house / "installer" / "studio.sh", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"[{tmp_path}]"), done.stderr


def test_arguments_reach_the_command_line_as_they_are(house: Path, tmp_path: Path) -> None:
    words = ["film", "my text.txt", "-o", "it's a film.mp4", "--style", "*"]
    done = _run(house / "installer" / "studio.sh", *words, cwd=tmp_path)
    assert done.stdout == "".join(f"[{word}]" for word in (tmp_path, *words))


def test_the_exit_code_comes_back(house: Path) -> None:
    _program(house / ".venv" / "bin" / "crossmedia-studio", "exit 130")
    assert _run(house / "installer" / "studio.sh", "demo").returncode == 130


def test_test_runs_every_check_and_ends_with_the_tests(house: Path) -> None:
    done = _run(house / "installer" / "studio.sh", "test")
    assert done.returncode == 0 and done.stdout.splitlines()[-1] == "5 passed in 1s"
    ran = (house / ".venv" / "bin" / "ran").read_text().split("\n")
    assert [line.split()[0] for line in ran if line] == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]


@pytest.mark.parametrize("tool", ["ruff", "mypy", "lint-imports"])
def test_a_failed_check_fails_but_the_tests_still_end_it(house: Path, tool: str) -> None:
    (house / ".venv" / "bin" / f"{tool}-fails").touch()
    done = _run(house / "installer" / "studio.sh", "test")
    assert done.returncode == 1 and tool in done.stderr
    assert done.stdout.splitlines()[-1] == "5 passed in 1s"


def test_failed_tests_fail(house: Path) -> None:
    assert _run(house / "installer" / "studio.sh", "test", PYTEST_RC="3").returncode == 3


def test_help_explains_without_setting_up(tmp_path: Path) -> None:
    (tmp_path / "installer").mkdir()
    shutil.copy(SCRIPT, tmp_path / "installer" / "studio.sh")
    done = _run(tmp_path / "installer" / "studio.sh", "--help")
    assert done.returncode == 0 and "bash installer/studio.sh demo" in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_without_python_and_rights_it_says_one_clear_line(house: Path, tmp_path: Path) -> None:
    shutil.rmtree(house / ".venv")
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("bash", "cat", "sha256sum", "cut", "dirname", "id", "uname", "grep", "find", "env"):
        found = shutil.which(tool)
        assert found
        (bare / tool).symlink_to(found)
    done = _run(house / "installer" / "studio.sh", "demo", PATH=str(bare))
    assert done.returncode == 1
    assert "python3-venv" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_ci_runs_exactly_the_test_command() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    assert "bash installer/studio.sh test" in run
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed here")
def test_shellcheck_is_content() -> None:
    done = subprocess.run(["shellcheck", SCRIPT, ROOT / ".ci" / "run"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
