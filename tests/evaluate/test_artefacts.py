"""Each flaw is measured where it was put, and not where it was not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossmedia_studio.evaluate import artefacts
from tests.evaluate.pictures import drawing


def opaque(rgb: np.ndarray) -> np.ndarray:
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255)], axis=2).clip(0, 255).astype(np.uint8)


def noise(seed: int, side: int = 128) -> np.ndarray:
    return opaque(np.random.default_rng(seed).normal(128, 20, (side, side, 3)))


def table(*pictures: np.ndarray) -> np.ndarray:
    return np.stack([artefacts.looks(one) for one in pictures])


def test_blur_lowers_sharpness() -> None:
    sharp = drawing("stripes", 1, 256)
    soft = sharp.astype(np.uint16)
    for _ in range(4):
        soft = (soft + np.roll(soft, 1, 0) + np.roll(soft, 1, 1) + np.roll(soft, -1, 0)) // 4
    soft = soft.astype(np.uint8)
    assert artefacts.sharpness(soft) < 0.5 * artefacts.sharpness(sharp)
    assert artefacts.sharpness(opaque(np.full((32, 32, 3), 90))) == pytest.approx(0, abs=1e-12)


def test_sharpness_is_the_variance_of_the_laplacian() -> None:
    """A single white pixel on black, 256 wide so that nothing is resized: −4 there and 1 at its four neighbours."""
    rgb = np.zeros((256, 256, 3))
    rgb[100, 100] = 255
    values = np.zeros(254 * 254)
    values[:5] = (-4, 1, 1, 1, 1)
    assert artefacts.sharpness(opaque(rgb)) == pytest.approx(values.var())


@pytest.mark.parametrize("period", artefacts.PERIODS)
def test_a_grid_of_patches_shows_as_seams(period: int) -> None:
    side = max(256, 8 * period)
    smooth = [noise(seed, side) for seed in range(3)]
    chance = np.random.default_rng(1)
    patched = []
    for one in smooth:
        shift = chance.normal(0, 25, (side // period, side // period, 1)).repeat(period, 0).repeat(period, 1)
        patched.append(opaque(one[..., :3] + shift))
    assert artefacts.seams(table(*smooth)) < 0.05
    assert artefacts.seams(table(*patched)) > 0.25


def test_an_outline_on_the_grid_is_no_seam() -> None:
    rgb = np.random.default_rng(2).normal(128, 4, (256, 256, 3))
    rgb[64:192, 64:192] += 90
    assert artefacts.seams(table(opaque(rgb))) < 0.1


def test_seams_ignore_pictures_too_small_for_a_grid() -> None:
    assert math.isnan(artefacts.seams(table(noise(1, 4))))
    assert math.isnan(artefacts.seams(np.zeros((0, len(artefacts.COLUMNS)))))


def test_missing_tones_are_banding() -> None:
    ramp = np.repeat(np.linspace(60, 120, 128)[None, :, None], 128, axis=0).repeat(3, axis=2)
    assert artefacts.banding(opaque(ramp.round())) == pytest.approx(0)
    assert artefacts.banding(opaque((ramp / 4).round() * 4)) == pytest.approx(0.75, abs=0.08)
    assert math.isnan(artefacts.banding(opaque(np.full((64, 64, 3), 80)))), "nothing to judge in a flat colour"


def test_clipping_counts_what_is_seen() -> None:
    rgb = np.full((10, 10, 3), 100)
    rgb[:5, :, 0] = 255
    picture = opaque(rgb)
    assert artefacts.clipped(picture) == 0.5
    picture[:5, :, 3] = 0
    assert artefacts.clipped(picture) == 0
    picture[..., 3] = 0
    assert math.isnan(artefacts.clipped(picture))


def test_a_halo_is_a_fringe_and_a_clean_cut_is_not() -> None:
    clean = drawing("disc", 3)
    halo = np.array(clean)
    halo[(clean[..., 3] > 0) & (clean[..., 3] < 250), :3] = 255
    assert artefacts.fringe(clean) < 0.01 < 0.15 < artefacts.fringe(halo)
    assert math.isnan(artefacts.fringe(noise(1))), "nothing is cut out"


@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(4))))
def test_any_picture_has_looks_that_are_numbers_or_do_not_apply(pixels: np.ndarray) -> None:
    found = artefacts.looks(pixels)
    assert found.shape == (len(artefacts.COLUMNS),) and found.dtype == np.float32
    known = found[np.isfinite(found)]
    assert not np.isinf(found).any() and (known >= 0).all()
