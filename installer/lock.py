"""Writes the locks: the exact version of every package that pyproject.toml asks for, and of what those ask for.

Run it in the environment the versions are to be taken from: ``.venv/bin/python installer/lock.py``.
The lock is installed with ``pip install --no-deps``, so nothing but what stands in it can come in. PyTorch is left to
``studio.sh``, which chooses the build for the machine.
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
# tinysoundfont declares PyAudio for its own player, which the studio does not use and which has no Linux wheel.
UNWANTED = {"pyaudio"}
# Needed only on systems this lock was not made on.
ELSEWHERE = {"colorama": "0.4.6"}
BUILD = ["hatchling", "editables", "setuptools"]


def closure(roots: list[str], system: dict[str, str]) -> set[str]:
    """Names of everything that ``roots`` need on a system."""
    wanted = [
        one for one in map(Requirement, roots) if one.marker is None or one.marker.evaluate({**system, "extra": ""})
    ]
    todo = [(canonicalize_name(one.name), tuple(sorted(one.extras))) for one in wanted]
    done: set[tuple[str, tuple[str, ...]]] = set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in done or name in UNWANTED:
            continue
        done.add((name, extras))
        if name in ELSEWHERE:
            continue
        for text in metadata.distribution(name).requires or ():
            needed = Requirement(text)
            chosen = [{**system, "extra": extra} for extra in extras or ("",)]
            if needed.marker is None or any(needed.marker.evaluate(environment) for environment in chosen):
                todo.append((canonicalize_name(needed.name), tuple(sorted(needed.extras))))
    return {name for name, _ in done}


def lines(roots: list[str]) -> list[str]:
    """``name==version`` with a marker where not every system needs it, in order of name."""
    needed: dict[str, list[str]] = {}
    for system, environment in SYSTEMS.items():
        for name in closure(roots, environment) - {"torch"}:
            needed.setdefault(name, []).append(system)
    marked: dict[str, str] = {
        canonicalize_name(one.name): str(one.marker) for one in map(Requirement, roots) if one.marker
    }
    written = []
    for name, systems in sorted(needed.items()):
        version = ELSEWHERE.get(name) or metadata.version(name)
        marker = "" if len(systems) == len(SYSTEMS) else " or ".join(f'sys_platform == "{one}"' for one in systems)
        marker = marked.get(name, marker)
        written.append(f"{name}=={version}" + (f" ; {marker}" if marker else ""))
    return written


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    run = lines(project["dependencies"] + BUILD)
    test = [line for line in lines(project["optional-dependencies"]["test"]) if line not in run]
    torch = metadata.version("torch").partition("+")[0]
    head = "# Written by installer/lock.py: edit pyproject.toml, then run that again.\n"
    (ROOT / "installer" / "lock.txt").write_text(head + "\n".join(run) + "\n", "utf-8")
    (ROOT / "installer" / "lock-test.txt").write_text(head + "\n".join(test) + "\n", "utf-8")
    (ROOT / "installer" / "lock-torch.txt").write_text(f"torch=={torch}\n", "utf-8")


if __name__ == "__main__":
    main()
