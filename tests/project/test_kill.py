"""SIGKILL at random moments of editing, importing, generating, saving and exporting: all that was committed is whole.

50 rounds by default; ``KILL_ROUNDS=1000 pytest tests/project/test_kill.py`` for more.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import sys
import time
from pathlib import Path

import pytest

from crossmedia_studio.media.probe import probe
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project import check
from crossmedia_studio.project.file import ProjectFile, exists
from tests.project.killed import DID, SAVED, WILL, digest, work

ROUNDS = int(os.environ.get("KILL_ROUNDS", "50"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL and no fork server on Windows")
@pytest.mark.timeout(60 + ROUNDS)
def test_a_killed_project_opens_with_at_most_the_last_edit_gone(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["__main__", "tests.project.killed", "scipy.signal", "crossmedia_studio.generate.make"]
    )
    chance = random.Random()
    edits = saves = films = 0
    for number in range(ROUNDS):
        folder = tmp_path / f"film {number // 5}"
        allowed, saved, before = _known(folder)
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(folder, chance.getrandbits(32), sending))
        process.start()
        sending.close()
        if chance.random() < 0.8:
            receiving.poll(10)  # at work; else killed while it starts
        time.sleep(chance.uniform(0, 0.15 if chance.random() < 0.8 else 0.6))
        process.kill()
        process.join()
        assert process.exitcode == -9, "the child ended by itself"
        last_did = before
        try:
            while True:
                message = receiving.recv_bytes()
                sort, state = message[:4], message[4:]
                if sort == WILL:
                    allowed = {last_did, state}
                elif sort == DID:
                    last_did, allowed = state, {state}
                    edits += 1
                elif sort == SAVED:
                    saved = state
                    saves += 1
        except EOFError:
            receiving.close()
        films += _verify(folder, allowed, saved, created=last_did is not None)
    print(f"{ROUNDS} kills, {edits} edits, {saves} saves, exports found {films} times")
    assert edits > ROUNDS and (saves or ROUNDS < 20)


def _known(folder: Path) -> tuple[set[bytes | None], bytes | None, bytes | None]:
    if not exists(folder):
        return {None}, None, None
    with ProjectFile.open(folder, read_only=True) as file:
        state = digest(file.project)
        version = file.saved_version
        return {state}, digest(file.restore(version)) if version else None, state


def _verify(folder: Path, allowed: set[bytes | None], saved: bytes | None, *, created: bool) -> int:
    """Everything on disk is whole; how many finished exports were seen."""
    films = 0
    for film in folder.parent.glob("film *.*"):
        assert probe(film).length > 0, "a half-written export under its final name"
        films += 1
    if not created and not exists(folder):
        return films
    with ProjectFile.open(folder) as file:
        check.project(file.project)
        assert digest(file.project) in allowed
        assert not file.notice or None in allowed, file.notice
        states = [digest(file.restore(version)) for version in file.versions()]
        if saved is not None:
            assert saved in states
        store = MediaStore(file.media_folder)
        kept = {stored.id: stored.path for stored in store.files()}
        assert kept.keys() >= file.project.items.keys()
        for key, path in kept.items():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == key, "a half-written medium under its final name"
    return films
