"""The recipe ``melody`` on a folder of ten tunes: it learns, makes a model that writes, and says what it cannot use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio.core.errors import MediaError, ModelError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.evaluate.exams import music
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import melodist
from crossmedia_studio.generate.music.writer import form
from crossmedia_studio.media import scores
from crossmedia_studio.media.notation import Metre, Notation, Tone, Voice, transposed
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.melody_rnn import MelodyRNN
from crossmedia_studio.represent.music import book, line
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.repetition import circles
from crossmedia_studio.represent.music.tokens import encode, parsed
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.melody_lesson import MelodyLesson, darker
from crossmedia_studio.train.preprocess.scores import families, repertoire
from crossmedia_studio.train.recipes.melody import Melody, MelodyOptions
from crossmedia_studio.train.run import train_model

SMALL = {"width": 32, "layers": 1, "batch": 4, "reach": 64}


def tune(number: int, bars: int = 8) -> Notation:
    """Eighths and quarters by chance, in major, in a key of its own."""
    chance = rng(number, "test tune")
    tones, at = [], 0
    while at < 96 * bars:
        length = int(chance.choice((12, 24)))
        tones.append(Tone(at, min(length, 96 * bars - at), 60 + int(chance.choice((0, 2, 4, 5, 7, 9, 11, 12)))))
        at += length
    written = Notation((Voice(tuple(tones)),), 0, "major", (Metre(4, 4),), 100.0, title=f"Tune {number}")
    return transposed(written, number % 12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten tunes, half of them as MIDI."""
    place = tmp_path_factory.mktemp("tunes")
    for number in range(10):
        scores.write(tune(number), place / f"{number}.{'mid' if number % 2 else 'abc'}")
    return place


@pytest.fixture(scope="module")
def lesson(folder: Path, models: Models, tmp_path_factory: pytest.TempPathFactory) -> MelodyLesson:
    options = build(MelodyOptions, SMALL)
    work = tmp_path_factory.mktemp("work")
    made = Melody().lesson(read(folder, Kind.AUDIO), options, models, work, "cpu", no_step)
    assert isinstance(made, MelodyLesson)
    return made


def test_a_folder_without_music_is_refused_in_a_sentence(tmp_path: Path, models: Models) -> None:
    scores.write(tune(1), tmp_path / "only.abc")
    with pytest.raises(TrainingError) as caught:
        Melody().lesson(read(tmp_path, Kind.AUDIO), MelodyOptions(), models, tmp_path / "work", "cpu", no_step)
    assert "too little music" in caught.value.what and caught.value.do


def test_reading_stops_when_told(folder: Path, models: Models, tmp_path: Path) -> None:
    def stop(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        repertoire(read(folder, Kind.AUDIO), models, tmp_path, stop)


def test_the_cache_holds_the_same_pieces(folder: Path, models: Models, tmp_path: Path) -> None:
    found = repertoire(read(folder, Kind.AUDIO), models, tmp_path, no_step)
    assert repertoire(read(folder, Kind.AUDIO), models, tmp_path, no_step) == found
    assert len(found.learn) == 10 and not found.held_out
    next(tmp_path.glob("*.npz")).write_bytes(b"torn")
    assert repertoire(read(folder, Kind.AUDIO), models, tmp_path, no_step) == found


def test_tunes_of_one_family_stay_together() -> None:
    pieces = [encode(tune(1)), encode(tune(2)), encode(transposed(tune(1), 5))]
    assert families(pieces) == [[0, 2]]


def test_a_batch_hangs_on_its_generator_alone(lesson: MelodyLesson) -> None:
    first, second = (lesson.batch(torch.Generator().manual_seed(5)) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    assert first[0].shape[0] == 4 and first[0].shape[1] <= 64 and first[0].shape[2] == line.COLUMNS


def test_it_learns(lesson: MelodyLesson) -> None:
    net = lesson.networks["melody"]
    optimiser = torch.optim.AdamW(net.parameters(), lr=0.01)
    losses = []
    for step in range(16):
        loss, _ = lesson.phases[0].loss(lesson.batch(torch.Generator().manual_seed(step)), torch.Generator())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.8 * losses[0]
    with torch.inference_mode():
        figures = lesson.validate(lesson.networks)
    assert figures["held out"] == 0.0 and figures["note"] > figures["loss"] > 0


def test_samples_and_what_is_saved(lesson: MelodyLesson, tmp_path: Path) -> None:
    lesson.networks["melody"].eval()
    sheet = lesson.samples(lesson.networks, 3)
    assert sheet.dtype == np.uint8 and sheet.shape[0] == 4 and sheet.shape[3] == 4
    lesson.save(lesson.networks, tmp_path)
    net = melodist.read(tmp_path)
    piece = book.read(tmp_path / book.FILE)[0]
    told = melodist.likelihoods(net, piece)
    assert len(told) == len(line.told(piece)) and (told < 0).all()
    found = Named("own", "Own", "melody", (tmp_path,), Kind.AUDIO)
    assert music._carried(found)[0] == piece
    (tmp_path / "config.json").write_text('{"family": "gan"}', encoding="utf-8")
    with pytest.raises(ModelError):
        melodist.read(tmp_path)


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_what_it_writes_is_whole_and_comes_home(lesson: MelodyLesson, mode: str) -> None:
    net = lesson.networks["melody"].eval()
    assert isinstance(net, MelodyRNN)
    header = (v.MODE + v.MODE_NAMES.index(mode), *encode(tune(3)).header[1:])
    begun = encode(tune(4)).bars[:2]
    first, again, other = (
        melodist.write(net, header, form(8), melodist.Touch(), rng(seed), no_step, begun) for seed in (1, 1, 2)
    )
    assert first == again and first != other
    assert parsed(first.ids()) == first and len(first.bars) == 8
    assert [bar.events for bar in first.bars[:2]] == [bar.events for bar in begun]
    last = first.bars[-1]
    assert v.name(last.chords[0]) == ("CHORD 0" if mode == "major" else "CHORD 0m")
    notes = [token for token in last.events[0][::2] if token >= v.NOTE]
    assert not notes or (notes[-1] - v.NOTE + v.LOWEST) % 12 in (0, 3, 4, 7)
    assert not any(circles(first.bars[: stop + 1]) for stop in range(2, 8))


def test_a_tune_in_major_stands_in_minor() -> None:
    piece = melodist.alone(encode(tune(5)))
    dark = darker(piece)
    assert dark.header[0] == v.MODE + v.MODE_NAMES.index("minor")
    assert [bar.section for bar in dark.bars] == [bar.section for bar in piece.bars]
    degrees = {(token - v.NOTE) % 12 for bar in dark.bars for token in bar.events[0][::2] if token >= v.NOTE}
    assert 4 not in degrees and 9 not in degrees


def test_a_model_is_trained_published_and_examined(
    folder: Path, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {**SMALL, "steps": 3, "check": 3}
    runs, there = tmp_path / "runs", tmp_path / "models"
    made = train_model("melody", read(folder, Kind.AUDIO), "own", options, models, runs, there, "cpu", no_step)
    assert (made.folder / "weights.safetensors").is_file() and (made.folder / "sheet.png").is_file()
    monkeypatch.setattr(music, "_WRITTEN", 2)
    trained = Models(made.folder.parent)
    findings = music.sit(Named("own", "Own", "melody", (made.folder,), Kind.AUDIO), trained, no_step, (), 1)
    figures = {measure.name: measure.value for measure in findings.measures}
    assert figures["nats_note"] > figures["nats_token"] > 0 and 0 <= figures["pitch_off"] <= 1
    assert len(findings.notes) == 2 and findings.notes[0].picture is not None
    with pytest.raises(MediaError):
        music.sit(Named("own", "Own", "melody", (), Kind.AUDIO), trained, no_step, (), 1)
