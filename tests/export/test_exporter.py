"""The contract of every format, refusals, sound, pictures, subtitles, presets."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pysubs2
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from crossmedia_studio.core.errors import MediaError, OptionError, ProjectError, StorageError, StudioError, Unsupported
from crossmedia_studio.core.params import build, params
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.export.exporter import export
from crossmedia_studio.export.formats import FORMATS
from crossmedia_studio.export.loudness import Loudness
from crossmedia_studio.export.presets import PRESETS, choose
from crossmedia_studio.fuse.compose import straight
from crossmedia_studio.fuse.limit import true_peak
from crossmedia_studio.fuse.mix import Mixer
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.project.model import Project, TrackKind
from tests.fuse.scenes import RATE, Scene, clip, flat, gradient, tone


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = Scene(tmp_path_factory.mktemp("scene"))
    scene.track(TrackKind.VIDEO, clip(scene.image(gradient(), "fox.png"), length=1))
    draw = np.random.default_rng(3).normal(0, 0.2, (RATE, 2))
    scene.track(TrackKind.AUDIO, clip(scene.sound(draw * np.linspace(0.2, 1, RATE)[:, None]), length=1))
    scene.track(TrackKind.TEXT, clip(text="Fox & moon\n<second> line --> {x}", start=0.2, length=0.6))
    return scene


@pytest.mark.parametrize("name", FORMATS)
class TestContract:
    def test_writes_one_whole_file(self, scene: Scene, tmp_path: Path, name: str) -> None:
        steps = []
        output = tmp_path / "new" / f"out{FORMATS[name].suffix}"
        path = export(scene.project, scene.store, output, name, (), lambda *a: steps.append(a))
        assert path == output and path.stat().st_size > 20
        assert list(output.parent.iterdir()) == [output]
        assert len(steps) >= 2

    def test_adds_a_missing_suffix(self, scene: Scene, tmp_path: Path, name: str) -> None:
        assert export(scene.project, scene.store, tmp_path / "out", name).name == "out" + FORMATS[name].suffix

    def test_cancel_leaves_what_was_there(self, scene: Scene, tmp_path: Path, name: str) -> None:
        def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
            raise Cancelled

        output = tmp_path / f"out{FORMATS[name].suffix}"
        output.write_text("before")
        with pytest.raises(Cancelled):
            export(scene.project, scene.store, output, name, (), step)
        assert output.read_text() == "before"
        assert list(tmp_path.iterdir()) == [output]

    def test_cancel_at_the_very_end_leaves_nothing(self, scene: Scene, tmp_path: Path, name: str) -> None:
        def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
            if done >= total:
                raise Cancelled

        with pytest.raises(Cancelled):
            export(scene.project, scene.store, tmp_path / "out", name, (), step)
        assert not list(tmp_path.iterdir())

    def test_refuses_an_empty_timeline(self, scene: Scene, tmp_path: Path, name: str) -> None:
        with pytest.raises(ProjectError, match="nothing to export"):
            export(Project("e", "Empty"), scene.store, tmp_path / "out", name)
        assert not list(tmp_path.iterdir())

    def test_refuses_unknown_options(self, scene: Scene, tmp_path: Path, name: str) -> None:
        with pytest.raises(OptionError):
            export(scene.project, scene.store, tmp_path / "out", name, {"wobble": 1})

    def test_options_have_working_defaults_and_labels(self, name: str) -> None:
        options = FORMATS[name].Options
        assert build(options) == options()
        assert all(param.label for param in params(options))
        assert all(len(param.choice_labels) in (0, len(param.choices)) for param in params(options))

    def test_an_unwritable_place_gets_a_clear_word(self, scene: Scene, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StorageError, match="could not be written"):
            export(scene.project, scene.store, tmp_path / "file" / "out", name)
        (tmp_path / f"out{FORMATS[name].suffix}").mkdir()
        with pytest.raises(StorageError, match="could not be written"):
            export(scene.project, scene.store, tmp_path / "out", name)
        assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(("name", "kind"), [("mp4", "image"), ("mp4", "audio"), ("wav", "audio"), ("png", "image")])
def test_missing_media_stop_the_export(tmp_path: Path, name: str, kind: str) -> None:
    scene = Scene(tmp_path / "scene")
    scene.track(TrackKind.VIDEO, clip(scene.image(flat((1, 2, 3)))))
    scene.track(TrackKind.AUDIO, clip(scene.sound(tone(1))))
    gone = next(item for item in scene.project.media if item.kind == kind)
    scene.store.path(gone.id).unlink()
    with pytest.raises(MediaError, match="missing"):
        export(scene.project, scene.store, tmp_path / "out" / "x", name)
    assert not list((tmp_path / "out").iterdir())


def test_unknown_formats_get_a_clear_word(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="cannot export avi"):
        export(scene.project, scene.store, tmp_path / "x", "avi")


def test_sound_is_the_mix_in_24_bits(scene: Scene, tmp_path: Path) -> None:
    expected = Mixer(scene.store).mix(scene.project, 0, scene.project.length)
    for name in ("wav", "flac"):
        path = export(scene.project, scene.store, tmp_path / f"x.{name}", name)
        with soundfile.SoundFile(str(path)) as file:
            assert (file.subtype, file.samplerate, file.frames, file.title) == ("PCM_24", RATE, RATE, "Test film")
            np.testing.assert_allclose(file.read(dtype="float32"), expected, atol=2**-22)


@pytest.mark.parametrize(("loudness", "lufs"), [("streaming", -14), ("broadcast", -23)])
def test_loudness_is_what_was_asked_for(tmp_path: Path, loudness: str, lufs: float) -> None:
    """Speech-like bursts whose peaks must be limited to get there."""
    scene = Scene(tmp_path / "scene")
    draw = np.random.default_rng(5)
    bursts = draw.laplace(0, 0.03, (3 * RATE, 2)) * (np.sin(np.arange(3 * RATE) / 3000)[:, None] > 0)
    scene.track(TrackKind.AUDIO, clip(scene.sound(bursts.clip(-1, 1)), length=3))
    path = export(scene.project, scene.store, tmp_path / "x.wav", "wav", {"loudness": loudness})
    samples, rate = soundfile.read(path)
    assert pyloudnorm.Meter(rate).integrated_loudness(samples) == pytest.approx(lufs, abs=0.3)
    assert 20 * np.log10(true_peak(samples.astype(np.float32))) <= -0.95


def test_near_silence_is_not_blown_up(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "scene")
    hiss = np.random.default_rng(1).normal(0, 2e-4, (RATE, 2))
    scene.track(TrackKind.AUDIO, clip(scene.sound(hiss)))
    samples, _ = soundfile.read(
        export(scene.project, scene.store, tmp_path / "x.wav", "wav", {"loudness": "streaming"})
    )
    assert np.sqrt(np.square(samples).mean()) < 2.2e-3


@settings(max_examples=10, deadline=None)
@given(cuts=st.lists(st.integers(0, 2 * RATE), max_size=5), level=st.floats(0.001, 0.5))
def test_loudness_in_pieces_is_that_of_the_whole(cuts: list[int], level: float) -> None:
    noise = np.random.default_rng(2).normal(0, level, (2 * RATE, 2)).astype(np.float32)
    noise[RATE // 2 : RATE] *= 0.01
    meter = Loudness(RATE)
    edges = [0, *sorted(cuts), 2 * RATE]
    for a, b in pairwise(edges):
        meter.add(noise[a:b])
    assert meter.lufs == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(noise.astype(float)), abs=0.1)


def test_loudness_of_silence_is_minus_infinity() -> None:
    meter = Loudness(RATE)
    assert meter.lufs == -np.inf
    meter.add(np.zeros((RATE, 2), np.float32))
    assert meter.lufs == -np.inf


def test_a_picture_is_the_frame_with_its_provenance(scene: Scene, tmp_path: Path) -> None:
    path = export(scene.project, scene.store, tmp_path / "x.png", "png", {"time": 0.5, "size": "360p"})
    with Image.open(path) as image:
        expected = straight(Renderer(scene.store).frame(scene.project, ticks(0.5), (640, 360)))
        np.testing.assert_array_equal(np.asarray(image), expected)
        assert image.info["Title"] == "Test film" and "Crossmedia Studio" in image.info["Comment"]


def test_a_time_past_the_end_gives_the_last_frame(scene: Scene, tmp_path: Path) -> None:
    last, past = (
        export(scene.project, scene.store, tmp_path / f"{seconds}.png", "png", {"time": seconds}).read_bytes()
        for seconds in (0.99, 50)
    )
    assert last == past


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_subtitle_files_read_back(scene: Scene, tmp_path: Path, name: str) -> None:
    path = export(scene.project, scene.store, tmp_path / f"x.{name}", name)
    (event,) = pysubs2.load(str(path))
    assert (event.start, event.end) == (200, 800)
    assert event.plaintext.startswith("Fox & moon\n")
    assert "(x)" in event.plaintext and "line → " in event.plaintext


def test_what_is_not_there_cannot_be_exported(scene: Scene, tmp_path: Path) -> None:
    pictures = replace(scene.project, tracks=scene.project.tracks[:1])
    for name, words in (("wav", "no sound"), ("srt", "no captions")):
        with pytest.raises(ProjectError, match=words):
            export(pictures, scene.store, tmp_path / "x", name)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_valid(name: str) -> None:
    preset = PRESETS[name]
    build(FORMATS[preset.format].Options, dict(preset.options))
    assert choose(Path("x" + FORMATS[preset.format].suffix), name) == (preset.format, dict(preset.options))
    assert choose(Path("x"), name)[0] == preset.format


def test_the_suffix_chooses_the_format() -> None:
    assert choose(Path("a/film.MP4")) == ("mp4", {})
    assert {choose(Path("x" + entry.suffix))[0] for entry in FORMATS.values()} == set(FORMATS)


@pytest.mark.parametrize(("output", "preset"), [("x.avi", ""), ("x", ""), ("x.mp4", "nope"), ("x.wav", "web-720p")])
def test_choices_that_make_no_sense_get_a_clear_word(output: str, preset: str) -> None:
    with pytest.raises(StudioError) as caught:
        choose(Path(output), preset)
    assert caught.value.do
