"""The lock holds what pyproject.toml asks for, exactly."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
# Needed though nothing here imports them, and by what.
NEEDED_BY_OTHERS = {
    "cn2an": "misaki.zh",
    "pypinyin": "misaki.zh",
    "ordered-set": "misaki.zh",
    "qtawesome": "the font it carries",
}


def _locked(name: str) -> dict[str, Requirement]:
    lines = (ROOT / "installer" / name).read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in found}


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_everything_asked_for_is_locked(project: dict) -> None:
    run, test = {**_locked("lock.txt"), **_locked("lock-torch.txt")}, _locked("lock-test.txt")
    for text in project["dependencies"]:
        assert canonicalize_name(Requirement(text).name) in run, "run: .venv/bin/python installer/lock.py"
    for text in project["optional-dependencies"]["test"]:
        assert canonicalize_name(Requirement(text).name) in {**run, **test}, "run: .venv/bin/python installer/lock.py"


@pytest.mark.parametrize("name", ["lock.txt", "lock-test.txt", "lock-torch.txt"])
def test_versions_are_exact_and_installed(name: str) -> None:
    for package, locked in _locked(name).items():
        assert re.fullmatch(r"==[^,*]+", str(locked.specifier)), package
        if locked.marker is None or locked.marker.evaluate():
            assert metadata.version(package).partition("+")[0] in locked.specifier


def test_no_package_wants_what_the_lock_lacks() -> None:
    """``pip install --no-deps`` is only right while the lock is closed under requirements."""
    run = {**_locked("lock.txt"), **_locked("lock-torch.txt")}
    left_out = {"pyaudio"}
    for package in run:
        if run[package].marker is not None:
            continue
        for text in metadata.distribution(package).requires or ():
            wanted = Requirement(text)
            name = canonicalize_name(wanted.name)
            if (wanted.marker is None or wanted.marker.evaluate({"extra": ""})) and name not in left_out:
                assert name in run, f"{package} wants {name}"


def test_qt_is_a_release_that_does_not_lose_none() -> None:
    """PySide6 6.12.0 drops a reference to None in most calls on Python 3.11: painting loops die after a while."""
    from PySide6.QtGui import QImage

    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(0)
    before = sys.getrefcount(None)
    for _ in range(500):
        image.fill(0)
    assert abs(sys.getrefcount(None) - before) <= 100


def _imported() -> set[str]:
    """The top names of every foreign module that the studio imports."""
    found = set()
    for path in (ROOT / "crossmedia_studio").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"crossmedia_studio"}


def test_what_is_imported_is_asked_for(project: dict) -> None:
    """A package that only comes along with another may leave with it."""
    homes = metadata.packages_distributions()
    asked = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    for name in sorted(_imported()):
        home = {canonicalize_name(one) for one in homes.get(name, [name])}
        assert home & (asked | {"shiboken6"}), f"{name} is imported but {home} is not in pyproject.toml"


def test_what_is_asked_for_is_imported(project: dict) -> None:
    homes = metadata.packages_distributions()
    imported = {canonicalize_name(home) for name in _imported() for home in homes.get(name, [name])}
    for text in project["dependencies"]:
        name = canonicalize_name(Requirement(text).name)
        assert name in imported | set(NEEDED_BY_OTHERS), f"nobody imports {name}: drop it from pyproject.toml"
