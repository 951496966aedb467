"""What artists keep their writing in, and files that pretend to be that."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.media import manuscript

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def box(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


def docx(path: Path, body: str) -> Path:
    return box(path, word__document_dot_xml=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def test_a_word_file(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>The fox </w:t></w:r><w:r><w:t>woke.</w:t><w:br/><w:t>It snowed.</w:t></w:r></w:p><w:p/>"
    path = docx(tmp_path / "a.docx", body + "<w:p><w:r><w:t>小狐狸</w:t></w:r></w:p>")
    assert manuscript.read(path) == ("The fox woke.\nIt snowed.\n\n\n\n小狐狸",)


def test_an_open_document(tmp_path: Path) -> None:
    body = (
        f'<o xmlns:text="{OFFICE}"><text:h>One</text:h><text:p>The <text:span>fox</text:span><text:s/>woke.'
        "<text:note><text:note-body><text:p>aside</text:p></text:note-body></text:note> Well.</text:p></o>"
    )
    found = manuscript.read(box(tmp_path / "a.odt", content_dot_xml=body))
    assert found[0].startswith("One\n\nThe fox woke. Well.")


def test_an_e_book_by_chapters_in_their_order(tmp_path: Path) -> None:
    path = box(
        tmp_path / "a.epub",
        **{
            "META-INF__container_dot_xml": '<c xmlns="u"><rootfile full-path="b/p.opf"/></c>',
            "b__p_dot_opf": '<package xmlns="o"><manifest><item id="1" href="t/one%20a.xhtml"/><item id="2" '
            'href="two.xhtml"/><item id="3" href="no.xhtml"/></manifest><spine><itemref idref="2"/><itemref idref="1"/>'
            '<itemref idref="3" linear="no"/></spine></package>',
            "b__t__one a_dot_xhtml": "<!DOCTYPE html><html><head><title>x</title></head><p>First.</p></html>",
            "b__two_dot_xhtml": "<html><body><h1>Two</h1><p>Once &amp; for\nall<br/>it rained.</p></body></html>",
            "b__no_dot_xhtml": "<p>advertisement</p>",
        },
    )  # fmt: skip
    assert manuscript.read(path) == ("Two\n\nOnce & for all\nit rained.", "First.")


def test_tables_and_lines_of_texts(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one"}\n\n"two"\n{"Text": "三"}\n', "utf-8")
    assert manuscript.read(tmp_path / "a.jsonl") == ("one", "two", "三")
    (tmp_path / "a.csv").write_text('id,Story\n1,"a fox, and\nsnow"\n2,\n3,sea\n', "utf-8")
    assert manuscript.read(tmp_path / "a.csv") == ("a fox, and\nsnow", "sea")
    (tmp_path / "a.txt").write_text("plain", "utf-8")
    assert manuscript.read(tmp_path / "a.txt") == ("plain",)
    (tmp_path / "b.csv").write_text("id,size\n1,2\n")
    with pytest.raises(MediaError, match="no column is called"):
        manuscript.read(tmp_path / "b.csv")


def test_web_pages_say_only_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<style>p{}</style><script>alert(1)</script><p>A <b>red</b> fox<p>ran", "utf-8")
    assert manuscript.read(tmp_path / "a.html") == ("A red fox\n\nran",)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.docx", {"word__document_dot_xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        ("a.docx", {"word__document_dot_xml": "<not closed"}),
        ("a.docx", {"other": "x"}),
        ("a.docx", {"word__document_dot_xml": "<x/>"}),
        ("a.odt", {"content_dot_xml": ""}),
        ("a.epub", {"META-INF__container_dot_xml": "<c/>"}),
        ("a.epub", {"META-INF__container_dot_xml": '<c xmlns="u"><rootfile full-path="../../etc/passwd"/></c>'}),
    ],
)
def test_what_is_no_document_is_said_in_one_sentence(tmp_path: Path, name: str, parts: dict[str, str]) -> None:
    with pytest.raises(MediaError) as error:
        manuscript.read(box(tmp_path / name, **parts))
    assert name in error.value.sentence and "\n" not in error.value.sentence


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manuscript, "_PART_LIMIT", 10_000)
    path = docx(tmp_path / "bomb.docx", f"<w:p><w:r><w:t>{'a' * 200_000}</w:t></w:r></w:p>")
    assert path.stat().st_size < 2000
    with pytest.raises(MediaError, match="unpacks to more than"):
        manuscript.read(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".docx", ".odt", ".epub", ".html", ".jsonl", ".csv", ".tsv", ".md"]))
def test_any_bytes_are_texts_or_one_sentence(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    try:
        assert all(manuscript.read(path))
    except MediaError as error:
        assert error.sentence


@given(st.lists(st.text(min_size=1).filter(lambda said: any(c.isalnum() for c in said)), min_size=1, max_size=5))
def test_lines_come_back_as_they_were(texts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("\n".join(json.dumps(one) for one in texts), "utf-8")
        assert list(manuscript.read(path)) == texts
