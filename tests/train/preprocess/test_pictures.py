"""Pictures made ready."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays

from crossmedia_studio.train.preprocess import pictures as preprocess
from tests.train.datasets.pictures import cut_out, picture


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (30, 90), (200, 50), (20, 20)])
def test_a_drawing_is_fitted_whole_and_centred(height: int, width: int) -> None:
    page = np.zeros((300, 260, 4), np.uint8)
    page[40 : 40 + height, 30 : 30 + width] = (250, 120, 10, 255)
    fitted = preprocess.fit_square(page, 128)
    assert fitted is not None and fitted.shape == (128, 128, 4)
    rows, columns = np.flatnonzero((fitted[..., 3] > 0.5).any(1)), np.flatnonzero((fitted[..., 3] > 0.5).any(0))
    tall, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    assert abs(max(tall, wide) - 0.9 * 128) <= 3 and abs(tall / wide - height / width) < 0.1 * height / width
    assert abs(rows[0] + rows[-1] - 127) <= 4 and abs(columns[0] + columns[-1] - 127) <= 4
    assert (fitted[..., :3] <= fitted[..., 3:] + 1e-6).all()
    assert np.allclose(preprocess.straight(fitted)[64, 64], (250, 120, 10, 255), atol=2)


def test_nothing_drawn_fits_nowhere() -> None:
    assert preprocess.fit_square(np.zeros((50, 50, 4), np.uint8), 32) is None
    faint = np.full((50, 50, 4), preprocess.CLEAR, np.uint8)
    assert preprocess.fit_square(faint, 32) is None


@given(arrays.arrays(np.uint8, (2, 5, 4, 4)))
@settings(max_examples=50)
def test_values_are_normalised_and_come_back(pixels: np.ndarray) -> None:
    batch = preprocess.normalised(pixels, premultiplied=False)
    assert batch.shape == (2, 4, 5, 4) and batch.min() >= -1 and batch.max() <= 1
    back = preprocess.pictures(batch).astype(int)
    solid = pixels[..., 3] > 0
    assert np.array_equal(back[..., 3], pixels[..., 3])
    assert np.abs(back - pixels)[solid].max(initial=0) <= 1
    assert not back[~solid].any()


def test_grounds_show_through_what_is_not_there() -> None:
    batch = preprocess.normalised(np.stack([cut_out(1), cut_out(2)]), premultiplied=False)
    grounds = preprocess.varied_grounds(2, 64, chance(3))
    assert grounds.shape == (2, 3, 64, 64) and grounds.min() >= -1 and grounds.max() <= 1
    laid = preprocess.over(batch, grounds)
    torch.testing.assert_close(laid[:, :, 0, 0], grounds[:, :, 0, 0])
    torch.testing.assert_close(laid[:, :, 32, 32], batch[:, :3, 32, 32])
    half = torch.tensor([0.0, 0.0, 0.0, 0.0]).view(1, 4, 1, 1)  # half as opaque, colour at its half
    torch.testing.assert_close(preprocess.over(half, torch.ones(3, 1, 1)), torch.ones(1, 3, 1, 1))
    assert torch.equal(preprocess.varied_grounds(3, 16, chance(5)), preprocess.varied_grounds(3, 16, chance(5)))


def test_crops_are_pieces() -> None:
    batch = preprocess.normalised(np.stack([picture(1), picture(2)]))
    middle = preprocess.centre_crop(batch, 20)
    assert torch.equal(middle, batch[:, :, 10:30, 14:34])
    pieces = preprocess.random_crop(batch, 20, chance(1))
    for piece, whole in zip(pieces, batch, strict=True):
        windows = whole.unfold(1, 20, 1).unfold(2, 20, 1)  # (4, 21, 29, 20, 20)
        assert bool((windows == piece[:, None, None]).all(dim=(0, 3, 4)).any())
    assert torch.equal(
        preprocess.random_crop(batch, 40, chance())[..., :40], preprocess.random_crop(batch, 40, chance())
    )
