"""The recipe ``vae``: its losses against formulas, one batch learned by heart, ten pictures from the command line."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio import cli, cli_run
from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.nets.picture_vae import kl_divergence, laplacian_loss
from crossmedia_studio.represent.latents import read_vae
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.pictures import square, squares, straight
from crossmedia_studio.train.recipes.vae import Vae, VaeLesson, VaeOptions

Call = Callable[..., tuple[int, str, str]]
TINY = VaeOptions(size=64, crop=32, batch=4, width=8, latent=8, depth=1, rate=3e-3)


def drawing(seed: int, size: int = 48) -> np.ndarray:
    """A disc of one colour on nothing: uint8 straight RGBA."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[:size, :size]
    middle, radius = chance.uniform(0.35, 0.65, 2) * size, chance.uniform(0.2, 0.35) * size
    inside = np.hypot(y - middle[0], x - middle[1]) < radius
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[inside] = (*chance.integers(40, 255, 3), 255)
    return pixels


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    """A folder of ten pictures, and one file that is none."""
    folder = tmp_path / "ten"
    folder.mkdir()
    for number in range(10):
        image.write(Image(drawing(number)), folder / f"disc {number}.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    return folder


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_home: Path) -> Iterator[Call]:
    """One command in this process, with an engine and models of its own: (exit code, stdout, stderr)."""
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(own_home / "models"))
    cli_run.engine.cache_clear()

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crossmedia-studio", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.run()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    yield run
    cli_run.engine.cache_clear()


def lesson(count: int = 6, options: VaeOptions = TINY) -> VaeLesson:
    pictures = np.stack([square(Image(drawing(seed)), options.size) for seed in range(count)])
    torch.manual_seed(0)
    return VaeLesson(pictures, count, options, "cpu")


def test_the_divergence_is_that_of_two_gaussians() -> None:
    mean, log_variance = torch.tensor([[0.0, 2.0]]), torch.tensor([[0.0, math.log(0.25)]])
    one, other = torch.distributions.Normal(mean, (0.5 * log_variance).exp()), torch.distributions.Normal(0.0, 1.0)
    expected = torch.distributions.kl_divergence(one, other).mean()
    assert float(kl_divergence(mean, log_variance)) == pytest.approx(float(expected))
    assert float(kl_divergence(torch.zeros(3), torch.zeros(3))) == 0.0


def test_the_picture_loss_counts_every_level_of_the_pyramid() -> None:
    real = torch.rand(2, 4, 16, 16)
    assert float(laplacian_loss(real, real)) == 0.0
    assert float(laplacian_loss(real + 0.25, real)) == pytest.approx(0.25, abs=1e-5), "an even shift: the last level"
    stripes = torch.zeros(1, 1, 16, 16)
    stripes[..., ::2] = 0.1
    stripes[..., 1::2] = -0.1
    assert float(laplacian_loss(stripes, 0 * stripes)) == pytest.approx(0.1, abs=1e-6), "fine stripes: the first level"


def test_the_loss_is_error_and_a_little_divergence() -> None:
    taught = lesson()
    batch = taught.batch(torch.Generator().manual_seed(0))
    with torch.no_grad():
        loss, figures = taught.phases[0].loss(batch, torch.Generator().manual_seed(1))
    noise = torch.randn(4, 8, 2, 2, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        made, mean, log_variance = taught.networks["vae"](batch, noise)
    expected = laplacian_loss(made, batch) + 1e-4 * kl_divergence(mean, log_variance)
    assert float(loss) == pytest.approx(float(expected), rel=1e-6)
    assert float(figures["kl"]) == pytest.approx(float(kl_divergence(mean, log_variance)), rel=1e-6)


def test_a_batch_is_crops_by_the_generator_alone() -> None:
    taught = lesson()
    batches = [taught.batch(torch.Generator().manual_seed(seed)) for seed in (3, 3, 4)]
    assert batches[0].shape == (4, 4, 32, 32)
    assert torch.equal(batches[0], batches[1]) and not torch.equal(batches[0], batches[2])
    colour, opacity = (batches[0][:, :3] + 1) / 2, (batches[0][:, 3:] + 1) / 2
    assert bool((colour <= opacity + 1e-5).all()), "premultiplied colour is never brighter than it is opaque"
    many = torch.cat([taught.batch(torch.Generator().manual_seed(seed)) for seed in range(30)])
    opaque = (many[:, 3] > 0.999).flatten(1).all(dim=1).float().mean()
    assert 0.25 < float(opaque) < 0.6, "about two in five lie on a ground"


def test_one_batch_is_learned_by_heart() -> None:
    taught = lesson(4, replace(TINY, batch=1, width=16))
    batch = taught.batch(torch.Generator().manual_seed(0))
    optimiser = torch.optim.AdamW(taught.networks["vae"].parameters(), lr=4e-3, betas=(0.9, 0.99))
    losses = []
    for number in range(50):
        loss, _ = taught.phases[0].loss(batch, torch.Generator().manual_seed(number))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(taught.networks["vae"].parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.25 * losses[0], (losses[0], losses[-1])


def test_a_critic_is_another_player(models: Models) -> None:
    taught = lesson(options=replace(TINY, crisp=0.1))
    assert [phase.network for phase in taught.phases] == ["vae", "critic"]
    batch, chance = taught.batch(torch.Generator().manual_seed(0)), torch.Generator().manual_seed(1)
    loss, figures = taught.phases[0].loss(batch, chance)
    loss.backward()
    assert {"kl", "missed"} == set(figures)
    assert all(p.grad is not None for p in taught.networks["vae"].parameters())
    taught.networks["vae"].zero_grad()
    taught.networks["critic"].zero_grad()
    optimiser = torch.optim.Adam(taught.networks["critic"].parameters(), lr=3e-3)
    apart = []
    for _ in range(30):
        loss, figures = taught.phases[1].loss(batch, chance)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        apart.append(float(figures["real"] - figures["again"]))
    assert apart[-1] > apart[0] + 0.2, "it learns to tell an untrained drawing from the real one"
    assert all(p.grad is None for p in taught.networks["vae"].parameters())


def test_from_the_studios_own_the_latents_stay() -> None:
    taught = lesson(options=replace(TINY, begin="studio"))
    batch = taught.batch(torch.Generator().manual_seed(0))
    net = taught.networks["vae"]
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    optimiser = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=1e-3)
    taught.phases[0].loss(batch, torch.Generator().manual_seed(1))[0].backward()
    optimiser.step()
    for name, tensor in net.state_dict().items():
        assert torch.equal(tensor, before[name]) == name.startswith("encoder."), name


def test_cut_outs_are_centred_and_photographs_cut_to_their_middle() -> None:
    wide = np.zeros((30, 90, 4), np.uint8)
    wide[10:20, 60:90] = (200, 100, 50, 128)
    page = square(Image(wide), 64)
    rows, columns = (np.flatnonzero((page[..., 3] > 8).any(axis=axis)) for axis in (1, 0))
    assert abs(rows[0] + rows[-1] - 63) <= 2 and abs(columns[0] + columns[-1] - 63) <= 2
    assert 56 <= columns[-1] - columns[0] + 1 <= 60
    assert page[32, 32, 3] == pytest.approx(128, abs=2)
    assert tuple(page[32, 32, :3]) == pytest.approx((100, 50, 25), abs=2), "premultiplied"
    assert tuple(straight(page[32, 32] / 255.0)[:3]) == pytest.approx((200, 100, 50), abs=4)
    photograph = np.full((40, 80, 4), 255, np.uint8)
    photograph[:, :12, :3] = 0
    assert bool((square(Image(photograph), 32) == 255).all())
    assert not square(Image(np.zeros((9, 9, 4), np.uint8)), 32).any(), "nothing drawn: an empty page"


def test_pictures_are_kept_between_runs(ten: Path, tmp_path: Path) -> None:
    items = read(ten).split("train")
    first = squares(items, 32, tmp_path, no_step)
    assert first.shape == (10, 32, 32, 4)
    for item in items:
        item.path.unlink()
    assert np.array_equal(squares(items, 32, tmp_path, no_step), first)
    with pytest.raises(TrainingError, match="was not found"):
        squares(items, 48, tmp_path, no_step)
    assert len(list(tmp_path.glob("*.npy"))) == 1


@pytest.mark.parametrize(
    ("options", "count", "words"),
    [
        (VaeOptions(size=64, crop=40), 5, "does not fit"),
        (VaeOptions(size=64, crop=128), 5, "does not fit"),
        (TINY, 1, "too few pictures"),
    ],
)
def test_what_cannot_be_learned_is_said(
    ten: Path, tmp_path: Path, models: Models, options: VaeOptions, count: int, words: str
) -> None:
    paths = sorted(ten.glob("disc*"))[:count]
    items = tuple(Item(str(number) * 64, path) for number, path in enumerate(paths))
    with pytest.raises(TrainingError, match=words) as error:
        Vae().lesson(Dataset("few", Kind.IMAGE, items), options, models, tmp_path, "cpu", no_step)
    assert error.value.do


def test_ten_pictures_through_the_command_line(ten: Path, call: Call, own_home: Path) -> None:
    tiny = ["size=64", "crop=32", "batch=4", "width=8", "latent=8", "depth=1", "steps=12", "check=6"]

    sets = [word for pair in tiny for word in ("--set", pair)]
    code, out, err = call("train", "vae", "--data", ten, "-o", "discs", *sets, "--minutes", 0, "--seed", 3, "--json")
    assert code == 0, err
    result = json.loads(out)
    assert result["steps"] == 12 and result["figures"]["held out"] == 0 and result["figures"]["psnr"] > 0
    folder = own_home / "models" / "discs"
    assert read_vae(folder).config.latent == 8
    card = (folder / "card.md").read_text("utf-8")
    assert "broken.png" in card and "| seed | 3 |" in card
    assert image.size(folder / "sheet.png")[0] > 128
    code, out, err = call("train", "vae", "--data", ten, "-o", "discs", "--set", "steps=14")
    assert code == 0 and "All 14 steps are done" in out and str(folder) in out, err
    code, out, _ = call("models", "list", "--json")
    card = next(one for one in json.loads(out) if one["name"] == "discs")
    assert card["installed"] and card["family"] == "vae"


def test_recipes_are_listed_and_mistakes_said(ten: Path, call: Call, own_home: Path, tmp_path: Path) -> None:
    code, out, _ = call("train", "--list", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert code == 0 and rows["vae"]["options"]["crop"] == 64 and rows["vae"]["options"]["minutes"] == 60.0
    code, out, _ = call("train", "--list")
    assert code == 0 and "vae" in out and "patience" in out
    assert call("train", "vae", "--data", ten)[0] == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    for args, words in (
        (("nothing", "--data", ten, "-o", "a"), "no recipe called nothing"),
        (("vae", "--data", empty, "-o", "a"), "empty"),
        (("vae", "--data", tmp_path / "gone", "-o", "a"), "was not found"),
        (("vae", "--data", ten, "-o", "a", "--set", "colour=1"), "no option called colour"),
        (("vae", "--data", ten, "-o", "a", "--set", "steps=many"), "no value for steps"),
        (("vae", "--data", ten, "-o", "kokoro"), "another model"),
    ):
        code, _, err = call("train", *args)
        assert code == 1 and words in err and len(err.strip().splitlines()) == 1, err
    assert not (own_home / "models").exists() and not list((own_home / "runs").glob("*"))
