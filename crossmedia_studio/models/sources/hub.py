"""Files of a hub repository over HTTPS: the canonical home of most weights, for connected machines. Resumes."""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step

_BLOCK = 1 << 20
_SECONDS = 30


def address(repository: str, path: str) -> str:
    """Where a file of a repository lies. HF_ENDPOINT names another hub with the same interface."""
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    return f"{endpoint}/{quote(repository)}/resolve/main/{quote(path)}"


def fetch(url: str, target: Path, size: int, step: Step) -> None:
    """Download ``url`` to ``target``, going on where an earlier try stopped. Never writes more than ``size`` bytes.

    Raises ModelError if the server cannot be reached or sends too much or too little.
    """
    have = target.stat().st_size if target.exists() else 0
    if have > size:
        target.unlink()
        have = 0
    if have == size and have:
        return
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    name = target.name
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer, target.open("ab") as output:
            if have and answer.status != http.client.PARTIAL_CONTENT:
                output.truncate(0)
                have = 0
            while have < size and (block := answer.read(min(_BLOCK, size - have))):
                output.write(block)
                have += len(block)
                step(have, size, tr("Downloading {name}", name=name))
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError, ValueError) as error:
        raise _failed(url, str(getattr(error, "reason", error))) from error
    if have < size:
        raise _failed(url, tr("the connection ended too early"))


def _failed(url: str, why: str) -> ModelError:
    return ModelError(
        tr("{name} could not be downloaded", name=url),
        why=why[:200],
        do=tr("Check the connection and try again, or install from a folder that holds the files"),
    )
