"""The shape of the house that import contracts cannot express: Qt by module, file and class sizes, names, network."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "crossmedia_studio"
FILES = sorted(path for path in PACKAGE.rglob("*.py"))
MOST_LINES = 500
MOST_PUBLIC_METHODS = 25
BANNED_NAMES = {"utils", "helpers", "common", "manager", "misc"}
# Which Qt modules a room may import; a room that is not named may import none.
QT_ROOMS = {
    "ui": {"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGL", "QtOpenGLWidgets"},
    "app": {"QtCore", "QtGui", "QtWidgets"},
    "worker": {"QtCore"},
    "fuse": {"QtCore", "QtGui"},
}
NETWORK_MODULES = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "socketserver"}
HEAVY = {"torch", "transformers", "onnxruntime", "faster_whisper", "kokoro_onnx", "ncnn", "misaki", "jieba", "cyllama"}
# Imported before the window shows or by every command, so nothing heavy may stand at their top.
LIGHT_ROOMS = {
    "core",
    "media",
    "project",
    "engine",
    "worker",
    "ui",
    "app",
    "cli",
    "cli_progress",
    "cli_run",
    "__main__",
    "models",
}


def _room(name: str) -> str:
    """The package (or module) at the top that a file belongs to."""
    return name.partition("/")[0].removesuffix(".py")


def _imports(tree: ast.AST) -> list[str]:
    """Dotted names of everything imported, ``from a import b`` as ``a.b`` too."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its path."""
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}


def test_files_are_short_and_named_for_what_is_in_them() -> None:
    long = {path.name: lines for path in FILES if (lines := path.read_text("utf-8").count("\n")) > MOST_LINES}
    assert long == {}
    assert [path.name for path in FILES if path.stem in BANNED_NAMES] == []


def test_every_module_says_what_it_is(trees: dict[str, ast.Module]) -> None:
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_classes_are_narrow(trees: dict[str, ast.Module]) -> None:
    """Qt's own overrides (camelCase) do not count: they are Qt's interface, not ours."""
    wide = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                names = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
                public = [name for name in names if not name.startswith("_") and name.islower()]
                if len(public) > MOST_PUBLIC_METHODS:
                    wide[node.name] = len(public)
    assert wide == {}


def test_qt_stays_in_its_rooms(trees: dict[str, ast.Module]) -> None:
    strays = {}
    for name, tree in trees.items():
        qt = {one.split(".")[1] for one in _imports(tree) if one.startswith("PySide6.")}
        if qt - QT_ROOMS.get(_room(name), set()):
            strays[name] = qt
    assert strays == {}


def test_only_the_sources_of_models_open_connections(trees: dict[str, ast.Module]) -> None:
    strays = [name for name, tree in trees.items() if NETWORK_MODULES & set(_imports(tree))]
    assert [name for name in strays if not name.startswith("models/sources/")] == []


def test_nothing_heavy_is_imported_before_it_is_needed(trees: dict[str, ast.Module]) -> None:
    early = {}
    for name, tree in trees.items():
        now = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        heavy = {one.split(".")[0] for one in _imports(ast.Module(list(now), []))} & HEAVY
        if _room(name) in LIGHT_ROOMS and heavy:
            early[name] = heavy
    assert early == {}


def test_nothing_is_left_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    assert [path.name for path in FILES if words.search(path.read_text("utf-8"))] == []


def test_no_file_can_run_code(trees: dict[str, ast.Module]) -> None:
    strays = []
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            chosen = {one.arg: ast.unparse(one.value) for one in node.keywords}
            unsafe = called == "torch.load" and chosen.get("weights_only") != "True"
            unsafe |= (
                chosen.get("trust_remote_code", "False") != "False" or chosen.get("allow_pickle", "False") != "False"
            )
            if unsafe or called in ("pickle.load", "pickle.loads", "eval", "exec"):
                strays.append(f"{name}: {ast.unparse(node)}")
    assert strays == []


def test_broad_excepts_stand_in_two_places(trees: dict[str, ast.Module]) -> None:
    """A handler that ends in a bare ``raise`` cleans up and lets everything pass: that is no broad except."""
    places = set()
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                last = node.body[-1]
                passes = isinstance(last, ast.Raise) and last.exc is None
                if caught in ("everything", "Exception", "BaseException") and not passes:
                    places.add(name)
    assert places <= {"engine/runner.py", "ui/actions.py"}
