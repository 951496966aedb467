"""How long frames and an export take: python tests/bench/render.py [folder for the film]

A 20 s film at 24 frames a second: four stills with slow zooms, dissolves, captions, a narration and ducked music.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crossmedia_studio.core.timing import frame_start, ticks
from crossmedia_studio.export.exporter import export
from crossmedia_studio.fuse.mix import Mixer
from crossmedia_studio.fuse.render import Renderer
from crossmedia_studio.project.model import Curve, Ease, Keyframe, TrackKind, Transform, Transition
from tests.fuse.scenes import RATE, Scene, clip, tone

WORDS = [
    "A fox walks home 🦊",
    "狐狸在月光下走回家",
    "الثعلب يمشي تحت القمر",
    "and nobody in the whole sleeping village notices",
]


def painting(seed: int, width: int = 1920, height: int = 1080) -> np.ndarray:
    """A picture with edges, slopes and fine texture."""
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / height
    colours = np.stack([x / 2, y, 1 - y], axis=-1) * draw.uniform(60, 255, 3)
    for _ in range(24):
        cx, cy, r = draw.uniform(0, width / height), draw.uniform(0, 1), draw.uniform(0.02, 0.3)
        inside = (x - cx) ** 2 + (y - cy) ** 2 < r * r
        shade = 0.8 + 0.2 * np.sin(x[inside] * 90 + y[inside] * 60)
        colours[inside] = draw.uniform(0, 255, 3) * shade[:, None]
    colours += draw.normal(0, 3, colours.shape)
    return np.dstack([colours.clip(0, 255), np.full((height, width), 255)]).astype(np.uint8)


def film(folder: Path) -> Scene:
    """The document that is measured."""
    scene = Scene(folder, 1280, 720)
    zoom = Curve(1.0, (Keyframe(0, 1.0, Ease.LINEAR), Keyframe(ticks(5), 1.15, Ease.LINEAR)))
    stills = [clip(scene.image(painting(i)), 5 * i, 5, transform=Transform(scale=zoom)) for i in range(4)]
    cuts = pairwise(stills)
    dissolves = tuple(Transition(left.id, right.id, ticks(1)) for left, right in cuts)
    scene.track(TrackKind.VIDEO, *stills, transitions=dissolves)
    beat = np.concatenate([tone(0.5, hertz, 0.4) for hertz in (220, 277, 330, 440) * 10])
    music = clip(scene.sound(beat), 0, 20, fade_out=1)
    scene.track(TrackKind.AUDIO, music, duck=10.0)
    voice = tone(3, 180, 0.2) * (1 + np.sin(np.arange(3 * RATE) / 4000))[:, None]
    words = scene.sound(voice)
    scene.track(TrackKind.AUDIO, *(clip(words, 5 * i + 1, 3) for i in range(4)), speech=True)
    scene.track(TrackKind.TEXT, *(clip(start=5 * i + 0.5, length=4, text=text) for i, text in enumerate(WORDS)))
    return scene


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    scene = film(folder)
    for size in ((1280, 720), (1920, 1080)):
        renderer = Renderer(scene.store)
        begun = time.perf_counter()
        renderer.frame(scene.project, 0, size)
        print(f"{size[0]}×{size[1]} first frame {1000 * (time.perf_counter() - begun):.0f} ms")
        for name, start in (("zoom", 1.0), ("zoom and caption", 2.0), ("dissolve", 4.55)):
            taken = []
            renderer.frame(scene.project, ticks(start), size)
            for index in range(1, 20):
                begun = time.perf_counter()
                renderer.frame(scene.project, ticks(start) + frame_start(index, scene.project.fps), size)
                taken.append(1000 * (time.perf_counter() - begun))
            print(f"{size[0]}×{size[1]} {name}: median {statistics.median(taken):.1f} ms, worst {max(taken):.1f} ms")
        renderer.close()
    mixer = Mixer(scene.store)
    for _ in range(2):
        begun = time.perf_counter()
        mixer.sound(scene.project, 0, scene.project.length)
        print(f"mixing 20 s: {1000 * (time.perf_counter() - begun):.0f} ms")
    for name, options in (("film", {}), ("film1080", {"size": "1080p"})):
        begun, worked = time.perf_counter(), time.process_time()
        export(scene.project, scene.store, folder / f"{name}.mp4", "mp4", options)
        taken_s = time.perf_counter() - begun
        worked = time.process_time() - worked
        print(f"export {name} {options}: {taken_s:.1f} s, {480 / taken_s:.0f} frames a second ({worked:.1f} s of CPU)")
    print(folder)


if __name__ == "__main__":
    main()
