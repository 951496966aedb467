"""Playing: the tape, the clock, the frames; nothing is left running."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossmedia_studio.project.edits import RemoveClips, SetClip, SetTrack
from crossmedia_studio.project.model import Curve
from crossmedia_studio.ui.tape import SoundOut, Tape
from tests.ui.world import S, World


def ramp(tape: Tape, index: int) -> np.ndarray:
    values = (np.arange(tape.chunk, dtype=np.float32) + index * tape.chunk) / 1e6
    return np.stack([values, values], axis=1)


def test_the_tape_plays_its_chunks_in_order_and_waits_for_missing_ones() -> None:
    tape = Tape(8000)
    for index in (0, 1):
        tape.put(index, "owner", ramp(tape, index))
    tape.move(0, 1.0)
    heard = np.concatenate([tape.pull(1000) for _ in range(5)])
    assert np.allclose(heard[:4000, 0] * 1e6, np.arange(4000), atol=0.1)
    assert not heard[4000:].any()  # chunk 2 is missing: silence, and the position waits
    assert tape.position == 4000 and tape.underruns == 1
    tape.put(2, "owner", ramp(tape, 2))
    assert tape.pull(10)[0, 0] * 1e6 == pytest.approx(4000, abs=0.1)


def test_the_tape_runs_backwards_and_fast() -> None:
    tape = Tape(8000)
    for index in (0, 1, 2):
        tape.put(index, "owner", ramp(tape, index))
    tape.move(4000, -2.0)
    assert tape.pull(3)[:, 0] * 1e6 == pytest.approx([4000, 3998, 3996], abs=0.1)
    assert tape.position == 3994
    tape.move(100, 8.0)
    assert not tape.pull(100).any() and tape.position == 900


def test_a_grain_is_heard_once_while_the_tape_stands() -> None:
    tape = Tape(8000)
    tape.grain(np.full((800, 2), 0.5, np.float32))
    heard = tape.pull(1000)
    assert heard[0, 0] == 0 and heard[400, 0] == 0.5 and not heard[800:].any()
    assert not tape.pull(100).any()
    assert tape.take_peak() == (0.5, 0.5)


def test_it_plays_to_the_end_and_stops(world: World, qtbot: Any) -> None:
    play = world.playback
    frames: list[Any] = []
    play.frame.connect(frames.append)
    world.view.set_playhead(int(7.4 * S))
    with qtbot.waitSignal(play.playing_changed):
        play.play()
    qtbot.waitUntil(lambda: not play.playing, timeout=10_000)
    assert world.view.playhead == 8 * S
    assert not world.view.playing
    qtbot.waitUntil(lambda: len(frames) > 3)
    assert not world.failures


def test_sound_moves_the_meters_and_time_is_kept(world: World, qtbot: Any) -> None:
    play = world.playback
    levels: list[float] = []
    play.levels.connect(lambda left, right: levels.append(left))
    play.play()
    qtbot.waitUntil(lambda: world.view.playhead > S, timeout=10_000)
    play.pause()
    assert max(levels) > -20
    assert world.view.playhead % (S // 24) == 0


def test_what_changes_while_it_plays_is_seen_and_heard(world: World, qtbot: Any) -> None:
    play = world.playback
    play.play()
    qtbot.waitUntil(lambda: world.view.playhead > S // 4, timeout=10_000)
    world.do(SetClip("d", gain=Curve(-60.0)))
    world.do(SetTrack(world.project.tracks[0].id, muted=True))
    qtbot.waitUntil(lambda: world.view.playhead > S, timeout=10_000)
    play._tape.take_peak()
    qtbot.waitUntil(lambda: world.view.playhead > S + S // 2, timeout=10_000)
    assert play._tape.take_peak()[0] < 0.05
    world.do(RemoveClips(("a", "b", "c", "d", "t")))
    qtbot.waitUntil(lambda: not play.playing, timeout=10_000)
    assert not world.failures


def test_shuttle_loop_and_steps(world: World, qtbot: Any) -> None:
    play = world.playback
    play.shuttle(1)
    play.shuttle(1)
    assert play.speed == 2.0
    play.shuttle(-1)
    assert play.speed == -1.0
    play.shuttle(0)
    assert not play.playing
    play.seek(2 * S)
    play.step(3)
    assert world.view.playhead == 2 * S + 3 * (S // 24)
    play.set_loop(True)
    world.view.set_range(S, S + S // 4)
    world.view.set_playhead(S)
    play.play()
    seen: list[int] = []
    play.position_changed.connect(seen.append)
    qtbot.waitUntil(lambda: any(b < a for a, b in itertools.pairwise(seen)), timeout=10_000)
    assert play.playing and min(seen) >= S
    play.pause()


def test_a_library_item_plays_alone(world: World, qtbot: Any) -> None:
    play = world.playback
    world.view.set_playhead(S)
    play.show_item(world.item["tone.wav"].id)
    assert play.length == 3 * S and play.time == 0
    play.play()
    qtbot.waitUntil(lambda: play.time > S // 4, timeout=10_000)
    assert world.view.playhead == S
    play.show_document()
    assert play.time == S and not play.playing


def test_scrubbing_hears_grains(world: World, qtbot: Any) -> None:
    world.playback.scrub(S)
    assert world.view.playhead == S
    qtbot.waitUntil(lambda: len(world.playback._tape._grain) > 0, timeout=10_000)
    heard = world.playback._tape.pull(1000)
    assert np.abs(heard).max() > 0.1


def test_no_output_is_said_once_and_does_not_hold_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sound library itself is missing, importing it raises OSError."""
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    tape = Tape(8000)
    out = SoundOut(tape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.__import__", _no_sound(__import__))
        out.start()
        assert out._opener is not None
        out._opener.join()
    assert out.missing and not out.open
    out.close()


def _no_sound(real: Any) -> Any:
    def guarded(name: str, *rest: Any, **more: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *rest, **more)

    return guarded


def test_a_real_stream_pulls_the_tape_and_is_closed(tmp_path: Path) -> None:
    """Through PortAudio into a device that takes everything and plays nothing (ALSA's null)."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the null device is ALSA's")
    (tmp_path / "asound").write_text("pcm.!default { type null }\nctl.!default { type null }\n")
    program = textwrap.dedent(
        """
        import time, threading
        import numpy as np
        from crossmedia_studio.ui.tape import SoundOut, Tape
        tape = Tape(48000)
        for index in range(8):
            tape.put(index, "x", np.full((tape.chunk, 2), 0.25, np.float32))
        tape.move(0, 1.0)
        out = SoundOut(tape)
        out.start()
        out._opener.join()
        if out.missing:
            raise SystemExit("no output: " + out.missing)
        end = time.monotonic() + 5
        while tape.position < 9600 and time.monotonic() < end:
            time.sleep(0.02)
        assert tape.position >= 9600, tape.position
        assert tape.take_peak() == (0.25, 0.25)
        out.close()
        assert not out.open
        print("played")
        """
    )
    environment = {"ALSA_CONFIG_PATH": str(tmp_path / "asound"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if "no output" in done.stderr:
        pytest.skip(f"no ALSA here: {done.stderr.strip()[-200:]}")
    assert done.stdout.strip() == "played", done.stderr
