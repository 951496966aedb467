"""Films: exact frames, sizes, colours, sound in step, and what is no film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, StorageError
from crossmedia_studio.core.timing import TICKS_PER_SECOND, frame_start, ticks
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio

NTSC = Fraction(30_000, 1001)


def numbered(index: int, width: int = 96, height: int = 64) -> np.ndarray:
    """A frame whose blue says its number, with an orange corner at the upper left."""
    frame = np.zeros((height, width, 4), np.uint8)
    frame[..., 2], frame[..., 3] = index * 4, 255
    frame[: height // 4, : width // 4, :3] = (230, 120, 20)
    return frame


def number(frame: np.ndarray) -> int:
    return round(float(frame[-8:, -8:, 2].mean()) / 4)


def film(path: Path, count: int = 50, fps: Fraction = Fraction(24), audio: Audio | None = None, **options) -> Path:
    with video.Writer(path, 96, 64, fps, crf=8, audio=audio, **options) as writer:
        for index in range(count):
            writer.write(numbered(index))
    return path


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(25), NTSC])
def test_every_frame_is_found_from_its_first_tick_to_its_last(tmp_path: Path, fps: Fraction) -> None:
    path = film(tmp_path / "a.mp4", fps=fps)
    facts = video.probe(path)
    assert (facts.width, facts.height, facts.fps, facts.has_audio) == (96, 64, fps, False)
    assert facts.duration == pytest.approx(50 * TICKS_PER_SECOND / fps, rel=1e-6)
    times = [time for time, _ in video.frames(path)]
    assert times == [frame_start(i, fps) for i in range(50)]
    with video.Reader(path) as reader:
        for index in (49, 0, 17, 18, 16, 48, 3):
            assert number(reader.at(frame_start(index, fps))) == index
            assert number(reader.at(frame_start(index + 1, fps) - 1)) == index
    assert number(video.frame_at(path, ticks(100.0))) == 49
    assert [number(f) for _, f in video.frames(path, frame_start(10, fps), 9)] == [10, 19, 28, 37, 46]


ROUNDING = (
    ("a.mkv", "libx264", NTSC),
    ("a.ts", "libx264", Fraction(60_000, 1001)),
    ("a.avi", "mpeg4", Fraction(24)),
    ("a.webm", "libvpx", NTSC),
)


@pytest.mark.parametrize(("name", "codec", "fps"), ROUNDING)
def test_containers_that_round_their_time_stamps(tmp_path: Path, name: str, codec: str, fps: Fraction) -> None:
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 96, 64, "yuv420p", 4_000_000
        for index in range(40):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(index), format="rgba")))
        container.mux(stream.encode(None))
    assert [time for time, _ in video.frames(path)] == [frame_start(i, fps) for i in range(40)]
    for index in (39, 1, 20):
        assert number(video.frame_at(path, frame_start(index, fps))) == index
        assert number(video.frame_at(path, frame_start(index + 1, fps) - 1)) == index


def test_variable_frame_rate_follows_the_time_stamps(tmp_path: Path) -> None:
    stamps = [0, 100, 150, 700, 720, 1500, 2900]  # milliseconds
    path = tmp_path / "vfr.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "5", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for index, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(numbered(index * 5), format="rgba")
            frame.pts, frame.time_base = stamp, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert [round(time / TICKS_PER_SECOND * 1000) for time, _ in video.frames(path)] == stamps
    for second, index in ((0.05, 0), (0.12, 1), (0.69, 2), (0.705, 3), (1.4, 4), (2.8, 5), (2.95, 6), (0.0, 0)):
        assert number(video.frame_at(path, ticks(second))) == index * 5


@pytest.mark.parametrize("degrees", [0, 90, 180, -90])
def test_rotation_is_applied(tmp_path: Path, degrees: int) -> None:
    path = tmp_path / "turned.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.set_display_rotation(degrees)
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(0), format="rgba")))
        container.mux(stream.encode(None))
    facts, frame = video.probe(path), video.frame_at(path, 0)
    assert frame.shape[:2] == (facts.height, facts.width) == ((64, 96) if degrees % 180 == 0 else (96, 64))
    turned = np.rot90(numbered(0), degrees // 90)
    assert np.abs(frame[..., 0].astype(int) - turned[..., 0]).mean() < 12


def test_colours_and_tags(tmp_path: Path) -> None:
    path = tmp_path / "c.mp4"
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 128, 128), (230, 120, 20)]
    with video.Writer(path, 64, 64, Fraction(25), crf=4) as writer:
        for colour in colours:
            writer.write(np.full((64, 64, 3), colour, np.uint8))
    for (_, frame), colour in zip(video.frames(path), colours, strict=True):
        assert np.abs(frame[32, 32, :3].astype(int) - colour).max() <= 4
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        assert context.pix_fmt == "yuv420p"
    head = path.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_odd_sizes_grow_by_one(tmp_path: Path) -> None:
    with video.Writer(tmp_path / "odd.mp4", 33, 21, Fraction(25)) as writer:
        writer.write(np.full((21, 33, 4), 200, np.uint8))
        with pytest.raises(ValueError, match="33"):
            writer.write(np.zeros((22, 34, 4), np.uint8))
    facts = video.probe(tmp_path / "odd.mp4")
    assert (facts.width, facts.height) == (34, 22)
    assert np.abs(video.frame_at(tmp_path / "odd.mp4", 0)[..., :3].astype(int) - 200).max() <= 3


def test_sound_is_in_step_to_the_millisecond(tmp_path: Path) -> None:
    rate = 48_000
    samples = np.zeros((2 * rate, 1), np.float32)
    samples[rate : rate + 20] = 0.9
    path = film(tmp_path / "s.mp4", audio=Audio(samples, rate))
    assert video.probe(path).has_audio
    sound = video.sound(path)
    assert sound is not None and abs(int(np.abs(sound.samples[:, 0]).argmax()) - rate) < 48
    at_16k = video.sound(path, 16_000)
    assert at_16k is not None and at_16k.rate == 16_000
    assert video.sound(film(tmp_path / "silent.mp4", 3)) is None


def test_nothing_is_left_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), video.Writer(tmp_path / "a.mp4", 96, 64, Fraction(24)) as writer:
        writer.write(numbered(0))
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StorageError):
        video.Writer(tmp_path / "a.mp4", 0, 64, Fraction(24))


def test_an_animated_gif_is_a_film(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    frames = [Pillow.new("RGB", (40, 30), (0, 0, 40 * i)) for i in range(5)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    facts = video.probe(tmp_path / "a.gif")
    assert facts.duration == pytest.approx(ticks(0.5), rel=0.01) and facts.fps == 10
    assert len(list(video.frames(tmp_path / "a.gif"))) == 5


def test_what_is_no_film(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4")
    data = path.read_bytes()
    cases = {"cut.mp4": data[:600], "empty.mp4": b"", "words.mp4": b"hello world", "zero.mp4": bytes(5000)}
    cases["list.m3u8"] = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://example.com/a.ts\n#EXT-X-ENDLIST\n"
    cases["list.mp4"] = cases["list.m3u8"]
    cases["concat.mp4"] = b"ffconcat version 1.0\nfile '/etc/passwd'\n"
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        for call in (video.probe, lambda p: video.frame_at(p, 0), lambda p: list(video.frames(p)), video.sound):
            with pytest.raises(MediaError) as caught:
                call(tmp_path / name)
            assert name in caught.value.sentence


def test_a_film_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    data = film(tmp_path / "a.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) * 2 // 3])
    shown = [number(frame) for _, frame in video.frames(tmp_path / "cut.mp4")]
    assert 5 < len(shown) < 50 and shown == list(range(len(shown)))


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=16)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    noise = Audio(rng.normal(0, 0.1, (24_000, 2)).astype(np.float32), 48_000)
    return film(tmp_path_factory.mktemp("seed") / "a.mp4", 12, audio=noise)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), changes=CHANGES)
def test_damaged_films_raise_only_media_errors(
    seed: Path, tmp_path: Path, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(seed.read_bytes())
    for place, value in changes:
        data[min(int(place**2 * len(data)), len(data) - 1)] = value
    path = tmp_path / "fuzz.mp4"
    path.write_bytes(bytes(data[: int((1 - cut**4) * len(data)) + 1]))
    try:
        facts = video.probe(path)
        assert facts.duration > 0 and facts.width > 0
        for _, frame in zip(range(30), (f for _, f in video.frames(path)), strict=False):
            assert frame.shape[2] == 4
        video.frame_at(path, facts.duration // 2)
        video.sound(path)
    except MediaError as error:
        assert error.sentence
