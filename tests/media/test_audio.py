"""Sound in and out of every container, and what is no sound."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio


def tone(seconds: float = 1.0, rate: int = 44_100, channels: int = 2, hertz: float = 440.0) -> Audio:
    t = np.arange(round(seconds * rate)) / rate
    return Audio((0.4 * np.sin(2 * np.pi * hertz * t))[:, None].repeat(channels, 1).astype(np.float32), rate)


def click(rate: int = 44_100) -> Audio:
    samples = np.zeros((rate, 2), np.float32)
    samples[rate // 2 : rate // 2 + 20] = 0.9
    return Audio(samples, rate)


@pytest.mark.parametrize("suffix", [*audio.WRITERS, ".m4a"])
def test_round_trip_in_level_length_and_place(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    audio.write(tone(), path)
    back = audio.read(path)
    assert back.samples.dtype == np.float32 and back.samples.shape[1] == 2
    assert back.duration == pytest.approx(1.0, abs=0.03)
    assert np.sqrt(np.mean(back.samples[4000:40000] ** 2)) == pytest.approx(0.283, abs=0.01)
    audio.write(click(), path)
    back = audio.read(path)
    assert abs(int(np.abs(back.samples[:, 0]).argmax()) / back.rate - 0.5) < 0.002


def test_resample_keeps_pitch_and_length() -> None:
    for rate in (8_000, 22_050, 48_000, 96_000):
        out = audio.resample(tone(hertz=1000), rate)
        spectrum = np.abs(np.fft.rfft(out.samples[:, 0] * np.hanning(len(out.samples))))
        assert spectrum.argmax() * rate / len(out.samples) == pytest.approx(1000, abs=2)
        assert out.duration == pytest.approx(1.0, abs=1e-3) and out.rate == rate
    # nothing of a tone above the new Nyquist frequency folds down
    folded = audio.resample(tone(hertz=9_000), 16_000).samples[1600:-1600]
    assert np.abs(folded).max() < 1e-3
    with pytest.raises(MediaError):
        audio.resample(tone(), 3)


@pytest.mark.parametrize("suffix", [".flac", ".m4a"])
def test_reading_at_a_rate_is_resampling_what_was_read(tmp_path: Path, suffix: str) -> None:
    audio.write(tone(3.0), tmp_path / f"a{suffix}")
    whole = audio.read(tmp_path / f"a{suffix}")
    for rate in (16_000, 48_000):
        streamed, once = audio.read(tmp_path / f"a{suffix}", rate), audio.resample(whole, rate)
        assert streamed.rate == rate and streamed.samples.dtype == np.float32
        assert len(streamed.samples) == len(once.samples)
        assert np.abs(streamed.samples - once.samples).max() < 1e-4


def test_trim_silence() -> None:
    rate = 16_000
    quiet = np.zeros((rate, 1), np.float32)
    sound = tone(0.5, rate, 1).samples
    trimmed = audio.trim_silence(Audio(np.concatenate([quiet, sound, quiet]), rate))
    assert trimmed.duration == pytest.approx(0.6, abs=0.05)
    assert len(audio.trim_silence(Audio(quiet, rate)).samples) == rate


def test_stereo_from_any_layout() -> None:
    for channels in (1, 2, 3, 4, 5, 6, 8):
        out = audio.stereo(tone(0.1, 48_000, channels))
        assert out.samples.shape[1] == 2 and np.abs(out.samples).max() <= 1.0 and out.samples.dtype == np.float32


def test_not_a_number_becomes_silence(tmp_path: Path) -> None:
    values = np.array([0.1, np.nan, np.inf, -np.inf], np.float32)
    soundfile.write(tmp_path / "a.wav", values, 8000, subtype="FLOAT")
    assert np.isfinite(audio.read(tmp_path / "a.wav").samples).all()
    audio.write(Audio(values[:, None], 8000), tmp_path / "b.wav")


def test_probe_and_blocks_agree(tmp_path: Path) -> None:
    audio.write(tone(3.0), tmp_path / "a.m4a")
    sound, blocks = audio.blocks(tmp_path / "a.m4a")
    assert (sound.rate, sound.channels) == (44_100, 2)
    assert sum(len(b) for b in blocks) == pytest.approx(sound.frames, abs=2048)


def test_bad_sounds_say_so(tmp_path: Path) -> None:
    audio.write(tone(), tmp_path / "a.wav")
    data = (tmp_path / "a.wav").read_bytes()
    cases = {"head.wav": data[:44], "empty.wav": b"", "words.mp3": b"hello", "noise.m4a": bytes(range(256)) * 40}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError) as caught:
            audio.read(tmp_path / name)
        assert name in caught.value.sentence
    with pytest.raises(Unsupported):
        audio.write(tone(), tmp_path / "a.xyz")
    (tmp_path / "cut.wav").write_bytes(data[: len(data) // 2])
    assert audio.read(tmp_path / "cut.wav").duration == pytest.approx(0.5, abs=0.01)  # what is there is kept


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=16)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("seeds")
    made = []
    for suffix in (".wav", ".flac", ".ogg", ".mp3", ".m4a", ".aiff"):
        audio.write(tone(0.2), folder / f"a{suffix}")
        made.append(folder / f"a{suffix}")
    return made


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 5), cut=st.floats(0, 1), changes=CHANGES)
def test_damaged_sounds_raise_only_media_errors(
    seeds: list[Path], tmp_path: Path, which: int, cut: float, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(seeds[which].read_bytes())
    for place, value in changes:
        data[min(int(place**3 * len(data)), len(data) - 1)] = value  # mostly in the header
    path = tmp_path / "fuzz.snd"
    path.write_bytes(bytes(data[: int(cut * len(data)) + 1]))
    try:
        assert np.isfinite(audio.read(path).samples).all()
    except MediaError as error:
        assert error.sentence


def test_a_stream_that_grows_channels_on_its_way(tmp_path: Path) -> None:
    """Packets of a stereo track replaced by ones of mono: what comes out keeps the shape the header promised."""
    path = tmp_path / "odd.aac"
    with av.open(str(path), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=48_000, layout="stereo")
        for _ in range(24):
            frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
            frame.sample_rate = 48_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with av.open(str(tmp_path / "mono.aac"), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=48_000, layout="mono")
        for _ in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 48_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes() + (tmp_path / "mono.aac").read_bytes())
    back = audio.read(path)
    assert back.samples.shape[1] == 2 and back.duration > 0.7
