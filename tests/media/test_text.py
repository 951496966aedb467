"""Words in any encoding, and bytes that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.media import text
from crossmedia_studio.media.kinds import Text

CHINESE = "月光下的狐狸。\n它在雪地里奔跑，穿过安静的森林。\n"
ENGLISH = "A fox under the moon.\nIt ran — quietly — through the snow.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    for words in (CHINESE, ENGLISH if encoding != "gbk" else CHINESE):
        if words is ENGLISH and encoding == "gb18030":
            continue
        if words is CHINESE and encoding in ("utf-16-le", "utf-16-be"):
            continue  # without a mark and without Latin letters no reader can tell
        (tmp_path / "a.txt").write_bytes(words.encode(encoding))
        assert text.read(tmp_path / "a.txt").text == words


def test_western_letters_and_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Un café à Paris, déjà vu\r\nüber Köln\r".encode("cp1252"))
    assert text.read(tmp_path / "a.txt").text == "Un café à Paris, déjà vu\nüber Köln\n"


def test_writes_utf8(tmp_path: Path) -> None:
    text.write(Text(CHINESE + "\ud800"), tmp_path / "a.txt")
    assert text.read(tmp_path / "a.txt").text == CHINESE + "?"


@pytest.mark.parametrize(
    "data", [b"", b"  \n\t ", b"\x00\x01\x02\x03words", b"\x7fELF\x02\x01\x01\x00", bytes(range(256))]
)
def test_what_is_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(MediaError, match=r"a\.txt"):
        text.read(tmp_path / "a.txt")


def test_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(text.BYTE_LIMIT + 1)
    with pytest.raises(MediaError, match="too large"):
        text.read(tmp_path / "a.txt")


def test_a_head_cut_inside_a_character_is_still_text() -> None:
    data = ("狐" * 30_000).encode()
    for end in range(65_533, 65_537):
        assert text.is_text(data[:end], whole=False)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    try:
        assert text.read(tmp_path / "a.txt").text.strip()
    except MediaError as error:
        assert error.sentence


@settings(max_examples=200, deadline=None)
@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_round_trip(words: str) -> None:
    assert text.decode(words.encode()) in (words, words.removeprefix("\ufeff"))
