"""A score that is dropped into the library becomes a text that can be read and changed."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.engine.library import import_files
from crossmedia_studio.media import files, scores
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.media.store import MediaStore

ABC = "X:1\nT:Dropped\nM:6/8\nL:1/8\nK:D\nDED F2A|d3 A3|\n"


def test_midi_becomes_abc(tmp_path: Path) -> None:
    (tune,) = scores.of_text(ABC)
    scores.write(tune, tmp_path / "tune.mid")
    (tmp_path / "broken.mid").write_bytes(b"MThd\0\0\0\6\0\1")
    store = MediaStore(tmp_path / "media")
    found = import_files((tmp_path / "tune.mid", tmp_path / "broken.mid"), store, no_step)
    (item,) = found.items
    assert item.kind is Kind.TEXT and item.name == "tune.mid" and item.suffix == ".txt"
    media = files.read(store.path(item.id, item.suffix))
    assert isinstance(media, Text)
    assert scores.of_text(media.text)[0].voices[0].tones == tune.voices[0].tones
    assert [path.name for path, _ in found.failed] == ["broken.mid"]
