"""What the kill test kills: a process that edits, imports, generates, saves and exports as fast as it can.

It says what it is about to do and what it has done through a pipe, which outlives it.
"""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import CancelToken
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.export.exporter import export
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project import codec
from crossmedia_studio.project.edits import AddMedia, AddTake, Edit
from crossmedia_studio.project.file import ProjectFile, exists
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.understand.text import understand_text
from tests.project.making import empty, random_edit

understand_text("rain")  # dictionaries are read once, before the fork, not in each child

WILL, DID, SAVED = b"will", b"did ", b"save"


def digest(project: Project) -> bytes:
    """A fingerprint of the whole document."""
    return hashlib.sha256(codec.to_json(project).encode()).digest()


def start() -> Project:
    """A small film without media yet, for the kill test checks every file."""
    return replace(empty(), media=(), width=64, height=64, fps=Fraction(12), rate=8000)


def work(folder: Path, seed: int, pipe: Connection) -> None:
    """Work on the project until killed."""
    chance = random.Random(seed)
    if exists(folder):
        file = ProjectFile.open(folder)
    else:
        project = start()
        pipe.send_bytes(WILL + digest(project))
        file = ProjectFile.create(folder, project)
    pipe.send_bytes(DID + digest(file.project))
    session = Session(file.project)

    def commit(_: Project, after: Project) -> None:
        pipe.send_bytes(WILL + digest(after))
        file.commit(after, session.undo_text)
        pipe.send_bytes(DID + digest(after))

    session.changed.connect(commit)
    store = MediaStore(file.media_folder)
    engine = Engine(Models(folder.with_name("no models")), Settings())
    while True:
        what = chance.random()
        if what < 0.12 or not session.project.media:
            session.do(AddMedia((_imported(chance, store),)))
        elif what < 0.15:
            session.do(AddTake(_generated(chance, engine, folder)))
        elif what < 0.2:
            file.save()
            pipe.send_bytes(SAVED + digest(file.project))
        elif what < 0.23:
            form = chance.choice(("wav", "mp4"))
            with suppress(ProjectError):  # nothing to export yet
                export(session.project, store, folder.with_name(f"film {chance.randrange(3)}.{form}"), form)
        elif what < 0.35:
            chance.choice((session.undo, session.redo))()
        else:
            with suppress(ProjectError):
                session.do(_edit(chance, session.project), chance.choice(("", "drag")))


def _imported(chance: random.Random, store: MediaStore) -> MediaItem:
    noise = np.random.default_rng(chance.getrandbits(32))
    if chance.random() < 0.4:
        sound = Audio(noise.uniform(-0.5, 0.5, (chance.randrange(1, 80_000), 1)).astype(np.float32), 8000)
        stored = store.add(sound)
        length = ticks(sound.duration)
        return MediaItem(stored.id, Kind.AUDIO, "noise", stored.suffix, length, rate=8000, channels=1, has_audio=True)
    size = chance.randrange(1, 300)
    stored = store.add(Image(noise.integers(0, 255, (size, size, 4), dtype=np.uint8)))
    return MediaItem(stored.id, Kind.IMAGE, "noise", stored.suffix, width=size, height=size)


def _generated(chance: random.Random, engine: Engine, folder: Path) -> MediaItem:
    """A take by a backend that needs no weights, made as the window makes it."""
    ended: list[m.EngineEvent] = []
    request = m.Make(
        Kind.AUDIO, "rain", backend="effects", seed=chance.getrandbits(16), duration=0.5, project_folder=folder
    )
    engine.run(1, request, ended.append, CancelToken())
    finished = ended[-1]
    assert isinstance(finished, m.Finished), finished
    return finished.result.item


def _edit(chance: random.Random, project: Project) -> Edit:
    """A random edit whose takes are media that the child has imported."""
    edit = random_edit(chance, project)
    if not isinstance(edit, AddTake) or edit.clip is None:
        return edit
    owned = [item for item in project.media if (item.kind is Kind.AUDIO) == (edit.item.kind is Kind.AUDIO)]
    if not owned:
        raise ProjectError("Nothing to add yet")
    own = chance.choice(owned)
    return replace(edit, item=own, clip=replace(edit.clip, media=own.id))
