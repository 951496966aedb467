"""How fast the document is: ``python -m tests.bench.document`` prints medians in milliseconds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from crossmedia_studio.project import codec
from crossmedia_studio.project.edits import MoveClips, SetClip, SplitClip
from crossmedia_studio.project.file import DATABASE, ProjectFile
from crossmedia_studio.project.model import Curve, Project
from crossmedia_studio.project.session import Session
from tests.bench.report import ROUNDS, report
from tests.project.making import long


def move(project: Project, index: int) -> MoveClips:
    clip = project.tracks[0].clips[len(project.tracks[0].clips) // 2]
    return MoveClips(((clip.id, project.tracks[0].id, clip.start + index + 1),))


def edits(session: Session) -> None:
    half = len(session.project.tracks[0].clips) // 2
    ids = [clip.id for clip in session.project.tracks[0].clips[half - ROUNDS : half]]
    report("move a clip", lambda i: session.do(move(session.project, i)))
    report("drag a clip (merged)", lambda i: session.do(move(session.project, i), merge="drag"))
    report("change a gain", lambda i: session.do(SetClip(ids[i], gain=Curve(-1.0 - i))))
    report("split a clip", lambda i: session.do(SplitClip(ids[i], _middle(session.project, half - ROUNDS + 2 * i))))
    report("undo", lambda _: session.undo())
    report("redo", lambda _: session.redo())


def _middle(project: Project, index: int) -> int:
    clip = project.tracks[0].clips[index]
    return clip.start + clip.length // 2


def main() -> None:
    big = long(1, 10_000)
    print("10,000 clips on one track, in memory")
    edits(Session(big))

    with tempfile.TemporaryDirectory() as home:
        print("\n10,000 clips on one track, each edit committed to disk")
        with ProjectFile.create(Path(home) / "big", big) as file:
            session = Session(big)
            session.changed.connect(lambda _, after: file.commit(after, session.undo_text))
            edits(session)
            report("save (a whole version)", lambda _: file.save())

        wide = long(5, 1_000)
        folder = Path(home) / "wide"
        ProjectFile.create(folder, wide).close()
        size = (folder / DATABASE).stat().st_size
        print(f"\n5 tracks of 1,000 clips ({size / 1024:.0f} KiB)")
        report("open and close", lambda _: ProjectFile.open(folder).close())
        text = codec.to_json(wide)
        report("write JSON", lambda _: codec.to_json(wide))
        report("read JSON", lambda _: codec.from_json(text))
        with ProjectFile.open(folder) as file:
            session = Session(file.project)
            session.changed.connect(lambda _, after: file.commit(after))
            report("move a clip, committed", lambda i: session.do(move(session.project, i)))


if __name__ == "__main__":
    main()
