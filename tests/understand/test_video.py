"""What films say: synthetic films with known cuts, constant and variable frame rates."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Image, Text, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.read import understand
from crossmedia_studio.understand.video import understand_video

FPS = Fraction(24)
LENGTHS = (20, 31, 17, 40)


def world(seed: int) -> np.ndarray:
    """A textured picture (72, 240, 4) that a camera can pan over."""
    rng = np.random.default_rng(seed)
    base = rng.integers(30, 220, 3)
    coarse = rng.integers(-60, 60, (9, 30, 3)).repeat(8, 0).repeat(8, 1)
    pixels = np.full((72, 240, 4), 255, np.uint8)
    pixels[..., :3] = (base + coarse).clip(0, 255)
    return pixels


def shots(pan: int) -> list[np.ndarray]:
    return [world(i)[:, (j * pan) % 112 :][:, :128] for i, count in enumerate(LENGTHS) for j in range(count)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Video:
    path = tmp_path_factory.mktemp("films") / "cuts.mp4"
    rate = 22_050
    beat = np.zeros((5 * rate, 1), np.float32)
    for start in np.arange(0.2, 4.9, 0.5):
        beat[int(start * rate) : int(start * rate) + 400] = 0.5 * np.sin(np.arange(400) * 0.3)[:, None]
    with video.Writer(path, 128, 72, FPS, audio=Audio(beat, rate)) as writer:
        for frame in shots(1):
            writer.write(frame)
    return video.probe(path)


def test_cuts_are_found_to_the_frame(film: Video, tmp_path: Path) -> None:
    meaning = understand_video(film, Models(tmp_path))
    edges = np.cumsum(LENGTHS) / float(FPS)
    assert [shot.end for shot in meaning.shots] == pytest.approx(edges, abs=0.001)
    assert meaning.shots[0].start == 0.0
    for before, after in zip(meaning.shots[:-1], meaning.shots[1:], strict=True):
        assert before.end == after.start
    assert all(shot.start <= shot.key < shot.end for shot in meaning.shots)
    assert all(0 <= shot.motion <= 1 for shot in meaning.shots)
    assert meaning.duration == pytest.approx(108 / 24, abs=0.01) and (meaning.width, meaning.height) == (128, 72)
    assert meaning.palette and meaning.tempo == pytest.approx(120, rel=0.03)
    assert meaning.caption.startswith("A film of 4 seconds in 4 shots")


def test_a_fast_pan_is_one_shot_and_moves_more(tmp_path: Path) -> None:
    moved = []
    for pan in (0, 4):
        path = tmp_path / f"{pan}.mp4"
        with video.Writer(path, 128, 72, FPS) as writer:
            for j in range(28):
                writer.write(world(3)[:, j * pan : j * pan + 128])
        found = understand_video(video.probe(path), Models(tmp_path)).shots
        assert len(found) == 1
        moved.append(found[0].motion)
    assert moved[0] < 0.05 < moved[1]


def test_cuts_in_a_film_of_variable_frame_rate(tmp_path: Path) -> None:
    path = tmp_path / "vfr.mp4"
    stamps, cut = [], 0
    now = 0
    for i in range(40):
        stamps.append(now)
        now += 40 if i % 3 else 110
        cut = now if i == 19 else cut
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 128, 72, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for i, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(world(i // 20)[:, :128]), format="rgba")
            frame.pts, frame.time_base = stamp, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    found = understand_video(video.probe(path), Models(tmp_path)).shots
    assert len(found) == 2 and found[1].start == pytest.approx(cut / 1000, abs=0.002)


def test_with_the_classifier_shots_have_names(film: Video, models: Models) -> None:
    meaning = understand_video(film, models)
    assert all(0 <= tag.score <= 1 for shot in meaning.shots for tag in shot.tags)
    assert meaning.kind is Kind.VIDEO


def test_one_door_for_all_kinds(film: Video, tmp_path: Path) -> None:
    models = Models(tmp_path)
    media = (
        Text("a fox"), Image(np.full((8, 8, 4), 9, np.uint8)), Audio(np.zeros((4000, 1), np.float32), 8000), film,
    )  # fmt: skip
    assert [understand(one, models).kind for one in media] == list(Kind)
