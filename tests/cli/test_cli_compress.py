"""compress and decompress as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from tests.cli.test_cli import call


def test_there_and_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture, small, again = tmp_path / "a.png", tmp_path / "a.cms", tmp_path / "b.png"
    image.write(Image(np.full((40, 50, 4), 200, np.uint8)), picture)
    code, out, err = call(capsys, "compress", picture, "-o", small, "--quality", 2)
    assert (code, err) == (0, "") and "bytes" in out and "dB" in out
    code, out, _ = call(capsys, "compress", picture, "-o", small, "--json")
    assert code == 0 and json.loads(out)["bytes"] == small.stat().st_size
    code, out, _ = call(capsys, "decompress", small, "-o", again)
    assert (code, out.strip()) == (0, str(again)) and image.size(again) == (50, 40)


def test_faults_are_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "x.cms").write_bytes(b"nothing of the kind")
    code, _, err = call(capsys, "decompress", tmp_path / "x.cms", "-o", tmp_path / "x.png")
    assert code == 1 and len(err.splitlines()) == 1 and "no compressed picture" in err
    code, _, err = call(capsys, "compress", tmp_path / "x.png", "-o", tmp_path / "y.cms", "--quality", 9)
    assert code == 2
