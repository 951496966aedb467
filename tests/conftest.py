"""What every test stands on: no network, no display, a home of its own, the installed starter models."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import pytest
from hypothesis import settings

from crossmedia_studio.core import folders, i18n
from crossmedia_studio.models.loader import Models

_MODELS = folders.models_folder()

settings.register_profile("studio", deadline=None)  # the first example may load dictionaries, on a busy machine
settings.load_profile("studio")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach beyond this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)  # type: ignore[arg-type]
        raise AssertionError(f"a test opened a network connection to {address}")

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings, caches and projects in a throw-away folder; installed models stay readable; English."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CROSSMEDIA_STUDIO_HOME", str(home))
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(_MODELS))
    i18n.set_language("en")
    yield home


@pytest.fixture(scope="session")
def models() -> Models:
    """The starter models that set-up installed."""
    return Models(_MODELS)


@pytest.fixture(scope="session", autouse=True)
def application(qapp: object) -> None:
    """Widgets need a QApplication; drawing would otherwise make a lesser one first (``fuse.compose.ensure_gui``)."""
