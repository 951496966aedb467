"""Dispatch by content, probing, the store, peaks and thumbnails."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.media import files, video
from crossmedia_studio.media.cache import DiskCache
from crossmedia_studio.media.kinds import Audio, Image, Text, Video
from crossmedia_studio.media.peaks import peaks
from crossmedia_studio.media.probe import probe
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.media.thumbnails import thumbnail

RATE = 8_000


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, Path]:
    folder = tmp_path_factory.mktemp("samples")
    paths = {
        Kind.TEXT: folder / "a.txt", Kind.IMAGE: folder / "a.png",
        Kind.AUDIO: folder / "a.flac", Kind.VIDEO: folder / "a.mp4",
    }  # fmt: skip
    ramp = np.linspace(0, 0.8, 2 * RATE, dtype=np.float32)[:, None] * np.array([1, -0.5], np.float32)
    files.write(Text("a fox under a moon"), paths[Kind.TEXT])
    files.write(Image(np.full((20, 60, 4), 90, np.uint8)), paths[Kind.IMAGE])
    files.write(Audio(ramp, RATE), paths[Kind.AUDIO])
    with video.Writer(paths[Kind.VIDEO], 64, 36, Fraction(25), audio=Audio(ramp, RATE)) as writer:
        for index in range(50):
            writer.write(np.full((36, 64, 4), index * 5, np.uint8))
    return paths


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("suffix", ["", ".txt", ".png", ".mp3", ".mp4", ".exe"])
def test_content_not_the_name_decides(samples: dict[Kind, Path], tmp_path: Path, kind: Kind, suffix: str) -> None:
    wrong = tmp_path / f"file{suffix}"
    wrong.write_bytes(samples[kind].read_bytes())
    if kind is Kind.TEXT and suffix in (".png", ".mp3", ".mp4"):
        with pytest.raises(MediaError, match="only words"):
            files.kind_of(wrong)
        return
    assert files.kind_of(wrong) is kind
    assert files.read(wrong).kind is kind
    assert probe(wrong).kind is kind


def test_probe_tells_what_an_item_needs(samples: dict[Kind, Path]) -> None:
    assert probe(samples[Kind.TEXT]).length == 0
    picture = probe(samples[Kind.IMAGE])
    assert (picture.width, picture.height, picture.length) == (60, 20, 0)
    sound = probe(samples[Kind.AUDIO])
    assert (sound.length, sound.rate, sound.channels, sound.has_audio) == (ticks(2.0), RATE, 2, True)
    film = probe(samples[Kind.VIDEO])
    assert (film.width, film.height, film.fps, film.has_audio) == (64, 36, 25, True)
    assert (film.rate, film.channels, film.length) == (48_000, 2, ticks(2.0))


def test_what_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, samples: dict[Kind, Path]) -> None:
    bad = {
        "a.svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.eps": b"%!PS-Adobe-3.0",
        "a.zip": b"PK\x03\x04" + bytes(200), "a.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(50), "a.bin": bytes(99),
        "a.png": samples[Kind.IMAGE].read_bytes()[:30], "a.mp4": samples[Kind.VIDEO].read_bytes()[:900], "a": b"",
    }  # fmt: skip
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError) as caught:
            probe(tmp_path / name)
        assert "\n" not in caught.value.sentence and name in caught.value.sentence
    with pytest.raises(MediaError, match="folder"):
        files.read(tmp_path)


@pytest.mark.parametrize(("kind", "name", "fits"), [
    (Kind.VIDEO, "x.wav", False), (Kind.AUDIO, "x.jpg", False), (Kind.TEXT, "x.mkv", False),
    (Kind.VIDEO, "x.mp4", True), (Kind.IMAGE, "x.gif", True), (Kind.AUDIO, "x.what", True), (Kind.TEXT, "x.txt", True),
])  # fmt: skip
def test_a_name_of_another_kind_is_refused_before_anything_is_made(kind: Kind, name: str, fits: bool) -> None:
    if fits:
        files.check_name(kind, Path(name))
        return
    with pytest.raises(Unsupported, match="another kind"):
        files.check_name(kind, Path(name))


def test_films_are_copied_as_they_are(samples: dict[Kind, Path], tmp_path: Path) -> None:
    film = files.read(samples[Kind.VIDEO])
    assert isinstance(film, Video)
    files.write(film, tmp_path / "b.mp4")
    assert (tmp_path / "b.mp4").read_bytes() == samples[Kind.VIDEO].read_bytes()
    with pytest.raises(Unsupported):
        files.write(film, tmp_path / "b.mov")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=0, max_size=300))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "any").write_bytes(data)
    try:
        files.read(tmp_path / "any")
    except MediaError as error:
        assert error.sentence


def test_the_store_keeps_bytes_once_under_their_hash(samples: dict[Kind, Path], tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "store")
    first = store.add_file(samples[Kind.IMAGE])
    copy = tmp_path / "other.png"
    copy.write_bytes(samples[Kind.IMAGE].read_bytes())
    assert store.add_file(copy) == first
    assert first.id == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert first.path.parent.name == first.id[:2] and store.path(first.id) == store.path(first.id, ".png") == first.path
    assert store.has(first.id) and not store.has("0" * 64)
    for media in (Text("words"), Image(np.zeros((4, 4, 4), np.uint8)), Audio(np.zeros((9, 1), np.float32), RATE)):
        kept = store.add(media)
        assert kept == store.add(media) and files.kind_of(kept.path) is media.kind
    assert len(list(store.files())) == 4
    assert not list(store.folder.rglob("*.part*"))


def test_the_store_says_what_is_missing(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "store")
    for id in ("0" * 64, "", "../../etc/passwd", "*"):
        assert not store.has(id)
        with pytest.raises(MediaError, match="missing"):
            store.path(id)
    with pytest.raises(MediaError):
        store.add_file(tmp_path / "gone.png")
    assert list(store.files()) == []


def test_peaks_follow_the_sound(samples: dict[Kind, Path]) -> None:
    values = peaks(samples[Kind.AUDIO], 50)
    assert values.shape == (100, 2) and values.dtype == np.float32
    assert values[-1, 1] == pytest.approx(0.8, abs=0.01) and values[-1, 0] == pytest.approx(-0.4, abs=0.01)
    assert (np.diff(values[:, 1]) > 0).all()
    assert np.array_equal(peaks(samples[Kind.AUDIO], 50), values)  # from the cache
    for file in (cache_folder() / "peaks").iterdir():
        file.write_bytes(b"damaged")
    assert np.array_equal(peaks(samples[Kind.AUDIO], 50), values)
    film = peaks(samples[Kind.VIDEO], 50)
    assert len(film) == pytest.approx(100, abs=2) and film[90, 1] == pytest.approx(0.73, abs=0.03)
    with pytest.raises(MediaError):
        peaks(samples[Kind.TEXT])


def test_peaks_agree_with_all_samples_at_odd_rates(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    audio = Audio(rng.uniform(-1, 1, (11_025 * 13 + 7, 1)).astype(np.float32), 11_025)
    files.write(audio, tmp_path / "a.wav")
    values = peaks(tmp_path / "a.wav", 97)
    edges = np.append(np.arange(len(values)) * 11_025 // 97, len(audio.samples))
    expected = [audio.samples[a:b].max() for a, b in pairwise(edges)]
    assert np.abs(values[:, 1] - expected).max() < 1e-4


def test_thumbnails(samples: dict[Kind, Path]) -> None:
    assert thumbnail(samples[Kind.IMAGE], Kind.IMAGE, 30).shape == (10, 30, 4)
    assert thumbnail(samples[Kind.IMAGE], Kind.IMAGE, 300).shape == (20, 60, 4)
    late = thumbnail(samples[Kind.VIDEO], Kind.VIDEO, 32, ticks(1.0))
    assert late.shape == (18, 32, 4) and late[9, 16, 0] == pytest.approx(125, abs=4)
    wave = thumbnail(samples[Kind.AUDIO], Kind.AUDIO, 160)
    assert wave.shape == (90, 160, 4)
    height = (wave[..., 3] > 60).sum(axis=0)
    assert height[150] > height[80] > height[10]  # the ramp grows
    assert np.array_equal(thumbnail(samples[Kind.AUDIO], Kind.AUDIO, 160), wave)
    with pytest.raises(Unsupported):
        thumbnail(samples[Kind.TEXT], Kind.TEXT, 64)
    with pytest.raises(MediaError):
        thumbnail(samples[Kind.TEXT], Kind.IMAGE, 64)


def test_the_cache_stays_within_its_budget() -> None:
    cache = DiskCache("test", 4000)
    for index in range(60):
        cache.put(f"k{index}", bytes(200))
    total = sum(file.stat().st_size for file in cache.folder.iterdir())
    assert total <= 4000 + 4000 // 16 + 200
    assert cache.get("k59") == bytes(200) and cache.get("none") is None
