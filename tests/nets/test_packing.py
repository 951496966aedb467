"""Packed weights come back nearly as they were, and a damaged file is no network."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.nets import packing


@given(st.integers(1, 40), st.integers(0, 2**31 - 1), st.floats(1e-3, 1e3))
def test_eight_bits_are_right_to_half_a_step_of_each_row(rows: int, seed: int, size: float) -> None:
    weights = torch.randn(rows, 130, generator=torch.Generator().manual_seed(seed)) * size
    stored = packing.packed({"w": weights}, eight_bits=True)
    back = packing.unpacked(stored)["w"]
    step = weights.abs().amax(dim=1, keepdim=True) / 127
    assert ((back - weights).abs() <= 0.5 * step + 0.002 * weights.abs() + 1e-6).all()
    assert (stored["w"].dtype is torch.int8) == (weights.numel() >= 4096)


def test_a_file_holds_what_was_packed(tmp_path: Path) -> None:
    state = {"w": torch.randn(64, 64, 1, 1), "b": torch.randn(7)}
    (tmp_path / "w.safetensors").write_bytes(packing.to_bytes(state, eight_bits=True))
    back = packing.read(tmp_path / "w.safetensors")
    assert back["w"].shape == (64, 64, 1, 1)
    assert back["b"].dtype is torch.float32
    assert torch.allclose(back["b"], state["b"], atol=2e-3)


def test_eight_bits_without_their_scale_are_refused() -> None:
    stored = packing.packed({"w": torch.randn(64, 128)}, eight_bits=True)
    with pytest.raises(ValueError, match="scale"):
        packing.unpacked({"w": stored["w"]})
