"""From written to spoken words: numbers, sentences, runs of script, caption lines, phonemes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.generate.speech import captions
from crossmedia_studio.generate.speech.chinese import chinese
from crossmedia_studio.generate.speech.normalise import clean, english
from crossmedia_studio.generate.speech.numbers import cardinal, ordinal, year
from crossmedia_studio.generate.speech.phonemes import language_of, phonemes
from crossmedia_studio.generate.speech.split import HAN_LINE, LATIN_LINE, caption_lines, is_han, runs, sentences
from crossmedia_studio.understand.meaning import Spoken

mixed = st.text(alphabet=st.sampled_from("ab Z.,!?5%$-/:°&'\"\n中文月亮，。！"), max_size=60)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Dr. Brown paid $3.50.", "doctor Brown paid three dollars and fifty cents."),
        ("In 1984 it was 45%.", "In nineteen eighty-four it was forty-five percent."),
        ("at 10:30 am", "at ten thirty A M"),
        ("on 2024-03-05", "on March fifth, twenty twenty-four"),
        ("the 21st, 3/4 of 5-10 km", "the twenty-first, three quarters of five to ten kilometres"),
        ("-5°C", "minus five degrees Celsius"),
        ("1,000,000 stars", "one million stars"),
        ("the 1980s", "the nineteen eighties"),
        ("Henry VIII, World War II", "Henry the eighth, World War two"),
        ("see www.example.com", "see example dot com"),
        ("£3.5 million", "three point five million pounds"),
        ("Salt & pepper", "Salt and pepper"),
    ],
)
def test_english_is_written_out(written: str, spoken: str) -> None:
    assert english(clean(written)) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2024年3月5日", "二零二四年三月五日"),
        ("气温-5℃", "气温负五摄氏度"),
        ("增长了35%", "增长了百分之三十五"),
        ("10:30开始", "十点三十分开始"),
        ("共1205个人", "共一千二百零五个人"),
        ("2个苹果", "两个苹果"),
        ("20-30岁", "二十到三十岁"),
        ("3/4的人", "四分之三的人"),
        ("$3.5万", "三点五万美元"),
        ("电话13800138000", "电话幺三八零零幺三八零零零"),
        ("100010000", "一亿零一万"),
    ],
)
def test_chinese_is_written_out(written: str, spoken: str) -> None:
    assert chinese(written) == spoken


def test_number_words() -> None:
    assert cardinal(1_000_234) == "one million two hundred thirty-four"
    assert [ordinal(n) for n in (1, 12, 20, 43, 100)] == [
        "first",
        "twelfth",
        "twentieth",
        "forty-third",
        "one hundredth",
    ]
    assert [year(n) for n in (1066, 1900, 1905, 2005, 2024)] == [
        "ten sixty-six", "nineteen hundred", "nineteen oh five", "two thousand five", "twenty twenty-four",
    ]  # fmt: skip


@given(mixed)
def test_nothing_makes_them_stumble(text: str) -> None:
    assert not any(c.isdigit() for c in english(clean(text)))
    chinese(clean(text))
    for sentence in sentences(text):
        lines = caption_lines(sentence.text)
        limit = HAN_LINE if is_han(sentence.text) else LATIN_LINE
        assert all(len(line) <= limit for line in lines)
        kept = "".join("".join(lines).split())
        for character in sentence.text:
            if character.isalnum():
                assert character in kept


def test_sentences_are_not_cut_at_abbreviations() -> None:
    found = [
        s.text for s in sentences('Dr. Smith left at 5 p.m. He said "No!" and went. It was 3.5 miles. 你好。再见！')
    ]
    assert found == ['Dr. Smith left at 5 p.m. He said "No!" and went.', "It was 3.5 miles.", "你好。", "再见！"]


def test_runs_follow_the_script() -> None:
    assert runs("我用Python写，ok？") == [("我用", True), ("Python", False), ("写，", True), ("ok？", False)]


def test_caption_lines_are_even_and_whole() -> None:
    text = "The little fox walked out under the silver moon, and the whole forest held its breath."
    lines = caption_lines(text)
    assert " ".join(lines) == text
    assert max(map(len, lines)) - min(map(len, lines)) < 24
    assert not any(line.split()[-1] in ("the", "and", "of") for line in lines)


def test_phonemes_are_those_the_model_knows() -> None:
    from crossmedia_studio.generate.speech.kokoro import vocabulary

    said = phonemes("The fox, 3 of them, said: hello! 狐狸", "en-us")
    assert set(said) <= set(vocabulary())
    assert "fˈɑks" in said
    chinese_said = phonemes("小狐狸看见了月亮。", "zh")
    assert set(chinese_said) <= set(vocabulary()) and set("↓↘") & set(chinese_said)


def test_languages_that_no_voice_reads_are_refused() -> None:
    assert language_of("你好 world") == "zh"
    assert language_of("Hello") == "en-us"
    assert language_of("Hola", "es") == "es"
    for text in ("こんにちは", "안녕하세요", "Привет"):
        with pytest.raises(Unsupported):
            language_of(text)


def test_transcripts_in_every_form() -> None:
    spoken = (Spoken(0.5, 1.25, "Hello."), Spoken(1.5, 3, "Again."), Spoken(3661.0, 3662.5, "Late."))
    assert captions.plain(spoken) == "Hello. Again.\n\nLate."
    assert captions.srt(spoken).startswith("1\n00:00:00,500 --> 00:00:01,250\nHello.\n\n2\n")
    assert "01:01:01.000 --> 01:01:02.500" in captions.webvtt(spoken)
    assert captions.lrc(spoken).splitlines()[2] == "[61:01.00]Late."
    assert captions.timed(spoken).splitlines()[0] == "[00:00:00.5] Hello."


@pytest.mark.parametrize("piece", ["a", "1", "a.", "[", " \n", "http://", "-", "中 ", '"', "1,"])
def test_hostile_texts_take_no_time(piece: str) -> None:
    text = clean(piece * 8000)
    start = time.monotonic()
    english(text)
    chinese(text)
    sentences(text)
    runs(text)
    assert time.monotonic() - start < 5
