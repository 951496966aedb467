"""Clips as arrays: a loop of sixteen phases, square and premultiplied, whatever a film or an animated picture holds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.media import animation
from crossmedia_studio.represent import motion
from crossmedia_studio.represent.motion import PHASES, Fields
from crossmedia_studio.train.datasets.dataset import Item

SMALL = 64
"""Pixels a side of the frames in which motion is sought."""
_SECONDS = 4.0
"""Of a longer film only the beginning is looked at."""
_MOST = 256
_SEAM = 2.5
"""A jump from the last frame to the first that is so much larger than between neighbours is played there and back."""
_VERSION = 1


@dataclass(frozen=True)
class Clips:
    """``stills``: uint8 premultiplied RGBA (n, size, size, 4); ``frames``: (n, 16, 64, 64, 4), and their motion."""

    stills: np.ndarray
    frames: np.ndarray
    fields: Fields


def clips(items: Sequence[Item], size: int, harmonics: int, work: Path, step: Step) -> Clips:
    """Every film of ``items`` and its motion, in their order; kept under ``work`` between runs.

    Raises TrainingError for a film that cannot be read.
    """
    ids = [item.id for item in items]
    key = hashlib.sha256(repr((_VERSION, motion.VERSION, size, harmonics, ids)).encode()).hexdigest()[:16]
    path = work / f"clips-{key}.npz"
    if not path.is_file():
        stills, frames = [], []
        reading = part(step, 0.0, 0.3)
        for number, item in enumerate(items):
            words = tr("Reading the films, {number} of {count}", number=number + 1, count=len(items))
            reading(number, len(items), words)
            loop = _read(item, size)
            stills.append(loop[0])
            frames.append(smaller(loop, SMALL))
        seeking = part(step, 0.3, 1.0, tr("Seeing how they move"))
        found = motion.fields(np.stack(frames), harmonics, seeking)
        with atomic(path) as temporary, temporary.open("wb") as stream:
            np.savez(stream, stills=np.stack(stills), frames=np.stack(frames),
                     paths=found.paths.astype(np.float16), explained=found.explained)  # fmt: skip
    with np.load(path, allow_pickle=False) as kept:
        fields = Fields(kept["paths"].astype(np.float32), kept["explained"])
        return Clips(kept["stills"], kept["frames"], fields)


def loop(path: Path, size: int) -> np.ndarray:
    """The film in ``path`` as :data:`PHASES` phases of a loop: uint8 premultiplied RGBA (16, size, size, 4).

    A film that does not end where it began is played there and back. Raises MediaError, also for one too short.
    """
    seen: list[np.ndarray] = []
    times: list[float] = []
    for time, pixels in animation.frames(path, width=2 * size):
        if time > _SECONDS or len(seen) >= _MOST:
            break
        seen.append(squared(pixels, size))
        times.append(time)
    if len(seen) < 2:
        raise MediaError(
            tr("{name} is too short", name=path.name), why=tr("it has fewer than two frames"),
            do=tr("Choose films of a second or more"),
        )  # fmt: skip
    steps = np.diff(times)
    lasting = np.append(steps, np.median(steps))  # seconds that each is on screen
    if not _closes(seen):
        seen, lasting = seen + seen[-2:0:-1], np.append(lasting, lasting[-2:0:-1])
    ends = np.cumsum(lasting)
    wanted = np.arange(PHASES) / PHASES * ends[-1] + 1e-6
    return np.stack([seen[number] for number in np.searchsorted(ends, wanted, side="right").clip(max=len(seen) - 1)])


def _closes(seen: Sequence[np.ndarray]) -> bool:
    """Whether the last frame leads on to the first about as the others lead on."""
    tiny = np.stack([frame[::4, ::4] for frame in seen]).astype(np.float32)
    steps = np.abs(np.diff(tiny, axis=0)).mean(axis=(1, 2, 3))
    seam = float(np.abs(tiny[-1] - tiny[0]).mean())
    return seam <= _SEAM * float(np.quantile(steps, 0.9)) + 0.5


def squared(pixels: np.ndarray, size: int) -> np.ndarray:
    """A frame, straight uint8 (h, w, 4), whole on a square: premultiplied uint8 (size, size, 4).

    What an opaque frame lacks of a square repeats its edges, what a cut-out lacks is clear.
    """
    height, width = pixels.shape[:2]
    colour = pixels[..., :3] * (pixels[..., 3:].astype(np.float32) / 255.0)
    page = np.concatenate([np.rint(colour).astype(np.uint8), pixels[..., 3:]], axis=-1)
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    around = ((top, side - height - top), (left, side - width - left), (0, 0))
    page = np.pad(page, around, mode="edge" if pixels[..., 3].min() == 255 else "constant")
    way = Pillow.Resampling.BOX if side >= size else Pillow.Resampling.BICUBIC
    small = np.asarray(Pillow.fromarray(page).resize((size, size), way))  # channels alone: premultiplied stays so
    return np.concatenate([np.minimum(small[..., :3], small[..., 3:]), small[..., 3:]], axis=-1)


def smaller(frames: np.ndarray, size: int) -> np.ndarray:
    """Frames (p, h, h, 4) with a whole number of their pixels averaged into each: uint8 (p, size, size, 4)."""
    share = frames.shape[1] // size
    cells = frames.reshape(len(frames), size, share, size, share, 4).astype(np.float32)
    return np.rint(cells.mean(axis=(2, 4))).astype(np.uint8)


def _read(item: Item, size: int) -> np.ndarray:
    try:
        return loop(item.path, size)
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
