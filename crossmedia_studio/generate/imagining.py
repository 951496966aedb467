"""Pictures invented by a GAN (family ``gan``, ``nets.gan``): one, a sheet of them, or a loop through its codes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent import drawing, latents
from crossmedia_studio.represent.conditions import Conditions

if TYPE_CHECKING:
    from crossmedia_studio.nets.gan import Generator
    from crossmedia_studio.nets.picture_vae import PictureVAE

FAMILY = SHIPPED = "gan"
ANY = "any"
_MEMORY_MB = 40
_PLACES = 32
"""Places between two pictures of a loop at which its speed is settled."""
_FAR = 0.9
"""From this variety on a loop also visits neighbours of neighbours."""
_NEAR = 0.05
"""Storage in eight bits moves latents less, another training of the autoencoder more."""
_SHARE, _SHAKE = 0.5, 0.04
"""How far towards a neighbour new codes lie at most, and the noise on them, at a variety of 1."""


@dataclass(frozen=True)
class Imagination:
    """A generator with the autoencoder that makes its latents visible."""

    generator: Generator
    vae: PictureVAE

    def pictures(self, codes: np.ndarray, kinds: np.ndarray, step: Step = no_step) -> np.ndarray:
        """Codes (n, code) and style numbers (n,) → uint8 premultiplied RGBA (n, 128, 128, 4)."""
        import torch

        with torch.inference_mode():
            maps = self.generator(torch.from_numpy(codes), torch.from_numpy(kinds))
            found = self.generator.latents(maps).numpy()
        return latents.decode(self.vae, found, step)


def load(models: Models, name: str = "") -> Imagination:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    name = models.of_family(FAMILY, name)
    folder = models.folder(name)
    generator: Generator = models.load(f"{FAMILY}/{name}", _MEMORY_MB, lambda: read(folder, models))
    return Imagination(generator, latents.load_vae(models))


def read(folder: Path, models: Models) -> Generator:
    """The generator of a model folder. Raises ModelError for a damaged one, or of another autoencoder."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.gan import GANConfig, Generator

    with reading(folder):
        note = json.loads((folder / "config.json").read_text("utf-8"))
        raw = note["config"]
        generator = Generator(GANConfig(**{**raw, "styles": tuple(raw["styles"])}))
        generator.load_state_dict(packing.read(folder / "weights.safetensors"))
        space = [float(value) for value in note["space"]]
    if not _same_space(space, latent_space(latents.load_vae(models))):
        raise ModelError(
            tr("The model {name} was trained for another version of the studio", name=folder.name),
            do=tr("Train it again"),
        )
    return generator.eval()


def latent_space(vae: PictureVAE) -> list[float]:
    """What latents of ``vae`` mean: its encoder's view of one picture, a number a channel.

    Its decoder may get better without harm.
    """
    import torch

    steps = torch.linspace(-1.0, 1.0, 64)
    picture = torch.stack([steps.expand(64, 64), steps[:, None].expand(64, 64), -steps.expand(64, 64)])  # (3, 64, 64)
    opaque = torch.cat([picture, torch.ones(1, 64, 64)])[None]  # (1, 4, 64, 64)
    with torch.inference_mode():
        mean, _ = vae.encode(opaque)
    return [round(value, 3) for value in mean.mean(dim=(0, 2, 3)).tolist()]


def _same_space(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and max(abs(a - b) for a, b in zip(one, other, strict=True)) < _NEAR


def styles() -> Any:
    """The option of a style to draw in."""
    labels = mark("As the words say"), mark("3D"), mark("Flat"), mark("Line drawing")
    return option(ANY, mark("Style"), choices=(ANY, "3d", "flat", "line"), choice_labels=labels)


def style(prompt: str, wanted: str, styles: tuple[str, ...]) -> str:
    """The style to draw in: as chosen, else as the words say, else ``ANY``; ``ANY`` too where the model has no such."""
    said = wanted if wanted != ANY else drawing.read(prompt).style
    return said if said and said in styles else ANY


@dataclass(frozen=True)
class Start:
    """What the words and the seed settle: ``style`` one of the model's or ``ANY``; ``variety`` 0.3 … 1.2."""

    prompt: str
    seed: int
    style: str
    variety: float

    def known(self, generator: Generator) -> np.ndarray:
        """The numbers of the learned pictures of this style."""
        kinds = generator.book.kinds.numpy()
        if self.style == ANY:
            return np.arange(len(kinds))
        return np.flatnonzero(kinds == generator.config.styles.index(self.style))


def words(conditions: Conditions) -> str:
    """What was written, or the chosen text. Raises MediaError."""
    source = conditions.first(Kind.TEXT)
    said = conditions.ask.prompt or (source.media.text if source and isinstance(source.media, Text) else "")
    if not said.strip():
        raise MediaError(
            tr("There are no words to begin from"), do=tr("Write anything: other words make other pictures")
        )
    return said


def invented(generator: Generator, start: Start, count: int) -> tuple[np.ndarray, np.ndarray]:
    """``count`` new codes (count, code) and their style numbers (count,), the styles in turn where any will do."""
    random = rng(start.seed, "gan", start.prompt)
    book = generator.book
    codes, near, kinds = book.codes.numpy(), book.near.numpy(), book.kinds.numpy()
    known = start.known(generator)
    chosen = random.choice(known, count, replace=count > len(known))
    neighbour = near[chosen, random.integers(0, near.shape[1], count)]
    share = _SHARE * start.variety * random.random((count, 1))
    noise = _SHAKE * start.variety * random.standard_normal((count, codes.shape[1]))
    mixed = codes[chosen] * (1.0 - share) + codes[neighbour] * share + noise
    return mixed.astype(np.float32), kinds[chosen]


def loop(generator: Generator, start: Start, keys: int, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """A closed, smooth path: codes (frames, code) through ``keys`` pictures that are alike, and their style numbers.

    The last code leads on to the first (a closed Catmull–Rom spline). More variety lets it wander further. It slows
    down where much changes.
    """
    random = rng(start.seed, "gan loop", start.prompt)
    book = generator.book
    codes, near, kinds = book.codes.numpy(), book.near.numpy(), book.kinds.numpy()
    first = int(random.choice(start.known(generator)))
    around = {first}
    for _ in range(1 if start.variety < _FAR else 2):
        around |= set(near[list(around)].ravel().tolist())
    others = random.permutation(sorted(around - {first}))[: keys - 1].tolist()
    tour = _tour(codes, [first, *others])
    points = codes[tour] + _SHAKE * start.variety * random.standard_normal((len(tour), codes.shape[1]))
    rough = _spline(points, np.arange(_PLACES * len(points)) / _PLACES)
    at = _even(_drawn(generator, rough, int(kinds[first])), frames) * len(points)
    return _spline(points, at).astype(np.float32), np.full(frames, kinds[first])


def _drawn(generator: Generator, codes: np.ndarray, kind: int) -> np.ndarray:
    """Flat maps (n, d) of codes (n, code) of one style."""
    import torch

    with torch.inference_mode():
        return generator(torch.from_numpy(codes.astype(np.float32)), torch.full((len(codes),), kind)).flatten(1).numpy()


def _even(maps: np.ndarray, count: int) -> np.ndarray:
    """``count`` places 0–1 on a closed way through ``maps`` (n, d), half by their number, half by how much changes."""
    changes = np.linalg.norm(np.roll(maps, -1, axis=0) - maps, axis=1)
    speeds = 0.5 / len(maps) + 0.5 * changes / max(float(changes.sum()), 1e-9)
    passed = np.concatenate([[0.0], np.cumsum(speeds)])
    return np.interp(np.arange(count) / count, passed / passed[-1], np.arange(len(passed)) / len(maps))


def _tour(codes: np.ndarray, stops: list[int]) -> list[int]:
    """The stops, each followed by the nearest one left: short ways look smooth."""
    tour, left = stops[:1], stops[1:]
    while left:
        nearest = min(left, key=lambda one: float(np.square(codes[one] - codes[tour[-1]]).sum()))
        left.remove(nearest)
        tour.append(nearest)
    return tour


def _spline(points: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A closed uniform Catmull–Rom spline (Catmull & Rom 1974) through ``points`` (k, d), at places 0 … k: (n, d)."""
    index, t = at.astype(int), (at % 1.0)[:, None]
    a, b, c, d = (points[(index + offset) % len(points)] for offset in (-1, 0, 1, 2))
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
