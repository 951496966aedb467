"""PSNR and MS-SSIM: their formulas, their symmetry, what they must rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.media.fidelity import ms_ssim, psnr


def picture(height: int = 200, width: int = 210, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width] / 40.0
    waves = np.stack([np.sin(rows * (i + 1) + columns) for i in range(3)], axis=-1)
    return np.clip(127 + 80 * waves + random.normal(0, 12, (height, width, 3)), 0, 255).astype(np.uint8)


def noisy(values: np.ndarray, deviation: float) -> np.ndarray:
    noise = np.random.default_rng(9).normal(0, deviation, values.shape)
    return np.clip(values + noise, 0, 255).astype(np.uint8)


def test_psnr_follows_its_definition() -> None:
    grey = np.full((40, 30, 3), 100, np.uint8)
    assert psnr(grey, grey) == 100.0
    assert psnr(grey, grey + 1) == pytest.approx(48.1308, abs=1e-3)
    assert psnr(grey, grey + 10) == pytest.approx(28.1308, abs=1e-3)


def test_ms_ssim_is_one_for_equal_pictures_and_falls_with_noise() -> None:
    whole = picture()
    assert ms_ssim(whole, whole) == pytest.approx(1.0, abs=1e-6)
    falling = [ms_ssim(whole, noisy(whole, deviation)) for deviation in (4, 12, 30, 80)]
    assert falling == sorted(falling, reverse=True)
    assert 0.0 <= falling[-1] < 0.85 < falling[0] < 1.0


def test_light_matters_less_than_structure() -> None:
    whole = picture()
    lighter = np.clip(whole.astype(int) + 8, 0, 255).astype(np.uint8)
    disturbed = noisy(whole, 8.0)
    assert psnr(whole, lighter) == pytest.approx(psnr(whole, disturbed), abs=1.0)
    assert ms_ssim(whole, lighter) > ms_ssim(whole, disturbed)


def test_ms_ssim_agrees_with_a_direct_computation_of_one_scale() -> None:
    """At 11 × 11 px there is one window: the index is the formula of Wang et al. 2004 on weighted moments."""
    one, other = picture(11, 11), picture(11, 11, seed=5)
    places = np.exp(-0.5 * ((np.arange(11) - 5) / 1.5) ** 2)
    weights = np.outer(places, places) / places.sum() ** 2
    expected = []
    for channel in range(3):
        x, y = one[..., channel].astype(float), other[..., channel].astype(float)
        mx, my = (weights * x).sum(), (weights * y).sum()
        vx, vy = (weights * (x - mx) ** 2).sum(), (weights * (y - my) ** 2).sum()
        covariance = (weights * (x - mx) * (y - my)).sum()
        c1, c2 = 6.5025, 58.5225
        expected.append((2 * mx * my + c1) * (2 * covariance + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2)))
    assert ms_ssim(one, other) == pytest.approx(np.mean(np.maximum(expected, 0)), abs=1e-4)


def test_bands_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = picture(), noisy(picture(), 10)
    expected = psnr(one, other), ms_ssim(one, other)
    monkeypatch.setattr("crossmedia_studio.media.fidelity._ROWS", 37)
    assert (psnr(one, other), ms_ssim(one, other)) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(1, 40), st.integers(1, 40))
def test_any_size_and_either_order(height: int, width: int) -> None:
    one, other = picture(height, width), picture(height, width, seed=1)
    assert 0.0 <= ms_ssim(one, other) <= 1.0
    assert ms_ssim(one, other) == pytest.approx(ms_ssim(other, one), abs=1e-6)
    assert psnr(one, other) == psnr(other, one)


def test_pictures_of_two_sizes_are_a_mistake() -> None:
    with pytest.raises(ValueError):
        psnr(picture(20, 20), picture(20, 21))
