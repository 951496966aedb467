"""Augmentations against their formulas, for gradients, and for chance that comes from the generator alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from crossmedia_studio.train import augment

STEPS = (augment.brightness, augment.saturation, augment.contrast, augment.translation, augment.cutout, augment.flip,
         augment.colour_jitter)  # fmt: skip


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def batch(channels: int, n: int = 4, height: int = 12, width: int = 10, seed: int = 1) -> Tensor:
    """Random pictures; RGBA is premultiplied."""
    values = torch.rand((n, channels, height, width), generator=chance(seed))
    if channels == 4:
        values[:, :3] *= values[:, 3:]
    return values * 2.0 - 1.0


def test_brightness_is_that_of_the_paper() -> None:
    x = batch(3)
    r = torch.rand((4, 1, 1, 1), generator=chance(7))
    torch.testing.assert_close(augment.brightness(x, chance(7)), x + (r - 0.5))


def test_saturation_is_that_of_the_paper() -> None:
    x = batch(3)
    r = torch.rand((4, 1, 1, 1), generator=chance(7))
    mean = x.mean(dim=1, keepdim=True)
    torch.testing.assert_close(augment.saturation(x, chance(7)), (x - mean) * (r * 2) + mean)


def test_contrast_is_that_of_the_paper() -> None:
    x = batch(3)
    r = torch.rand((4, 1, 1, 1), generator=chance(7))
    mean = x.mean(dim=[1, 2, 3], keepdim=True)
    torch.testing.assert_close(augment.contrast(x, chance(7)), (x - mean) * (r + 0.5) + mean)


@pytest.mark.parametrize(("channels", "nothing"), [(3, 0.0), (4, -1.0), (8, 0.0)])
def test_translation_moves_by_whole_pixels(channels: int, nothing: float) -> None:
    x = batch(channels, height=16, width=16)
    moved = augment.translation(x, chance(3))
    random = chance(3)
    down, across = (torch.randint(-2, 3, (4, 1, 1), generator=random).flatten().tolist() for _ in range(2))
    for one, before, y, x_ in zip(moved, x, down, across, strict=True):
        wanted = torch.full_like(before, nothing)
        rows = range(max(-y, 0), min(16 - y, 16))
        for row in rows:
            for column in range(max(-x_, 0), min(16 - x_, 16)):
                wanted[:, row, column] = before[:, row + y, column + x_]
        torch.testing.assert_close(one, wanted)


@pytest.mark.parametrize(("channels", "nothing"), [(3, 0.0), (4, -1.0), (8, 0.0)])
def test_cutout_takes_a_rectangle(channels: int, nothing: float) -> None:
    x = batch(channels, n=50, height=16, width=12)
    cut = augment.cutout(x, chance(3))
    gone = (cut == nothing).all(dim=1) & (x != nothing).any(dim=1)
    assert torch.equal(torch.where(gone[:, None], nothing, x), cut)
    rows, columns = gone.any(dim=2).sum(dim=1), gone.any(dim=1).sum(dim=1)
    assert torch.equal(gone.sum(dim=(1, 2)), rows * columns)
    assert int(rows.max()) == 8 and int(columns.max()) == 6 and int(rows.min()) >= 4


@pytest.mark.parametrize("channels", [3, 4, 6])
def test_gradients_flow_through_the_whole_policy(channels: int) -> None:
    x = batch(channels, n=2, height=5, width=4).double().requires_grad_()
    assert torch.autograd.gradcheck(lambda t: augment.diff_augment(t, augment.POLICY, chance(5)), (x,))
    gradient = torch.autograd.grad(augment.diff_augment(x, augment.POLICY, chance(5)).sum(), x)[0]
    assert torch.isfinite(gradient).all() and gradient.abs().sum() > 0


def test_policies() -> None:
    x = batch(4)
    assert torch.equal(augment.diff_augment(x, "", chance()), x)
    both = augment.translation(augment.cutout(x, random := chance(2)), random)
    assert torch.equal(augment.diff_augment(x, "cutout, translation", chance(2)), both)
    with pytest.raises(ValueError, match="blur"):
        augment.diff_augment(x, "color,blur", chance())
    latents = batch(16)
    assert torch.equal(augment.diff_augment(latents, "color", chance()), latents)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@pytest.mark.parametrize("channels", [3, 4, 8])
def test_the_seed_decides_and_inputs_stay(step: Callable[[Tensor, torch.Generator], Tensor], channels: int) -> None:
    x = batch(channels)
    before, state = x.clone(), torch.get_rng_state()
    first, again = step(x, chance(9)), step(x, chance(9))
    assert torch.equal(first, again) and first.shape == x.shape and first.dtype == x.dtype
    assert torch.equal(x, before) and torch.equal(torch.get_rng_state(), state)
    if channels < 8 or step in (augment.translation, augment.cutout, augment.flip):
        assert any(not torch.equal(step(x, chance(seed)), first) for seed in range(20))


@given(st.integers(0, 1000))
@settings(max_examples=25)
def test_colour_of_cut_outs_stays_under_their_opacity(seed: int) -> None:
    x = batch(4, seed=seed)
    x[:, :, :4] = -1.0  # nothing there
    for step in (augment.brightness, augment.saturation, augment.contrast, augment.colour_jitter):
        changed = step(x, chance(seed))
        assert torch.equal(changed[:, 3], x[:, 3])
        torch.testing.assert_close(changed[:, :, :4], x[:, :, :4], atol=1e-6, rtol=0)
    jittered = augment.colour_jitter(x, chance(seed), hue=0.5)
    assert bool((jittered[:, :3] <= jittered[:, 3:] + 1e-5).all()) and float(jittered.min()) >= -1.0 - 1e-6


def test_a_hue_turned_by_a_third_swaps_the_primaries() -> None:
    red = torch.tensor([1.0, -1.0, -1.0]).view(1, 3, 1, 1).repeat(200, 1, 1, 1)
    turned = augment.colour_jitter(red, chance(1), light=0.0, strength=0.0, vividness=0.0, hue=0.5)
    angles = (torch.rand((800,), generator=chance(1))[600:] - 0.5) * 2 * torch.pi
    third = int((angles - 2 * torch.pi / 3).abs().argmin())
    torch.testing.assert_close(turned[third].flatten(), torch.tensor([-1.0, 1.0, -1.0]), atol=0.08, rtol=0)


def test_flips_are_whole_and_half() -> None:
    x = batch(4, n=300)
    flipped = augment.flip(x, chance(4))
    mirrored = torch.tensor([torch.equal(a, b.flip(2)) for a, b in zip(flipped, x, strict=True)])
    same = torch.tensor([torch.equal(a, b) for a, b in zip(flipped, x, strict=True)])
    assert bool((mirrored ^ same).all()) and 110 < int(mirrored.sum()) < 190
    assert torch.equal(augment.flip(x, chance(), share=0.0), x)


def test_zoom_crop_keeps_what_it_shows() -> None:
    ramp = torch.linspace(-1, 1, 32).view(1, 1, 1, 32).expand(40, 4, 24, 32)
    crop = augment.zoom_crop(ramp, 16, chance(2), least=0.5)
    assert crop.shape == (40, 4, 16, 16) and float(crop.abs().max()) <= 1.0
    steps = crop[:, 0, 0, 1:] - crop[:, 0, 0, :-1]
    assert bool((steps > 0).all())
    whole = batch(4, height=16, width=16)
    torch.testing.assert_close(augment.zoom_crop(whole, 16, chance(), least=1.0), whole, atol=1e-5, rtol=0)
