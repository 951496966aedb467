"""Running a registry's own client (pip, npm) with progress and cancel."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step

_POLL_SECONDS = 0.1


def run(
    command: Sequence[str], folder: Path, what: str, size: int, step: Step, environment: Mapping[str, str] | None = None
) -> None:
    """Run ``command`` in ``folder`` while reporting how much of ``size`` bytes has arrived in it.

    ``what`` names the download. Raises ModelError with the client's last words if it fails.
    """
    log = folder / "client.log"
    env = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), **(environment or {})}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=os.name == "posix",
        )  # fmt: skip
        try:
            while True:
                try:
                    code = process.wait(_POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    step(min(_bytes_in(folder), size), size, tr("Downloading {name}", name=what))
        finally:
            _end(process)
    if code != 0:
        raise ModelError(
            tr("{name} could not be downloaded", name=what),
            why=_last_words(log),
            do=tr("Check the connection and try again, or install from a folder that holds the files"),
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the client and what it started."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _bytes_in(folder: Path) -> int:
    """Bytes of the files below ``folder``; files may vanish while we look."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(place, name).lstat().st_size
            except OSError:
                continue
    return total


def _last_words(log: Path) -> str:
    """The client's last error line, shortened."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() and "/" not in line.split()[-1]]
    return (errors or lines or [tr("the program gave no reason")])[-1][:200]
