"""What the kill test kills: a process that edits, imports, saves and exports as fast as it can.

It says what it is about to do and what it has done through a pipe, which outlives it.
"""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from crossmedia_studio.core import files
from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project import codec
from crossmedia_studio.project.edits import AddMedia, AddTake, Edit
from crossmedia_studio.project.file import ProjectFile, exists
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from tests.project.making import empty, random_edit

WILL, DID, SAVED = b"will", b"did ", b"save"


def digest(project: Project) -> bytes:
    """A fingerprint of the whole document."""
    return hashlib.sha256(codec.to_json(project).encode()).digest()


def start() -> Project:
    """The document that the child begins with: no media yet, for the kill test checks every file."""
    return replace(empty(), media=())


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
    source = folder.with_name(f"{folder.name} source.mp4")
    while True:
        what = chance.random()
        if what < 0.12 or not session.project.media:
            source.write_bytes(chance.randbytes(chance.randrange(1, 400_000)))
            stored = store.add_file(source)
            kind = Kind.AUDIO if chance.random() < 0.3 else Kind.VIDEO
            session.do(AddMedia((MediaItem(stored.id, kind, source.name, stored.suffix, length=1000),)))
        elif what < 0.2:
            file.save()
            pipe.send_bytes(SAVED + digest(file.project))
        elif what < 0.24:
            data = chance.randbytes(500_000)
            files.write_bytes(folder.with_name(f"film {chance.randrange(3)}.bin"), hashlib.sha256(data).digest() + data)
        elif what < 0.35:
            chance.choice((session.undo, session.redo))()
        else:
            with suppress(ProjectError):
                session.do(_edit(chance, session.project), chance.choice(("", "drag")))


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
