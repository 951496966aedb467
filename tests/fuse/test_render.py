"""Frames of a document: place, order, time, purity, smoothness, what is missing."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, OptionError, Unsupported
from crossmedia_studio.core.timing import frame_start, ticks
from crossmedia_studio.fuse.compose import FORMAT, pixels
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.project.model import (
    Blend,
    Curve,
    Ease,
    EffectUse,
    Keyframe,
    Project,
    TrackKind,
    Transform,
    Transition,
)
from tests.fuse.scenes import Scene, clip, flat, gradient

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
SIZE = (160, 90)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def shown(scene: Scene, seconds: float = 0.5, size: tuple[int, int] = SIZE) -> np.ndarray:
    return pixels(Renderer(scene.store, strict=True).frame(scene.project, ticks(seconds), size))


def at(value: float, **fields: float) -> Transform:
    curves: dict[str, Any] = {name: Curve(amount) for name, amount in fields.items()}
    return Transform(**curves, opacity=Curve(value))


def line(start: float, end: float, seconds: float) -> Curve:
    return Curve(start, (Keyframe(0, start, Ease.LINEAR), Keyframe(ticks(seconds), end, Ease.LINEAR)))


@pytest.fixture
def rich(scene: Scene) -> Scene:
    """Everything at once: zoom, film, dissolve, blend, effects, caption, fades."""
    still, other = scene.image(gradient(320, 180)), scene.image(gradient(90, 160, 1.0))
    film = scene.film([np.roll(gradient(), 5 * i, axis=1) for i in range(36)], Fraction(18))
    left = clip(still, 0, 1, transform=Transform(scale=line(1, 1.4, 1)), fade_in=0.3)
    right = clip(other, 1, 1, transform=Transform(rotation=line(0, 30, 1), fit="contain"))
    scene.track(TrackKind.VIDEO, left, right, transitions=(Transition(left.id, right.id, ticks(0.5), "wipe"),))
    effects = (EffectUse("grain"), EffectUse("vignette"))
    above = clip(film, 0, 2, blend=Blend.SCREEN, transform=at(0.6, scale=0.5, x=0.2), effects=effects)
    scene.track(TrackKind.VIDEO, above)
    scene.track(TrackKind.TEXT, clip(text="Fox 狐狸", length=2))
    return scene


def test_frames_are_premultiplied_eight_bit_rgba(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(RED))))
    frame = Renderer(scene.store).frame(scene.project, 0, (64, 36))
    assert frame.format() == FORMAT
    assert (frame.width(), frame.height()) == (64, 36)


def test_the_background_shows_where_nothing_is(scene: Scene) -> None:
    scene.project = replace(scene.project, background="#102030")
    assert (shown(scene) == [0x10, 0x20, 0x30, 255]).all()


def test_later_tracks_cover_earlier_ones_and_hidden_ones_do_not(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(RED))))
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(GREEN))))
    assert (shown(scene)[45, 80, :3] == GREEN).all()
    top = replace(scene.project.tracks[1], hidden=True)
    scene.project = replace(scene.project, tracks=(scene.project.tracks[0], top))
    assert (shown(scene)[45, 80, :3] == RED).all()


def test_a_clip_begins_at_its_first_tick_and_ends_before_its_last(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(RED)), 1, 1))
    renderer = Renderer(scene.store)
    reds = [
        pixels(renderer.frame(scene.project, time, SIZE))[0, 0, 0]
        for time in (ticks(1) - 1, ticks(1), ticks(2) - 1, ticks(2))
    ]
    assert reds == [0, 255, 255, 0]


@pytest.mark.parametrize(("fit", "corner"), [("cover", 255), ("contain", 0)])
def test_cover_fills_and_contain_shows_everything(scene: Scene, fit: str, corner: int) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(WHITE, 60, 60)), transform=Transform(fit=fit)))
    seen = shown(scene)[..., 0]
    assert seen[0, 0] == seen[45, 2] == corner
    assert seen[45, 80] == 255


def test_moves_scales_and_turns_about_its_centre(scene: Scene) -> None:
    mark = flat(WHITE)
    mark[:, 80:] = [0, 0, 0, 255]  # left half white
    scene.track(TrackKind.VIDEO, clip(scene.image(mark), transform=at(1.0, scale=0.5, x=0.25, y=-0.25, rotation=90)))
    seen = shown(scene)[..., 0].astype(float)
    rows, columns = np.nonzero(seen > 128)
    # 80 × 45 turned a quarter about (120, 22.5): what was left is on top now
    assert columns.mean() == pytest.approx(120 - 0.5, abs=0.6)
    assert (columns.min(), columns.max()) == (pytest.approx(97, abs=1), pytest.approx(142, abs=1))
    assert rows.max() == pytest.approx(22, abs=1)


def test_opacity_and_fades_multiply(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(WHITE)), 0, 2, transform=at(0.5), fade_in=1, fade_out=0.5))
    levels = [int(shown(scene, s)[0, 0, 0]) for s in (0, 0.5, 1.2, 1.75)]
    assert levels == [pytest.approx(v, abs=1) for v in (0, 64, 128, 64)]


@pytest.mark.parametrize(
    ("blend", "expected"),
    [
        (Blend.NORMAL, 100), (Blend.MULTIPLY, 78), (Blend.SCREEN, 222), (Blend.OVERLAY, 188),
        (Blend.ADD, 255), (Blend.DARKEN, 100), (Blend.LIGHTEN, 200),
    ],
)  # fmt: skip
def test_blend_modes_follow_the_w3c_formulas(scene: Scene, blend: Blend, expected: int) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat((200, 200, 200)))))
    scene.track(TrackKind.VIDEO, clip(scene.image(flat((100, 100, 100))), blend=blend))
    assert shown(scene)[0, 0, 0] == pytest.approx(expected, abs=1)


def test_straight_alpha_is_blended_right(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(BLUE))))
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(RED, alpha=64))))
    assert shown(scene)[40, 40].tolist() == [pytest.approx(64, abs=1), 0, pytest.approx(191, abs=1), 255]


def test_a_film_shows_the_frame_of_its_time_and_holds_its_last(scene: Scene) -> None:
    levels = [20 + 8 * i for i in range(24)]
    film = scene.film([flat((v, v, v)) for v in levels], Fraction(12))
    scene.track(TrackKind.VIDEO, clip(film, 1, 4, offset=0.5))
    renderer = Renderer(scene.store)
    for seconds, index in ((1.0, 6), (1.5, 12), (1.55, 12), (2.0, 18), (4.9, 23), (1.25, 9)):
        grey = pixels(renderer.frame(scene.project, ticks(seconds), SIZE))[45, 80, 0]
        assert grey == pytest.approx(levels[index], abs=3), seconds
    renderer.close()


def test_a_transition_runs_centred_on_the_cut(scene: Scene) -> None:
    left, right = clip(scene.image(flat((0, 0, 0))), 0, 1), clip(scene.image(flat(WHITE)), 1, 1)
    scene.track(TrackKind.VIDEO, left, right, transitions=(Transition(left.id, right.id, ticks(1)),))
    levels = [int(shown(scene, s)[0, 0, 0]) for s in (0.4, 0.5, 0.75, 1.0, 1.25, 1.6)]
    assert levels == [pytest.approx(v, abs=2) for v in (0, 0, 64, 128, 191, 255)]


def test_any_order_of_times_gives_the_same_frames(rich: Scene) -> None:
    times = [frame_start(i, Fraction(24)) for i in range(0, 48, 3)]
    straight = Renderer(rich.store)
    in_order = {time: pixels(straight.frame(rich.project, time, SIZE)) for time in times}
    jumping = Renderer(rich.store, memory_mb=1)
    for time in random.Random(1).sample(times, len(times)):
        np.testing.assert_array_equal(pixels(jumping.frame(rich.project, time, SIZE)), in_order[time])


def test_equal_keys_mean_equal_frames(rich: Scene) -> None:
    renderer = Renderer(rich.store)
    keys = {renderer.key(rich.project, frame_start(i, Fraction(24)), SIZE) for i in range(47)}
    assert len(keys) == 47, "everything moves"
    scene = replace(rich.project, tracks=rich.project.tracks[2:])
    assert renderer.key(scene, ticks(0.5), SIZE) == renderer.key(scene, ticks(0.9), SIZE)
    assert renderer.frame(scene, ticks(0.5), SIZE) is renderer.frame(scene, ticks(0.9), SIZE)
    assert renderer.key(scene, 0, SIZE) != renderer.key(scene, 0, (80, 45))


def test_sizes_agree(rich: Scene) -> None:
    large = shown(rich, 0.6, (640, 360)).astype(float)
    small = shown(rich, 0.6, (320, 180)).astype(float)
    reduced = large.reshape(180, 2, 320, 2, 4).mean(axis=(1, 3))
    assert np.abs(reduced - small).mean() < 4


def test_slow_zooms_glide(scene: Scene) -> None:
    dot = flat((0, 0, 0), 960, 540)
    dot[266:274, 716:724, :3] = 255
    scene.track(TrackKind.VIDEO, clip(scene.image(dot), 0, 20, transform=Transform(scale=line(1, 1.1, 20))))
    renderer, centres = Renderer(scene.store), []
    for index in range(60):
        seen = pixels(renderer.frame(scene.project, frame_start(index, Fraction(24)), (640, 360)))[..., 0].astype(float)
        centres.append((seen.sum(axis=0) * np.arange(640)).sum() / seen.sum())
    steps = np.diff(centres)
    assert steps.min() > 0, "never stands or goes back"
    straight = np.polyval(np.polyfit(range(60), centres, 1), range(60))
    assert np.abs(centres - straight).max() < 0.08


def test_a_missing_file_is_named_in_preview_and_an_error_in_export(scene: Scene) -> None:
    media = scene.image(gradient(), "fox.png")
    scene.track(TrackKind.VIDEO, clip(media))
    path = scene.store.path(media)
    data = path.read_bytes()
    path.unlink()
    renderer = Renderer(scene.store)
    seen = pixels(renderer.frame(scene.project, 0, (320, 180)))
    assert seen[..., :3].std() > 2 and (seen[..., 3] == 255).all()
    with pytest.raises(MediaError, match="missing"):
        Renderer(scene.store, strict=True).frame(scene.project, 0, (320, 180))
    path.write_bytes(data)
    found = pixels(renderer.frame(scene.project, 0, (320, 180)))
    np.testing.assert_array_equal(found, shown(scene, 0, (320, 180)), "shown again once it is back")


@pytest.mark.parametrize("damage", [b"", b"not a picture", None])
def test_a_damaged_file_does_not_stop_the_preview(scene: Scene, damage: bytes | None) -> None:
    media = scene.film([flat(RED)] * 5) if damage is None else scene.image(gradient())
    scene.track(TrackKind.VIDEO, clip(media))
    path = scene.store.path(media)
    path.write_bytes(path.read_bytes()[:200] if damage is None else damage)
    assert pixels(Renderer(scene.store).frame(scene.project, 0, SIZE)).any()
    with pytest.raises(MediaError):
        Renderer(scene.store, strict=True).frame(scene.project, 0, SIZE)


def test_unknown_effects_and_transitions_are_passed_over_in_preview_only(scene: Scene) -> None:
    uses = (EffectUse("sparkle"), EffectUse("blur", (("radius", 99),)), EffectUse("colour", (("warmth", 1),), False))
    left, right = clip(scene.image(flat(RED)), effects=uses[:1]), clip(scene.image(flat(BLUE)), 1)
    scene.track(TrackKind.VIDEO, left, right, transitions=(Transition(left.id, right.id, ticks(0.5), "swirl"),))
    renderer, strict = Renderer(scene.store), Renderer(scene.store, strict=True)
    assert (pixels(renderer.frame(scene.project, 0, SIZE))[0, 0, :3] == RED).all()
    assert pixels(renderer.frame(scene.project, ticks(1), SIZE))[0, 0].tolist() == [
        pytest.approx(v, abs=1) for v in (127, 0, 128, 255)
    ]
    for seconds in (0, 1):
        with pytest.raises((Unsupported, OptionError)):
            strict.frame(scene.project, ticks(seconds), SIZE)


def test_a_clip_without_its_library_item_does_not_stop_the_preview(scene: Scene) -> None:
    scene.track(TrackKind.VIDEO, clip("ab" * 32))
    assert pixels(Renderer(scene.store).frame(scene.project, 0, SIZE)).any()


def test_captions_lie_over_every_picture(scene: Scene) -> None:
    scene.track(TrackKind.TEXT, clip(text="Hello"))
    scene.track(TrackKind.VIDEO, clip(scene.image(flat(BLUE))))
    seen = shown(scene, size=(640, 360))
    assert (seen[:180, :, 0] == 0).all()
    assert seen[240:, :, 0].max() > 200


def test_a_caption_follows_the_transform_of_its_clip(scene: Scene) -> None:
    scene.track(TrackKind.TEXT, clip(text="Hello", transform=at(1.0, y=-0.5)))
    seen = shown(scene, size=(640, 360))[..., 0]
    assert not seen[250:].any() and seen[90:180].max() > 200


def test_it_works_without_a_display_and_without_an_application(rich: Scene, tmp_path: Path) -> None:
    """As in the command line: no QApplication, and on a thread of its own."""
    import pickle

    (tmp_path / "project").write_bytes(pickle.dumps(rich.project))
    code = f"""
import os, pickle, sys, threading
os.environ.pop("QT_QPA_PLATFORM", None); os.environ.pop("DISPLAY", None)
from pathlib import Path
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.fuse.compose import pixels
from crossmedia_studio.media.store import MediaStore
project = pickle.loads(Path({str(tmp_path / "project")!r}).read_bytes())
out = []
store = MediaStore(Path({str(rich.store.folder)!r}))
def work(): out.append(pixels(Renderer(store).frame(project, {ticks(0.6)}, {SIZE})))
thread = threading.Thread(target=work); thread.start(); thread.join()
assert "torch" not in sys.modules and "PySide6.QtWidgets" not in sys.modules
sys.stdout.buffer.write(out[0].tobytes())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=120)
    np.testing.assert_array_equal(np.frombuffer(done.stdout, np.uint8).reshape(90, 160, 4), shown(rich, 0.6))
    assert done.stderr == b""


@pytest.mark.parametrize("thread", [False, True])
def test_a_window_can_follow_work_without_one(thread: bool) -> None:
    """As when the command line makes a film and then opens it."""
    code = f"""
import threading
from crossmedia_studio.fuse.compose import end_gui, ensure_gui, lettering, pixels
from crossmedia_studio.project.model import TextStyle
if {thread}:
    worker = threading.Thread(target=ensure_gui); worker.start(); worker.join()
ensure_gui()
before = pixels(lettering("Fox 狐狸 🦊", TextStyle(), 320, 180)[0])
end_gui(); end_gui()
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(["window", "-platform", "offscreen"])
label = QLabel("Fox"); label.show(); app.processEvents()
ensure_gui(); end_gui()
assert QApplication.instance() is app
assert (pixels(lettering("Fox 狐狸 🦊", TextStyle(), 320, 180)[0]) == before).all()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert thread or not done.stderr  # Qt remarks on an application that was first made on another thread


def test_an_empty_project_is_its_background(scene: Scene) -> None:
    assert not pixels(Renderer(scene.store).frame(Project("e", "Empty"), 0, SIZE))[..., :3].any()
