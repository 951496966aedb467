"""One window writes a project. The lock is the operating system's, so it goes with the process that held it."""

from __future__ import annotations

import getpass
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from crossmedia_studio.core import files
from crossmedia_studio.core.errors import ProjectError, StorageError
from crossmedia_studio.core.i18n import tr

LOCK = "project.lock"
HOLDER = "project.holder"


class ProjectLock:
    """The right to write a project, held until :meth:`release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises ProjectError saying who holds it, StorageError where the folder cannot be written."""
        self._holder = folder / HOLDER
        self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise ProjectError(
                tr("This project is open in another window"),
                why=holder(folder),
                do=tr("Close it there, or open it read-only"),
            ) from error
        except OSError as error:
            refusal = files.storage_error(folder, error)
            do = tr("Open it read-only, or copy it to a folder that you may write to")
            raise StorageError(refusal.what, why=refusal.why, do=do) from error
        try:
            files.write_bytes(self._holder, json.dumps(_ourselves()).encode())
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        try:
            self._holder.unlink(missing_ok=True)
        finally:
            self._lock.release()


def holder(folder: Path) -> str:
    """Who has the project open, in words; empty if that cannot be told."""
    try:
        raw = json.loads((folder / HOLDER).read_bytes())
        since = datetime.fromisoformat(raw["since"]).astimezone()
        return tr("{who} opened it at {time}", who=str(raw["who"])[:80], time=f"{since:%Y-%m-%d %H:%M}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _ourselves() -> dict[str, object]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "?"
    return {
        "who": f"{user} @ {platform.node()}", "process": os.getpid(), "since": datetime.now(UTC).isoformat()
    }  # fmt: skip
