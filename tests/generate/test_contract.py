"""What every backend promises: a card that can be shown, the right kind, the same for a seed, and to stop when told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backend import Backend
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Audio, Image, Media, Text, Video
from crossmedia_studio.models.importer import import_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood, Scene, Shot, Spoken, Tag
from tests.models import tiny_diffusion

WORDS = "A fox sits under the moon. The night is calm."


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """Half a second of two shots with a tone."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    tone = np.sin(np.arange(24_000) * 0.06).astype(np.float32)[:, None] * 0.3
    with video.Writer(path, 96, 64, Fraction(24), audio=Audio(np.repeat(tone, 2, axis=1), 48_000)) as writer:
        for index in range(12):
            frame = np.full((64, 96, 4), 255, np.uint8)
            frame[..., :3] = (200, 60, 30) if index < 6 else (20, 60, 180)
            frame[index : index + 20, 10:40, :3] = 240
            writer.write(frame)
    return video.probe(path)


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """Nothing but a tiny diffusion checkpoint, imported as an artist would."""
    folder = tmp_path_factory.mktemp("brought")
    import_file(tiny_diffusion.write(folder / "tiny"), folder / "models")
    return Models(folder / "models")


@pytest.fixture
def models(request: pytest.FixtureRequest, models: Models) -> Models:
    """The starter models; for the backend that draws with imported checkpoints, one of those."""
    backend = request.node.callspec.params["backend"]
    return request.getfixturevalue("brought") if backend.name == "diffusion" else models


def source(kind: Kind, film: Video) -> Source:
    """A tiny real medium of ``kind`` with a meaning as understanding would give it."""
    random = np.random.default_rng(5)
    scene = Scene(WORDS, ("fox", "moon"), "forest", Mood(0.2, -0.3))
    text = Meaning(Kind.TEXT, "en", summary=WORDS, subjects=("fox", "moon"), scenes=(scene,), tags=(Tag("fox", 1.0),))
    if kind is Kind.TEXT:
        return Source(Text(WORDS, "en"), text, "t" * 64, "words")
    if kind is Kind.IMAGE:
        pixels = random.integers(0, 255, (48, 64, 4), np.uint8)
        pixels[..., 3] = 255
        palette = (Colour((20, 30, 60), 0.5), Colour((200, 90, 40), 0.3), Colour((240, 230, 200), 0.2))
        return Source(Image(pixels), Meaning(Kind.IMAGE, caption="a fox", tags=(Tag("fox", 0.9),), palette=palette,
                                             width=64, height=48), "i" * 64, "fox")  # fmt: skip
    if kind is Kind.AUDIO:
        time = np.arange(48_000) / 48_000
        tone = (np.sin(2 * np.pi * 440 * time) * np.exp(-3 * (time % 0.5)) * 0.5).astype(np.float32)
        meaning = Meaning(
            Kind.AUDIO, "en", duration=1.0, tempo=120.0, beats=(0.0, 0.5), key="A minor", energy=(0.8, 0.5, 0.3) * 3,
            transcript=(Spoken(0.0, 0.9, "A fox."),), caption="a bell",
        )  # fmt: skip
        return Source(Audio(np.stack([tone, tone], axis=1), 48_000), meaning, "a" * 64, "bell")
    meaning = Meaning(
        Kind.VIDEO, "en", width=96, height=64, duration=0.5, shots=(Shot(0.0, 0.25, 0.1), Shot(0.25, 0.5, 0.4)),
        tags=(Tag("fox", 0.8),), caption="a fox", energy=(0.5,) * 5, transcript=(Spoken(0.0, 0.4, "A fox."),),
    )  # fmt: skip
    return Source(film, meaning, "v" * 64, "film")


def conditions(backend: Backend, kind: Kind, film: Video, seed: int = 3) -> Conditions:
    chosen = source(kind, film)
    prompt = WORDS if kind is Kind.TEXT else ""
    small = backend.target in (Kind.IMAGE, Kind.VIDEO)
    ask = Ask(
        backend.target,
        prompt,
        seed,
        96 if small else 0,
        64 if small else 0,
        0.0 if backend.target is Kind.IMAGE else 0.5,
        "en",
    )
    several = 2 if backend.name in ("blend", "morph", "sound_morph", "timbre") else 1  # these go between two
    return Conditions(ask, source(Kind.TEXT, film).meaning, () if kind is Kind.TEXT else (chosen,) * several)


CASES = [pytest.param(b, kind, id=f"{b.name}-{kind}") for b in BACKENDS for kind in sorted(b.sources)]
PICTURES = [
    pytest.param(b, kind, id=f"{b.name}-{kind}")
    for b in BACKENDS
    if b.target in (Kind.IMAGE, Kind.VIDEO)
    for kind in sorted(b.sources)
]


def same(first: Media, second: Media) -> bool:
    if isinstance(first, Image) and isinstance(second, Image):
        return np.array_equal(first.pixels, second.pixels)
    if isinstance(first, Audio) and isinstance(second, Audio):
        return np.allclose(first.samples, second.samples, atol=1e-6)
    if isinstance(first, Video) and isinstance(second, Video):
        pairs = zip(video.frames(first.path), video.frames(second.path), strict=True)
        return all(np.array_equal(a, b) for (_, a), (_, b) in pairs)
    return first == second


@pytest.mark.parametrize("backend", [pytest.param(b, id=b.name) for b in BACKENDS])
def test_it_has_a_card(backend: Backend) -> None:
    assert backend.name.islower() and backend.name.isidentifier()
    assert backend.title and backend.about.endswith(".")
    assert backend.sources and isinstance(backend.target, Kind)
    options: object = params.build(backend.Options)
    assert params.build(backend.Options, params.values(options)) == options
    for param in params.params(backend.Options):
        assert param.label
        assert not param.choices or param.default in param.choices
        assert len(param.choice_labels) in (0, len(param.choices))


@pytest.mark.parametrize(("backend", "kind"), PICTURES)
def test_the_same_seed_makes_the_same_again(
    backend: Backend, kind: Kind, film: Video, models: Models, tmp_path: Path
) -> None:
    made = []
    for _ in range(2):
        steps: list[float] = []

        def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
            steps.append(done / total)  # noqa: B023
            if preview is not None:
                assert isinstance(preview, np.ndarray) and preview.dtype == np.uint8 and preview.shape[2] == 4

        wanted = conditions(backend, kind, film)
        made.append(backend.generate(wanted, params.build(backend.Options), models, tmp_path, step))
        assert steps and min(steps) >= 0 and max(steps) <= 1 + 1e-6
    assert made[0].kind is backend.target
    assert same(made[0], made[1])
    if isinstance(made[0], Image):
        assert made[0].pixels.dtype == np.uint8 and made[0].pixels.shape[2] == 4 and made[0].pixels.flags.c_contiguous
        assert made[0].pixels[..., :3].std() > 4


@pytest.mark.parametrize(("backend", "kind"), CASES)
def test_it_stops_at_the_first_step_after_a_cancel(
    backend: Backend, kind: Kind, film: Video, models: Models, tmp_path: Path
) -> None:
    calls = 0

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        nonlocal calls
        calls += 1
        raise Cancelled

    with pytest.raises(Cancelled):
        backend.generate(conditions(backend, kind, film), params.build(backend.Options), models, tmp_path, step)
    assert calls == 1
    assert not list(tmp_path.iterdir()), "a cancelled film leaves nothing behind"


@pytest.mark.parametrize("backend", [pytest.param(b, id=b.name) for b in BACKENDS])
def test_nothing_to_start_from_is_said_in_one_sentence(backend: Backend, models: Models, tmp_path: Path) -> None:
    nothing = Conditions(Ask(backend.target), Meaning(Kind.TEXT))
    with pytest.raises(StudioError) as caught:
        backend.generate(nothing, params.build(backend.Options), models, tmp_path, no_step)
    assert caught.value.what
