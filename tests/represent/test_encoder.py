"""The networks that compare texts: what is alike lies close, in English, in Chinese and across."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.encoder import LEARNED, NETWORKS, Encoder, Network, best, load
from crossmedia_studio.represent.joint import search
from crossmedia_studio.represent.text import learned

MULTILINGUAL, ENGLISH = NETWORKS
MEANT = {
    "en": (
        ("royal fortress", "a castle on a hill"), ("vessel", "The ship sailed across the ocean."),
        ("gloomy melody", "sad music"), ("automobile", "a red car parked on the street"),
        ("kids playing", "children run across a meadow"), ("puppy", "a small dog sleeps on a sofa"),
        ("thunderstorm", "lightning and heavy rain over the city"), ("forest", "tall trees in the mist"),
        ("sunset", "the evening sun sinks behind the sea"), ("wedding", "a bride and groom dance"),
        ("winter", "snow covers the roofs of the village"), ("space travel", "a rocket flies to the moon"),
        ("loneliness", "an old man sits alone in an empty room"), ("feast", "people eat dinner at a long table"),
    ),
    "zh": (
        ("皇家要塞", "山上的城堡"), ("船只", "轮船驶过大海"), ("小狗", "一只狗睡在沙发上"),
        ("婚礼", "新娘和新郎在跳舞"), ("暴风雨", "闪电和大雨笼罩城市"), ("日落", "傍晚的太阳沉入大海"),
        ("冬天", "雪覆盖了村庄的屋顶"), ("森林", "雾中的高大树木"), ("孤独", "老人独自坐在空房间里"),
        ("孩子们在玩耍", "儿童在草地上奔跑"), ("宴会", "人们在长桌旁吃晚饭"), ("太空旅行", "火箭飞向月球"),
        ("汽车", "停在街边的一辆轿车"),
    ),
}  # fmt: skip
"""Words, and the sentence among those of its language that means them."""
EN, ZH = ([sentence for _, sentence in MEANT[language]] for language in ("en", "zh"))
ACROSS = (
    ("castle", ZH[0]), ("a dog asleep", ZH[2]), ("wedding", ZH[3]), ("thunderstorm", ZH[4]), ("loneliness", ZH[8]),
    ("船只", EN[1]), ("汽车", EN[3]), ("暴风雨", EN[6]), ("日落", EN[8]), ("婚礼", EN[9]), ("太空旅行", EN[11]),
    ("孤独", EN[12]), ("宴会", EN[13]),
)  # fmt: skip
PAIRS = {"en": MEANT["en"], "zh": MEANT["zh"], "across": ACROSS}


class Only(Models):
    """The installed models, of those that compare texts the one called ``name`` alone."""

    def __init__(self, models: Models, name: str) -> None:
        super().__init__(models.folder(name).parent)
        self._name = name
        self.load = models.load  # type: ignore[method-assign]  # loaded once for all tests

    def installed(self, name: str) -> bool:
        return name == self._name


@pytest.fixture(scope="module", params=NETWORKS, ids=lambda network: network.entry)
def network(request: pytest.FixtureRequest, models: Models) -> Network:
    if not models.installed(request.param.entry):
        pytest.skip(f"needs the model {request.param.entry}, which set-up leaves to the artist")
    chosen: Network = request.param
    return chosen


@pytest.fixture(scope="module")
def shop(network: Network, models: Models) -> Models:
    return Only(models, network.entry)


def found(pairs: tuple[tuple[str, str], ...], shop: Models) -> tuple[float, float]:
    """(share of words whose sentence is the first answer, wrong answers for each)."""
    first, wrong = 0, 0
    for words, sentence in pairs:
        answers = search(words, [(one, "", (), "", one) for one in (EN if sentence in EN else ZH)], shop)
        first += bool(answers) and answers[0][0] == sentence
        wrong += sum(answer != sentence for answer, _ in answers)
    return first / len(pairs), wrong / len(pairs)


def test_the_multilingual_one_is_preferred(network: Network, shop: Models, models: Models, tmp_path: Path) -> None:
    assert best(shop) is network and best(Models(tmp_path)) is None
    assert best(models) is (MULTILINGUAL if models.installed(MULTILINGUAL.entry) else ENGLISH)


@pytest.mark.parametrize("language", PAIRS)
def test_search_finds_what_is_meant(network: Network, shop: Models, language: str) -> None:
    first, wrong = found(PAIRS[language], shop)
    if network.english_only and language != "en":  # it sees only names that the lexicon knows
        assert first > 0.5
    else:
        assert first > 0.84 and wrong < 0.5


def test_vectors_are_unit_and_kept(network: Network, shop: Models) -> None:
    texts = ["a fox under the moon", "月亮下的狐狸", "", "fox " * 300, "🦊\x00"]
    space = learned(texts, network, shop)
    assert space.shape == (5, LEARNED) and space.dtype == np.float32
    assert np.allclose(np.linalg.norm(space, axis=1), 1, atol=1e-3)
    assert np.array_equal(learned(texts[::-1], network, shop), space[::-1])
    assert learned([], network, shop).shape == (0, LEARNED)


def test_texts_are_read_once() -> None:
    read: list[str] = []

    def run(texts: list[str]) -> np.ndarray:
        read.extend(texts)
        return np.full((len(texts), LEARNED), len(read), np.float32)

    encoder = Encoder(run)
    assert encoder.encode(["a", "b", "a"]).shape == (3, LEARNED)
    encoder.encode(["b", "c"])
    assert sorted(read) == ["a", "b", "c"]


def test_a_cancelled_reading_goes_on_where_it_stopped() -> None:
    read: list[str] = []

    def run(texts: list[str]) -> np.ndarray:
        read.extend(texts)
        return np.zeros((len(texts), LEARNED), np.float32)

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if done:
            raise Cancelled

    encoder, texts = Encoder(run), [str(number) for number in range(40)]
    with pytest.raises(Cancelled):
        encoder.encode(texts, step)
    assert 0 < len(read) < len(texts)
    encoder.encode(texts)
    assert sorted(read) == sorted(texts)


@pytest.mark.parametrize("data", [b"", b"[UNK]", b"[UNK]\n[SEP]\n[CLS]\n[PAD]\nfox", b"E5S1" + bytes(100)])
@pytest.mark.parametrize("broken", NETWORKS, ids=lambda network: network.entry)
def test_a_damaged_model_says_so(tmp_path: Path, broken: Network, data: bytes) -> None:
    class Damaged(Models):
        def folder(self, name: str) -> Path:
            return tmp_path

    for name in ("vocab.txt", "e5-small-q4.bin"):
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelError, match="damaged"):
        load(broken, Damaged(tmp_path))
