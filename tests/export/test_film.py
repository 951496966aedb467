"""Films: what players see in the file, the preview's very frames, sound in step and at its loudness, clean cancels."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyloudnorm
import pytest

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, CancelToken
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.timing import frame_start, ticks
from crossmedia_studio.export.exporter import export
from crossmedia_studio.fuse.compose import pixels
from crossmedia_studio.fuse.limit import true_peak
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.media import audio, video
from crossmedia_studio.project.model import Curve, Ease, Keyframe, TrackKind, Transform, Transition
from tests.fuse.scenes import RATE, Scene, clip, flat, gradient, tone


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two seconds: stills that zoom and dissolve, captions, loud speech over ducked music."""
    scene = Scene(tmp_path_factory.mktemp("scene"), 320, 180)
    zoom = Transform(scale=Curve(1, (Keyframe(0, 1.0, Ease.LINEAR), Keyframe(ticks(1), 1.2, Ease.LINEAR))))
    left = clip(scene.image(gradient(640, 360)), 0, 1, transform=zoom)
    right = clip(scene.image(gradient(640, 360, 0.9)[:, ::-1]), 1, 1, transform=zoom)
    scene.track(TrackKind.VIDEO, left, right, transitions=(Transition(left.id, right.id, ticks(0.5)),))
    scene.track(TrackKind.AUDIO, clip(scene.sound(tone(2, 220, 0.3)), 0, 2), duck=8.0)
    scene.track(TrackKind.AUDIO, clip(scene.sound(tone(0.6, 700, 0.9)), 0.7, 0.6), speech=True)
    captions = clip(text="Hello", start=0.25, length=0.5), clip(text="狐狸\n{and} moon", start=1, length=0.75)
    scene.track(TrackKind.TEXT, *captions)
    scene.project = replace(scene.project, language="zh", name="雨 & rain")
    return scene


@pytest.fixture(scope="module")
def film(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("out") / "film.mp4"
    assert export(scene.project, scene.store, output, "mp4", {"quality": "best"}) == output
    assert [path.name for path in output.parent.iterdir()] == ["film.mp4"]
    return output


def _seconds(units: int | None, stream: av.stream.Stream) -> Fraction:
    assert units is not None and stream.time_base is not None
    return units * stream.time_base


def test_streams_and_tags(film: Path) -> None:
    with av.open(str(film)) as container:
        assert container.metadata["title"] == "雨 & rain"
        assert "Crossmedia Studio" in container.metadata["comment"]
        (picture,), (sound,) = container.streams.video, container.streams.audio
        words = container.streams[2]
        context = picture.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", 320, 180)
        assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)
        assert picture.average_rate == 24 and picture.frames == 48
        assert _seconds(picture.duration, picture) == 2 and picture.start_time == 0
        assert (sound.codec_context.name, sound.codec_context.sample_rate, sound.codec_context.channels) == (
            "aac", RATE, 2,
        )  # fmt: skip
        assert _seconds(sound.duration, sound) == pytest.approx(2, abs=0.001) and sound.start_time == 0
        assert words.codec_context.name == "mov_text"
        assert sound.metadata["language"] == words.metadata["language"] == "zho"


def test_the_index_lies_in_front(film: Path) -> None:
    data = film.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_subtitles_have_their_words_and_times(film: Path) -> None:
    with av.open(str(film)) as container:
        words = container.streams.subtitles[0]
        packets = [p for p in container.demux(words) if p.size > 2]
        found = [(_seconds(p.pts, words), _seconds(p.duration, words), bytes(p)[2:].decode()) for p in packets]
    quarter = Fraction(1, 4)
    assert found == [(quarter, 2 * quarter, "Hello"), (1, 3 * quarter, "狐狸\n(and) moon")]


def test_every_frame_is_the_preview_frame(scene: Scene, tmp_path: Path) -> None:
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", {"quality": "master"})
    renderer = Renderer(scene.store)
    frames = list(video.frames(path))
    assert [time for time, _ in frames] == [frame_start(i, Fraction(24)) for i in range(48)]
    for index, (time, seen) in enumerate(frames):
        expected = pixels(renderer.frame(scene.project, time, (320, 180))).astype(int)
        assert np.abs(seen.astype(int) - expected).mean() < 3, index


def test_colours_survive(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 128, 128), (200, 150, 100)]
    for index, colour in enumerate(colours):
        track_clip = clip(scene.image(flat(colour)), index / 4, 0.25)
        scene.track(TrackKind.VIDEO, track_clip)
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", {"quality": "master"})
    for index, colour in enumerate(colours):
        np.testing.assert_allclose(video.frame_at(path, ticks(index / 4 + 0.1))[45, 80, :3], colour, atol=4)


def test_loudness_and_true_peak(film: Path) -> None:
    heard = audio.read(film)
    assert pyloudnorm.Meter(RATE).integrated_loudness(heard.samples.astype(float)) == pytest.approx(-14, abs=0.5)
    assert 20 * np.log10(true_peak(heard.samples)) <= -0.9


def test_picture_and_sound_are_in_step(tmp_path: Path) -> None:
    """A flash and a click at the same moments, at a rate that no millisecond divides."""
    scene = Scene(tmp_path, fps=Fraction(30000, 1001))
    fps = scene.project.fps
    click = np.zeros((3 * RATE, 2), np.float32)
    flashes = [20, 45, 77]
    white = scene.image(flat((255, 255, 255)))
    clips = []
    for index in flashes:
        start = frame_start(index, fps)
        click[round(Fraction(index) / fps * RATE)] = 0.9
        clips.append(replace(clip(white), id=str(index), start=start, length=frame_start(index + 1, fps) - start))
    scene.track(TrackKind.VIDEO, *clips)
    scene.track(TrackKind.AUDIO, clip(scene.sound(click), 0, 3))
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", {"loudness": "as mixed"})
    lit = [i for i, (_, frame) in enumerate(video.frames(path)) if frame[45, 80, 0] > 128]
    assert lit == flashes
    samples = np.abs(audio.read(path).samples[:, 0])
    for index in flashes:
        expected = round(Fraction(index) / fps * RATE)
        near = samples[expected - 2000 : expected + 2000]
        assert abs(int(near.argmax()) - 2000) <= 24, "within half a millisecond"


@pytest.mark.parametrize(("fps", "frames"), [("25", 50), ("59.94", 120), ("12", 24)])
def test_other_frame_rates_keep_the_length(scene: Scene, tmp_path: Path, fps: str, frames: int) -> None:
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", {"fps": fps, "quality": "draft"})
    found = video.probe(path)
    assert sum(1 for _ in video.frames(path)) == frames
    assert found.duration == frame_start(frames, found.fps)


@pytest.mark.parametrize(("size", "shape"), [("360p", (640, 360)), ("square", (1080, 1080)), ("project", (320, 180))])
def test_sizes(scene: Scene, tmp_path: Path, size: str, shape: tuple[int, int]) -> None:
    short = replace(scene.project, tracks=(replace(scene.project.tracks[3], clips=(clip(text="Fox", length=0.1),)),))
    path = export(short, scene.store, tmp_path / "film.mp4", "mp4", {"size": size})
    found = video.probe(path)
    assert (found.width, found.height) == shape
    assert not found.has_audio


def test_odd_sizes_become_even(tmp_path: Path) -> None:
    scene = Scene(tmp_path, 161, 91)
    scene.track(TrackKind.VIDEO, clip(scene.image(gradient()), length=0.2))
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4")
    assert (video.probe(path).width, video.probe(path).height) == (162, 92)


def test_captions_can_be_left_out_of_the_picture_and_the_file(scene: Scene, tmp_path: Path) -> None:
    options = {"captions": False, "subtitles": False, "quality": "master"}
    path = export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", options)
    bare = replace(scene.project, tracks=scene.project.tracks[:3])
    expected = pixels(Renderer(scene.store).frame(bare, ticks(0.5), (320, 180))).astype(int)
    assert np.abs(video.frame_at(path, ticks(0.5)).astype(int) - expected).mean() < 3
    with av.open(str(path)) as container:
        assert not container.streams.subtitles


def test_generated_media_is_declared(scene: Scene, tmp_path: Path) -> None:
    recipe = Recipe("collage", Kind.IMAGE, weights=(("style", "ab"),))
    item = replace(scene.project.media[0], recipe=recipe)
    project = replace(scene.project, media=(item, *scene.project.media[1:]))
    path = export(project, scene.store, tmp_path / "film.mp4", "mp4", {"quality": "draft"})
    with av.open(str(path)) as container:
        assert "collage" in container.metadata["comment"]
        assert "compositeWithTrainedAlgorithmicMedia" in container.metadata["comment"]


@pytest.mark.parametrize(
    ("name", "codecs"), [("webm", {"vp9", "opus", "webvtt"}), ("mov", {"prores", "pcm_s24le", "mov_text"})]
)
def test_other_containers(scene: Scene, tmp_path: Path, name: str, codecs: set[str]) -> None:
    path = export(scene.project, scene.store, tmp_path / f"film.{name}", name)
    with av.open(str(path)) as container:
        assert {stream.codec_context.name for stream in container.streams} == codecs
    renderer = Renderer(scene.store)
    for seconds in (0.1, 1.0, 1.9):
        expected = pixels(renderer.frame(scene.project, ticks(seconds), (320, 180))).astype(int)
        seen = video.frame_at(path, ticks(seconds)).astype(int)
        assert np.abs(seen - expected).mean() < 5
    assert sum(1 for _ in video.frames(path)) == 48
    assert audio.read(path).duration == pytest.approx(2, abs=0.03)


@pytest.mark.parametrize("after", [0, 1, 5, 30])
def test_cancel_stops_at_the_next_step_and_leaves_nothing(scene: Scene, tmp_path: Path, after: int) -> None:
    token, calls = CancelToken(), 0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal calls
        token.check()
        calls += 1
        if calls > after:
            token.cancel()

    output = tmp_path / "film.mp4"
    output.write_bytes(b"before")
    with pytest.raises(Cancelled):
        export(scene.project, scene.store, output, "mp4", {}, step)
    assert calls == after + 1
    assert output.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_progress_grows_and_shows_frames(scene: Scene, tmp_path: Path) -> None:
    seen: list[tuple[float, str, Any]] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        seen.append((done / total, words, preview))

    export(scene.project, scene.store, tmp_path / "film.mp4", "mp4", {"quality": "draft"}, step)
    fractions = [fraction for fraction, _, _ in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert all(words for _, words, _ in seen)
    previews = [preview for _, _, preview in seen if preview is not None]
    assert previews and previews[0].shape == (180, 320, 4)


def test_a_full_disk_gets_a_clear_word_and_leaves_nothing(scene: Scene, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the full disk."""
    import pickle

    (tmp_path / "project").write_bytes(pickle.dumps(scene.project))
    out = tmp_path / "out"
    code = f"""
import pickle, resource
from dataclasses import replace
from pathlib import Path
from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.export.exporter import export
from crossmedia_studio.media.store import MediaStore
project = pickle.loads(Path({str(tmp_path / "project")!r}).read_bytes())
store = MediaStore(Path({str(scene.store.folder)!r}))
silent = replace(project, tracks=project.tracks[:1])
films = (silent, "mp4", 500), (silent, "mp4", 5_000), (silent, "mov", 9_000)
cases = *films, (project, "wav", 500_000), (project, "png", 500)
for project, name, limit in cases:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        export(project, store, Path({str(out)!r}) / f"x.{{name}}", name)
    except StorageError as error:
        print(name, error)
    else:
        print(name, "was written")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=120)
    assert done.stdout.count("could not be written") == 5, done.stdout
    assert not list(out.iterdir())
