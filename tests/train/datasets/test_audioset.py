"""AudioSet tables beside local sounds: segments are cut on reading, what is missing is said once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.datasets.readers import audioset
from crossmedia_studio.train.sounds import clips

HEAD = (
    "# Segments csv created Sun Mar  5 10:54:31 2017\n# num_ytids=3\n"
    "# YTID, start_seconds, end_seconds, positive_labels\n"
)
BELL, RAIN = "/m/0395lw", "/m/06mb1"
CLASSES = f'index,mid,display_name\n0,{BELL},Bell\n1,{RAIN},"Rain, falling"\n'


def tone(path: Path, *parts: float) -> None:
    """A second of each frequency in ``parts``."""
    time = np.arange(8000) / 8000
    sound = np.concatenate([0.5 * np.sin(2 * np.pi * frequency * time) for frequency in parts])
    audio.write(Audio(sound.astype(np.float32)[:, None], 8000), path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wav").mkdir()
    tone(tmp_path / "wav" / "--PJHxphWEs.wav", 200, 200, 200, 1000, 1000)
    tone(tmp_path / "wav" / "Yabcdefghij_.wav", 400, 400)
    (tmp_path / "class_labels_indices.csv").write_text(CLASSES)
    (tmp_path / "balanced_train_segments.csv").write_text(
        f'{HEAD}--PJHxphWEs, 3.000, 5.000, "{BELL}"\nabcdefghij_, 10.000, 12.000, "{RAIN},{BELL}"\n'
        f'not_there_x, 0.000, 10.000, "{RAIN}"\n'
    )
    return tmp_path


def test_a_segment_is_cut_on_reading_and_named_by_its_labels(folder: Path, tmp_path: Path) -> None:
    found = read(folder, Kind.AUDIO)
    items = {item.path.stem: item for item in found.items if item.split == "train"}
    bell, rain = items["--PJHxphWEs"], items["Yabcdefghij_"]
    assert (bell.start, bell.end, bell.subject) == (3.0, 5.0, "Bell")
    assert [words for _, words in rain.tags] == ["Rain, falling", "Bell"]
    assert (rain.start, rain.end) == (0.0, 0.0), "a sound as long as its segment was cut before"
    heard = clips([bell], 8000, tmp_path, no_step)
    spectrum = np.abs(np.fft.rfft(heard.cut(0, 0, 8000)))
    assert abs(int(spectrum.argmax()) - 1000) < 3
    assert [sentence for _, sentence in found.broken] == ["1 sounds are listed but not there"]


def test_an_ontology_names_labels_too(folder: Path) -> None:
    (folder / "class_labels_indices.csv").unlink()
    (folder / "ontology.json").write_text(f'[{{"id": "{BELL}", "name": "Bell"}}]')
    assert {item.subject for item in read(folder, Kind.AUDIO).items} == {"Bell"}


@pytest.mark.parametrize("name", ["ontology.json", "class_labels_indices.csv"])
def test_a_damaged_list_of_labels_is_said_and_the_rest_is_read(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"[[1, 2], \xff")
    found = read(folder, Kind.AUDIO)
    assert any(name in sentence for _, sentence in found.broken)
    assert found.items


def test_two_tables_keep_their_splits(folder: Path) -> None:
    tone(folder / "wav" / "eval_eval_1.wav", 300, 300)
    (folder / "eval_segments.csv").write_text(f'{HEAD}eval_eval_1, 0.000, 2.000, "{BELL}"\n')
    splits = {item.path.stem: item.split for item in read(folder, Kind.AUDIO).items}
    assert splits["eval_eval_1"] == "test"
    assert splits["--PJHxphWEs"] != "test"


def test_only_tables_of_segments_fit(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("apples, 1.0, 2.0, red\n")
    assert not audioset.fits(tmp_path, Kind.AUDIO)
    (tmp_path / "segments.csv").write_text(f'{HEAD}--PJHxphWEs, 30.000, 40.000, "{BELL}"\n')
    assert audioset.fits(tmp_path, Kind.AUDIO)
    assert not audioset.fits(tmp_path, Kind.IMAGE)
    with pytest.raises(TrainingError, match="no sound to learn from"):
        read(tmp_path, Kind.AUDIO)
