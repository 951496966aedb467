"""Recipe ``score``: ten tunes become a model that writes; studies, tasks, and data nothing can be learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ModelError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import scorer, writer
from crossmedia_studio.media import scores
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.score_transformer import ScoreConfig
from crossmedia_studio.represent.music import book, tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Piece, decode, encode
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.piano_roll import roll
from crossmedia_studio.train.run import train_model
from crossmedia_studio.train.score_lesson import Plan, ScoreLesson
from crossmedia_studio.train.studies import arranged, study

SMALL = {
    "minutes": 0, "steps": 12, "check": 12, "warmup": 2, "average": 2, "precision": "float32", "studies": 4,
    "arrangements": 3, "width": 48, "depth": 1, "heads": 2, "batch": 512, "reach": 256,
}  # fmt: skip


def abc(number: int) -> str:
    """A tune of eight bars of its own."""
    chance = np.random.default_rng(number)
    bars = [" ".join(chance.choice(list("CDEFGABc"), 4)) for _ in range(7)]
    return f"X:1\nT:Tune {number}\nM:4/4\nL:1/4\nK:C\n" + " | ".join([*bars, "C4"]) + " |]\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a model that learned from ten tunes, and the folder of models it lies in."""
    place = tmp_path_factory.mktemp("score")
    (place / "tunes").mkdir()
    for number in range(10):
        (place / "tunes" / f"{number}.abc").write_text(abc(number))
    models = Models(place / "models", threads=1)
    made = train_model(
        "score",
        read(place / "tunes", Kind.AUDIO),
        "mine",
        SMALL,
        models,
        place / "runs",
        place / "models",
        "cpu",
        no_step,
    )
    return made.folder, place / "models"


def test_ten_tunes_make_a_model_that_writes(trained: tuple[Path, Path]) -> None:
    folder, home = trained
    assert {"weights.safetensors", "config.json", "card.md", "sheet.png"} <= {path.name for path in folder.iterdir()}
    net = scorer.load(Models(home), "mine")
    held_out = book.read(folder / book.FILE)
    assert held_out
    likely = scorer.likelihoods(net, held_out[0])
    assert likely.shape == (len(held_out[0].ids()) - 1,) and (likely < 0).all()
    made = writer.write(net, held_out[0].header, writer.form(3), writer.Hand(), rng(1), no_step)
    assert len(made.bars) == 3


def test_a_damaged_model_says_so(trained: tuple[Path, Path], tmp_path: Path) -> None:
    folder, _ = trained
    for name, data in (("config.json", b"{}"), ("weights.safetensors", b"\0" * 80)):
        broken = tmp_path / name.partition(".")[0]
        broken.mkdir()
        for path in (folder / "config.json", folder / "weights.safetensors"):
            (broken / path.name).write_bytes(data if path.name == name else path.read_bytes())
        with pytest.raises(ModelError, match="damaged"):
            scorer.read(broken)


def test_one_tune_and_odd_widths_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.abc").write_text(abc(1))
    dataset, models = read(tmp_path / "one", Kind.AUDIO), Models(tmp_path / "models", threads=1)
    for options, said in (({}, "too little"), ({"width": 50, "heads": 3}, "heads")):
        with pytest.raises(TrainingError, match=said):
            train_model("score", dataset, "x", {**SMALL, **options}, models, tmp_path / "runs", tmp_path / "models",
                        "cpu", no_step)  # fmt: skip


def played(pen: tasks.Pen) -> list[int]:
    """What a stream says, without its signs."""
    return [token for token in pen.ids if token < v.SIZE]


@settings(max_examples=15)
@given(st.integers(1, 500), st.floats(0, 1), st.integers(1, 6))
def test_a_gap_is_told_last_and_stands_where_it_sounds(seed: int, where: float, size: int) -> None:
    piece = study(seed)
    start = int(where * max(len(piece.bars) - size, 1))
    hole = range(start, min(start + size, len(piece.bars)))
    pen, whole = tasks.filled(piece, hole), tasks.whole(piece)
    assert sorted(played(pen)) == sorted([*whole.ids, v.END])
    at = pen.ids.index(tasks.FILL)
    told = [place[0] for token, place in zip(pen.ids[at:], pen.places[at:], strict=True) if v.BAR <= token < v.LEFT]
    assert told == [float(bar) for bar in hole]
    places = dict(zip(range(len(whole.ids)), whole.places, strict=True))
    assert all(time <= piece.metre.bar / 24 for _, time, _, _ in places.values())


@settings(max_examples=10)
@given(st.integers(1, 500))
def test_a_melody_is_told_first_and_once(seed: int) -> None:
    piece = study(seed)
    pen = tasks.accompanied(piece)
    first, second = pen.ids[: pen.ids.index(tasks.ALONG)], pen.ids[pen.ids.index(tasks.ALONG) :]
    assert v.VOICE in first and v.VOICE not in second
    assert [t for t in second if v.BAR <= t < v.LEFT] == [bar.section for bar in piece.bars]


@settings(max_examples=20)
@given(st.integers(1, 10_000))
def test_studies_are_whole_pieces_in_several_voices(seed: int) -> None:
    piece = study(seed)
    grammar = Grammar()
    for token in piece.ids():
        grammar.feed(int(token))
    assert grammar.done and 3 <= grammar.voices <= 4 and len(piece.bars) >= 8
    assert piece == study(seed)
    last = decode(piece.ids()).voices
    assert last[0].tones[-1].pitch % 12 == 0 and last[-1].tones[-1].pitch % 12 == 0


def test_arranged_tunes_keep_their_melody() -> None:
    tune = encode(scores.of_text(abc(3))[0])
    made = arranged(tune, 5)
    assert len(made.bars) == len(tune.bars) and made.header[-1] > tune.header[-1]
    kept = [(b.events[0][::2], a.events[0][::2]) for a, b in zip(tune.bars, made.bars, strict=True)]
    moves = {one - other for row, own in kept for one, other in zip(row, own, strict=True) if other >= v.NOTE}
    assert len(moves) == 1 and moves.pop() % 12 == 0
    assert [bar.chords for bar in made.bars] == [bar.chords for bar in tune.bars]


def lesson(pieces: list[Piece], **plan: float) -> ScoreLesson:
    config = ScoreConfig(tasks.VOCABULARY, 48, 1, 2, tasks.VOICES)
    wanted = Plan(**{"tokens": 600, "reach": 200, "fill": 0.3, "along": 0.3, "rate": 1e-3, **plan})  # type: ignore[arg-type]
    return ScoreLesson(pieces, pieces[:2], False, config, wanted, "cpu")


def test_batches_repeat_by_their_chance_and_long_pieces_are_read_in_stretches() -> None:
    one = lesson([study(seed) for seed in range(1, 9)])
    first = one.batch(torch.Generator().manual_seed(4))
    again = one.batch(torch.Generator().manual_seed(4))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    ids, places = first
    assert ids.shape == places.shape[:2] and ids.shape[1] <= 260 and int(ids.max()) < tasks.VOCABULARY
    loss, _ = one.phases[0].loss(first, torch.Generator())
    assert torch.isfinite(loss) and abs(float(loss.detach()) - np.log(tasks.VOCABULARY)) < 1.0


def test_rolls_are_pictures_of_what_is_written() -> None:
    piece = study(5)
    picture = roll(decode(piece.ids()), 320, 120, 16, writer.letters(piece))
    assert picture.shape == (120, 320, 4) and picture.dtype == np.uint8
    assert len(np.unique(picture.reshape(-1, 4), axis=0)) > 5
