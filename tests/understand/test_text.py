"""What texts say, in English and Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.folders import resources
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import lexicon, singular
from crossmedia_studio.understand.mood import mood_of
from crossmedia_studio.understand.phrases import key_phrases, summary
from crossmedia_studio.understand.text import divide, understand_text

SUBJECTS = (
    ("a fox under a moon", ("fox", "moon"), "night"),
    ("月光下的狐狸", ("月亮", "狐狸"), "夜晚"),
    ("Two kittens play in the forest. It is snowing!", ("cat", "forest"), "forest, snow"),
    ("一只小猫在雪地里追逐蝴蝶。", ("猫", "蝴蝶"), "雪"),
    ("The children fly kites above the sandy beach at sunset", ("child", "kite"), "beach, sunset"),
    ("老渔夫驾着小船驶向大海，夜里下起了暴风雨。", ("渔夫", "船", "大海"), "大海、夜晚、暴风雨"),
    ("a robot paints a heart in a city street at night in the rain", ("robot", "heart", "city"), "city, night, rain"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "subjects", "setting"), SUBJECTS)
def test_who_is_seen_and_where(text: str, subjects: tuple[str, ...], setting: str) -> None:
    meaning = understand_text(text)
    assert set(subjects) <= set(meaning.subjects)
    assert meaning.scenes[0].setting == setting
    assert len(meaning.scenes) in (1, 2)


def test_words_that_are_verbs_are_no_things() -> None:
    assert dict(lexicon().things("The moon rose. She leaves to watch the train and bear the pain.")) == {
        "moon": 1, "train": 1,
    }  # fmt: skip
    assert "leaf" in lexicon().things("Golden leaves fall on the river.")
    assert not lexicon().things("他马上回家，大家都很开心。")
    assert not lexicon().things("The level rose and he saw her run home.")
    assert "rose" in lexicon().things("a lovely rose") and "rose" in lexicon().things("rose")


def test_relatives_of_animals_are_animals() -> None:
    assert set(lexicon().things("The fox came home to his mother.")) == {"fox"}
    assert set(lexicon().things("The girl, her dog and her mother")) == {"girl", "dog", "woman"}


def test_settings_are_written_and_read_again() -> None:
    book = lexicon()
    setting = book.setting("One misty autumn morning in the forest", "en")
    assert setting == "forest, dawn, fog, autumn"
    assert book.written(book.places(setting), "zh") == "森林、黎明、雾、秋天"
    assert book.written(book.places("森林、黎明、雾、秋天"), "en") == setting
    assert book.setting("山羊和海豚在九月", "zh") == ""
    said = book.mentions("two big red foxes and 三只白兔")
    assert [(m.thing, m.words, m.before) for m in said] == [
        ("fox", ("foxes",), ("two", "big", "red")), ("rabbit", ("白兔",), ("and", "三只")),
    ]  # fmt: skip


def test_singular_and_synonyms() -> None:
    for plural, one in (("foxes", "fox"), ("mice", "mouse"), ("ponies", "pony"), ("glass", "glass"), ("bus", "bus")):
        assert singular(plural) == one
    same = {"kittens": "cat", "Puppy": "dog", "小狗": "dog", "accordion": "accordion", "手风琴": "accordion"}
    for word, thing in same.items():
        assert lexicon().thing(word) == thing
    assert lexicon().thing("because") is None
    assert lexicon().name("fox", "zh") == "狐狸" and lexicon().name("fox", "en") == "fox"


LANGUAGES = (
    ("a fox under a moon", "en"), ("The quick brown fox", "en"), ("月光下的狐狸", "zh"),
    ("我喜欢 Photoshop 软件", "zh"), ("Der Hund und die Katze sind nicht da", "de"),
    ("un chat dort sur la table", "fr"), ("きつねが月の下にいる", "ja"), ("여우가 달 아래 있다", "ko"),
    ("Лиса под луной", "ru"), ("12345 !!!", ""), ("", ""),
)  # fmt: skip


@pytest.mark.parametrize(("text", "code"), LANGUAGES)
def test_language(text: str, code: str) -> None:
    assert language.detect(text) == code


def test_sentences() -> None:
    assert language.sentences("Dr. Fox ran. Did he? “Yes!” he said…  End") == [
        "Dr. Fox ran.", "Did he?", "“Yes!”", "he said…", "End",
    ]  # fmt: skip
    assert language.sentences("月亮升起。狐狸说：“你好！”\n\n完") == ["月亮升起。", "狐狸说：“你好！”", "完"]


def test_mood_points_the_right_way() -> None:
    assert mood_of("What a wonderful, joyful day!").valence > 0.4
    assert mood_of("a terrible, sad war").valence < -0.4
    assert mood_of("I am not happy").valence < 0 < mood_of("I am happy").valence
    assert mood_of("It was good, but the end was horrible.").valence < 0
    assert mood_of("快乐的孩子们在欢笑").valence > 0.3 > -0.3 > mood_of("孤独的老人在哭泣，非常悲伤").valence
    assert mood_of("他不快乐").valence < 0
    assert mood_of("suddenly they raced and screamed!").arousal > 0.3
    assert mood_of("a quiet lake, slow and peaceful").arousal < -0.2
    assert mood_of("宁静的夜晚，轻轻的风").arousal < -0.2
    assert mood_of("") == mood_of("table 12") and mood_of("").valence == 0


def test_scenes_keep_every_word_and_are_balanced() -> None:
    script = (resources() / "demo" / "script.txt").read_text(encoding="utf-8")
    for count in range(1, 8):
        scenes = divide(script, count)
        assert len(scenes) <= count
        assert "".join("".join(scenes).split()) == "".join(script.split())
    paragraphs = "One two three four.\n\nFive six. Seven eight.\n\nNine ten eleven twelve."
    assert divide(paragraphs, 3) == ["One two three four.", "Five six. Seven eight.", "Nine ten eleven twelve."]
    assert divide("狐狸看月亮。月亮看狐狸。风吹过。雪落下。", 2) == ["狐狸看月亮。月亮看狐狸。", "风吹过。雪落下。"]
    assert len(understand_text("A fox sat. " * 200).scenes) > 5


def test_phrases_and_summary() -> None:
    text = (
        "Solar power is growing fast. Solar power now feeds whole cities. The weather was nice. "
        "Engineers say solar power and wind power will feed most cities. A dog barked."
    )
    assert any("solar power" in tag.word for tag in key_phrases(text, "en")[:3])
    short = summary(text, 2)
    assert "olar power" in short and "dog" not in short
    assert all(sentence in text for sentence in language.sentences(short))
    chinese = "人工智能正在改变电影。导演用人工智能画分镜。观众喜欢新的电影。今天天气很好。人工智能让电影更便宜。"
    assert {"人工智能", "电影"} & {tag.word for tag in key_phrases(chinese, "zh")[:3]}
    assert summary("One. Two.") == "One. Two."


def test_long_text_in_good_time() -> None:
    script = (resources() / "demo" / "script.txt").read_text(encoding="utf-8")
    meaning = understand_text(script * 40, scenes=20)
    assert len(meaning.scenes) == 20 and meaning.subjects[:2] == ("fox", "moon")


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), scenes=st.integers(0, 5))
def test_any_text(text: str, scenes: int) -> None:
    meaning = understand_text(text, scenes=scenes)
    assert -1 <= meaning.mood.valence <= 1 and -1 <= meaning.mood.arousal <= 1
    if scenes:
        assert len(meaning.scenes) <= scenes


def test_every_row_of_the_lexicon_is_whole() -> None:
    folder: Path = resources() / "lexicon"
    for name, columns in (("subjects.tsv", 4), ("settings.tsv", 5), ("mood.tsv", 4), ("exceptions.tsv", 2)):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            assert len(line.split("\t")) == columns or line.startswith("#"), f"{name}: {line}"
