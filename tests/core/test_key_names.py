"""Keys as musicians write them, in English and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core import key_names

keys = st.tuples(st.integers(0, 11), st.sampled_from(sorted(key_names.FIFTHS)))


@given(key=keys, code=st.sampled_from(["en", "zh"]))
def test_what_is_shown_can_be_written(key: tuple[int, str], code: str) -> None:
    plain = key_names.name(*key)
    shown = key_names.shown(plain, code)
    assert key_names.read(plain) == key_names.read(shown) == key_names.find(f"一首 {shown}的曲子") == key
    assert key_names.shown(shown, "en") == key_names.shown(plain, "en"), "from either language"


@pytest.mark.parametrize(
    ("written", "key", "english", "chinese"),
    [
        ("f# minor", (6, "minor"), "F♯ minor", "升F小调"),
        ("F sharp Minor", (6, "minor"), "F♯ minor", "升F小调"),
        ("f♯m", (6, "minor"), "F♯ minor", "升F小调"),
        ("#f小调", (6, "minor"), "F♯ minor", "升F小调"),
        ("升F小調", (6, "minor"), "F♯ minor", "升F小调"),
        ("Ｆ＃小调", (6, "minor"), "F♯ minor", "升F小调"),
        ("降B大调", (10, "major"), "B♭ major", "降B大调"),
        ("Bb", (10, "major"), "B♭ major", "降B大调"),
        ("B-flat major", (10, "major"), "B♭ major", "降B大调"),
        ("bB大调", (10, "major"), "B♭ major", "降B大调"),
        ("bb小调", (10, "minor"), "B♭ minor", "降B小调"),
        ("b小调", (11, "minor"), "B minor", "B小调"),
        ("f和声小调", (5, "minor"), "F minor", "F小调"),
        ("C#major", (1, "major"), "D♭ major", "降D大调"),
        ("Ab minor", (8, "minor"), "G♯ minor", "升G小调"),
        ("CM", (0, "major"), "C major", "C大调"),
        ("Am", (9, "minor"), "A minor", "A小调"),
        ("D调", (2, "major"), "D major", "D大调"),
        ("d多利亚", (2, "dorian"), "D dorian", "D多利亚调式"),
        ("G混合吕底亚调式", (7, "mixolydian"), "G mixolydian", "G混合利底亚调式"),
        ("F利底亚", (5, "lydian"), "F lydian", "F利底亚调式"),
        ("E弗里吉亚", (4, "phrygian"), "E phrygian", "E弗里几亚调式"),
    ],
)
def test_what_artists_write(written: str, key: tuple[int, str], english: str, chinese: str) -> None:
    assert key_names.read(written) == key
    assert (key_names.shown(written, "en"), key_names.shown(written, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    "words", ["", "H moll", "minor", "大调", "升F#小调", "F##", "C hour", "egg", "升", "Bm7", "x小调"]
)
def test_what_is_no_key(words: str) -> None:
    with pytest.raises(ValueError):
        key_names.read(words)
    assert key_names.shown(words) == words


@given(words=st.text(alphabet="aAbBfF#♯♭升降大小调 minorj", max_size=12) | st.text(max_size=30))
def test_any_words_are_a_key_or_not(words: str) -> None:
    key_names.find(words)
    try:
        tonic, mode = key_names.read(words)
    except ValueError:
        return
    assert 0 <= tonic < 12 and mode in key_names.FIFTHS


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("a slow waltz in f sharp minor", (6, "minor")),
        ("用F# minor写一段", (6, "minor")),
        ("一段欢快的钢琴曲，降b小调", (10, "minor")),
        ("E♭ Major, then D大调", (3, "major")),
        ("in a minor key", None),
        ("it is a major work by Bach", None),
        ("大小调交替", None),
    ],
)
def test_keys_in_a_prompt(prompt: str, key: tuple[int, str] | None) -> None:
    assert key_names.find(prompt) == key
