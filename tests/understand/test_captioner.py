"""Captions as ids, when they are believed, and networks that speak."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.captioner import (
    END,
    LSTM,
    TRANSFORMER,
    CaptionerConfig,
    beam,
    build,
    caption_loss,
    greedy,
)
from crossmedia_studio.represent.joint import search
from crossmedia_studio.understand import caption_hints, caption_trust, caption_words, captioner
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.caption_trust import Calibration
from crossmedia_studio.understand.meaning import Meaning, Tag, from_json, to_json

SAID = (("en", "a red fox, and Santa Claus"), ("zh", "雪地里，一只红色的狐狸"), ("en", "a man's T-shirt"))


def small(decoder: str, vocabulary: int = 12) -> CaptionerConfig:
    return CaptionerConfig(decoder, vocabulary, 16, 2, 2, 10, 8, 6, 4, 0.0)


def test_words_come_back_as_they_were_written() -> None:
    words = caption_words.learned(SAID)
    for _, said in SAID:
        assert words.text(words.ids(said)) == said
    assert words.languages == ("en", "zh")
    assert words.text(words.ids("A RED fox。")) == "a red fox"
    assert words.ids("unheard") == [caption_words.UNKNOWN]
    assert words.language("xx") == words.language("en") == 3


@given(st.text(max_size=60))
def test_any_text_can_be_divided(text: str) -> None:
    words = caption_words.divided(text)
    assert "".join(words).replace("'", "") in text.replace(" ", "").replace("’", "").replace("'", "") or len(words) > 1
    assert caption_words.divided(caption_words.joined(words)) == words or any(not one.isascii() for one in words)


@pytest.mark.parametrize("decoder", [LSTM, TRANSFORMER])
def test_speaking_word_by_word_is_what_was_learned(decoder: str) -> None:
    torch.manual_seed(0)
    net = build(small(decoder)).eval()
    grid, ids = torch.rand(3, 4, 6), torch.randint(3, 12, (3, 6))
    with torch.inference_mode():
        whole = net(grid, ids)
        state = net.begin(grid)
        for place in range(6):
            logits, state = net.step(state, ids[:, place])
            assert torch.allclose(logits, whole[:, place], atol=1e-5)


@pytest.mark.parametrize("decoder", [LSTM, TRANSFORMER])
def test_it_learns_to_tell_pictures_apart(decoder: str) -> None:
    torch.manual_seed(1)
    net = build(small(decoder))
    grid = torch.rand(2, 4, 6) * 6
    ids = torch.tensor([[3, 5, 6, END], [3, 7, 8, END]])
    optimiser = torch.optim.Adam(net.parameters(), 1e-2)
    for _ in range(60):
        optimiser.zero_grad()
        loss = caption_loss(net(grid, ids[:, :-1]), ids[:, 1:])
        loss.backward()
        optimiser.step()
    net.eval()
    with torch.inference_mode():
        assert greedy(net, grid, 3) == [(5, 6), (7, 8)]
        best = beam(net, grid[0], 3, width=3)
    assert best[0].ids == (5, 6) and len(best) <= 3
    assert len(best[0].scores) == 3 and max(best[0].scores) <= 0.0


def test_a_beam_is_no_worse_than_the_likeliest_words() -> None:
    torch.manual_seed(2)
    net = build(small(TRANSFORMER)).eval()
    with torch.inference_mode():
        for seed in range(5):
            grid = torch.rand(4, 6, generator=torch.Generator().manual_seed(seed)) * 6
            one, many = beam(net, grid, 3, width=1, alpha=0.0)[0], beam(net, grid, 3, width=12, alpha=0.0)[0]
            assert sum(many.scores) >= sum(one.scores) - 1e-5
            assert not {0, 2} & set(many.ids) and len(many.ids) <= 9
            assert 5 not in beam(net, grid, 3, never=[5])[0].ids


def test_what_was_learned_is_familiar_and_other_things_are_not() -> None:
    random = np.random.default_rng(0)
    inner = random.standard_normal((300, 5)) @ random.standard_normal((5, 40)) + random.standard_normal((300, 40)) * 0.1
    known = caption_trust.familiar(inner[:250] + 3, inner[250:] + 3)
    assert (known.novelty(inner[:250] + 3) <= 1.0).mean() > 0.9
    assert known.novelty(random.standard_normal((20, 40)) * 2 + 3).min() > 1.0
    alone = caption_trust.familiar(inner[:8], inner[:0])
    assert alone.novelty(random.standard_normal((20, 40)) * 9).max() <= 1.0  # nothing was kept aside: it cannot tell


def test_calibration_follows_what_was_right() -> None:
    random = np.random.default_rng(1)
    lowest = -random.exponential(1.0, 400)
    right = random.random(400) < 1 / (1 + np.exp(-(2 + 1.5 * lowest)))
    fitted = caption_trust.calibrated([(0.0, float(one)) for one in lowest], right.tolist())
    assert fitted.sure((0.0, 0.0)) == pytest.approx(0.88, abs=0.08)
    assert fitted.sure((0.0, -4.0)) < 0.1 and fitted.sure(()) == 0.0
    assert caption_trust.calibrated([(-0.1,)], [True]) == Calibration()


def made(folder: Path) -> captioner.Captioner:
    torch.manual_seed(3)
    words = caption_words.learned(SAID)
    net = build(CaptionerConfig(LSTM, len(words), 16, 1, 1, 12, 8, 6, 4, 0.0)).eval()
    known = caption_trust.Familiar(np.zeros(8, np.float32), np.eye(2, 8, dtype=np.float32), 0.8)
    one = captioner.Captioner(net, words, Calibration(1.0, 2.0, 0.5), known)
    captioner.write(folder, one)
    return one


def test_a_captioner_is_read_back(tmp_path: Path) -> None:
    before, after = made(tmp_path), captioner.read(tmp_path)
    grid = np.random.default_rng(4).random((4, 8)).astype(np.float32)
    grid[:, :2] += 5.0
    one, other = (captioner.captions(model, grid, "zh")[0] for model in (before, after))
    assert (one.language, one.text) == (other.language, other.text)
    assert after.words.words == before.words.words and after.trust == before.trust
    far = captioner.captions(after, np.roll(grid, 4, axis=1), "en", count=2)
    assert far[0].sure == 0.0 and far[0].novelty > 1.0 > captioner.captions(after, grid, "en")[0].novelty


@pytest.mark.parametrize("damage", ["{", "[]", '{"words": []}'])
def test_a_damaged_captioner_is_named(tmp_path: Path, damage: str) -> None:
    made(tmp_path)
    (tmp_path / "config.json").write_text(damage)
    with pytest.raises(ModelError, match="damaged"):
        captioner.read(tmp_path)


def test_a_vocabulary_of_another_size_is_damage(tmp_path: Path) -> None:
    made(tmp_path)
    raw = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**raw, "words": raw["words"][:-1]}))
    with pytest.raises(ModelError, match="damaged"):
        captioner.read(tmp_path)


def said(sure: float) -> list[captioner.Caption]:
    pairs = (("en", "a fox in the snow"), ("zh", "雪地里的一只狐狸"))
    return [captioner.Caption(code, text, sure, 0.5) for code, text in pairs]


def test_a_sure_caption_is_stated_a_likely_one_is_not() -> None:
    bare = Meaning(Kind.IMAGE, subjects=("envelope",))
    sure = captioner.told(bare, said(0.9))
    assert caption(sure, "en") == "A fox in the snow." and caption(sure, "zh") == "雪地里的一只狐狸。"
    assert sure.subjects[:1] == ("fox",) and from_json(to_json(sure)) == sure
    likely = captioner.told(bare, said(captioner.LIKELY))
    assert caption(likely, "en") == "Perhaps a fox in the snow." and caption(likely, "zh").startswith("可能")
    assert likely.subjects == ("envelope",)
    assert captioner.told(bare, said(0.1)) == bare == captioner.told(bare, [])


def test_of_a_drawing_the_classifier_is_never_certain() -> None:
    seen = Meaning(Kind.IMAGE, tags=(Tag("piggy bank", 0.61),))
    assert caption(seen, "en").startswith("A piggy bank")
    assert caption(captioner.told(seen, said(0.1)), "en").startswith("Perhaps a piggy bank")
    photograph = [replace(one, novelty=1.4) for one in said(0.0)]
    assert captioner.told(seen, photograph) == seen


def test_each_language_speaks_for_itself() -> None:
    sure, unsure = said(0.9)[0], said(0.2)[1]
    found = captioner.told(Meaning(Kind.IMAGE), [sure, unsure])
    assert dict(found.captions) == {"en": "A fox in the snow."}
    assert caption(found, "zh") == "画面里可能是狐狸。"  # the composed sentence, of what the other language named


def test_hints_of_other_scripts_are_not_heard() -> None:
    words = caption_words.learned(SAID)
    english, chinese = words.written_in("en"), words.written_in("zh")
    assert english[words.ids("fox")[0]] == 1 == chinese[words.ids("狐")[0]]
    assert (english + chinese)[: words.ids("fox")[0]].max() <= 1 and (english * chinese).max() == 0


def test_word_detectors_hint_at_what_a_picture_makes_likelier() -> None:
    random = np.random.default_rng(5)
    which = random.integers(4, size=300)
    seen = random.random((300, 30)).astype(np.float32)
    seen[np.arange(300), which] += 4.0
    found = caption_hints.hints(seen, [frozenset((3, 10 + int(one))) for one in which])
    for row in range(20):
        hint = found.of(seen[row], 16)
        assert hint.argmax() == 10 + which[row] and hint[10 + which[row]] > 1.0
        assert abs(hint[3]) < 0.1 and (hint[[0, 1, 2, 15]] == 0).all()  # always said, and never


def test_captions_are_found_in_both_languages(models: Models) -> None:
    told = captioner.told(Meaning(Kind.IMAGE), said(0.9))
    documents = [("a", "one.png", (), to_json(told), ""), ("b", "two.png", (), to_json(Meaning(Kind.IMAGE)), "")]
    for words in ("fox", "snow", "狐狸", "雪地"):
        assert search(words, documents, models)[0][0] == "a"
