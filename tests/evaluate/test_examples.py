"""The pictures that come with a model to judge it by: written and read back, shipped ones whole, damaged ones named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.evaluate import examples
from crossmedia_studio.evaluate.examples import File
from crossmedia_studio.models.loader import shipped_folder
from tests.evaluate.pictures import SHAPES, drawing


def test_pictures_come_back_as_they_were(tmp_path: Path) -> None:
    cells = [drawing(shape, 1) for shape in SHAPES]
    wide = np.full((20, 50, 4), (9, 99, 199, 255), np.uint8)
    sheet = File("shapes.webp", SHAPES, 64, "CC0-1.0", "drawn here")
    examples.write(tmp_path, "Shapes", [(sheet, cells), (File("wide.webp", ("wide",)), [wide])])
    found = examples.read([tmp_path / "empty", tmp_path])
    assert found is not None and found.title == "Shapes" and len(found) == 4
    assert found.files[0] == sheet
    read = dict(found)
    assert list(read) == [*SHAPES, "wide"]
    assert (read["wide"] == wide).all()
    for name, cell in zip(SHAPES, cells, strict=True):
        assert (read[name][..., 3] == cell[..., 3]).all()
        seen = cell[..., 3] > 0
        assert (read[name][seen] == cell[seen]).all()


def test_a_folder_without_any_is_passed_over(tmp_path: Path) -> None:
    assert examples.read([tmp_path]) is None


@pytest.mark.parametrize(("model", "count", "side"), [("vae", 126, 128), ("codec", 8, 512)])
def test_the_shipped_ones_are_whole_and_say_their_licence(model: str, count: int, side: int) -> None:
    found = examples.read([shipped_folder() / model])
    assert found is not None and len(found) == count
    assert all(one.licence and one.origin for one in found.files)
    assert {pixels.shape[1] for _, pixels in found} == {side}
    assert sum(path.stat().st_size for path in found.folder.iterdir()) < 1_500_000


@pytest.mark.parametrize(
    "note",
    ["", "[]", "{", '{"title": "x"}', '{"title": "x", "files": 3}',
     json.dumps({"title": "x", "files": [{"file": "../a.webp", "names": ["a"]}]}),
     json.dumps({"title": "x", "files": [{"file": "a.webp", "names": []}]}),
     json.dumps({"title": "x", "files": [{"file": "a.webp", "names": ["a", "b"]}]}),
     json.dumps({"title": "x", "files": [{"file": "a.webp", "names": ["a"], "cell": -8}]}),
     json.dumps({"title": "x", "files": [{"file": "a.webp", "names": ["a"], "colour": 1}]})],
)  # fmt: skip
def test_a_damaged_note_is_named(tmp_path: Path, note: str) -> None:
    (tmp_path / "judging").mkdir()
    (tmp_path / "judging" / "about.json").write_text(note)
    with pytest.raises(ModelError, match="cannot be read"):
        examples.read([tmp_path])


def test_a_missing_or_too_small_sheet_is_named(tmp_path: Path) -> None:
    examples.write(tmp_path, "Shapes", [(File("a.webp", ("a",), 64), [drawing("disc", 1)])])
    note = tmp_path / "judging" / "about.json"
    note.write_text(note.read_text().replace('"a"', '"a", "b"'))
    found = examples.read([tmp_path])
    assert found is not None
    with pytest.raises(ModelError, match="cannot be read"):
        list(found)
    (tmp_path / "judging" / "a.webp").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        list(found)
