"""The packed multilingual text vectors: a tiny file made here must do what BERT does with the same weights."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio.nets.packed_e5 import PackedE5

WIDTH, LAYERS, HEADS, INNER = 64, 2, 4, 96
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁query", "▁passage", ":", "▁fox", "▁moon", "狐", "狸", "x"]


def _pack(values: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Q4_0 blocks of a matrix, and the values they stand for."""
    blocks = values.reshape(-1, 32)
    scale = (np.abs(blocks).max(1) / 7).astype(np.float16)
    whole = np.clip(np.round(blocks / scale[:, None].astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    packed = b"".join(s.tobytes() + (row[:16] | row[16:] << 4).tobytes() for s, row in zip(scale, whole, strict=True))
    return packed, ((whole.astype(np.float32) - 8) * scale[:, None].astype(np.float32)).reshape(values.shape)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, np.ndarray]]:
    """The file and the weights in it."""
    chance = np.random.default_rng(7)
    weights: dict[str, np.ndarray] = {}
    packed: dict[str, bytes] = {}

    def matrix(name: str, rows: int, columns: int) -> None:
        packed[name], weights[name] = _pack(chance.normal(0, 0.2, (rows, columns)).astype(np.float32))

    def plain(name: str, *shape: int, around: float = 0.0) -> None:
        weights[name] = chance.normal(around, 0.1, shape).astype(np.float32)

    matrix("emb.word", len(PIECES) + 1, WIDTH)
    plain("emb.pos", 32, WIDTH)
    plain("emb.type", 2, WIDTH)
    for norm in ("emb.ln", *(f"l{i}.{one}" for i in range(LAYERS) for one in ("aln", "oln"))):
        plain(f"{norm}.w", WIDTH, around=1.0)
        plain(f"{norm}.b", WIDTH)
    for i in range(LAYERS):
        for name, out, into in (("q", WIDTH, WIDTH), ("k", WIDTH, WIDTH), ("v", WIDTH, WIDTH), ("ao", WIDTH, WIDTH),
                                ("fi", INNER, WIDTH), ("fo", WIDTH, INNER)):  # fmt: skip
            matrix(f"l{i}.{name}.w", out, into)
            plain(f"l{i}.{name}.b", out)

    blob = "".join(PIECES).encode()
    starts = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, -4, -2, -2, -1, -2, -2, -3, -3, -3], "<f4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES) + 1, 32, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + starts.tobytes() + scores.tobytes() + blob
    forms = struct.pack("<IBI", ord("Ⅹ"), 1, ord("x")) + struct.pack("<IB", 0xAD, 0)
    head += struct.pack("<iI", 2, len(forms)) + forms + struct.pack("<i", len(weights))
    directory_size = sum(2 + len(name) + 5 + 16 for name in weights)
    place, directory, body = len(head) + directory_size, b"", b""
    for name, values in weights.items():
        data = packed.get(name, values.astype("<f4").tobytes())
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BI", name in packed, values.size)
        directory += struct.pack("<QQ", place + len(body), len(data))
        body += data
    path = tmp_path_factory.mktemp("e5") / "tiny.bin"
    path.write_bytes(head + directory + body)
    return path, weights


def _bert(weights: dict[str, np.ndarray]) -> torch.nn.Module:
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(PIECES) + 1, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        intermediate_size=INNER, max_position_embeddings=32, layer_norm_eps=1e-12,
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False).eval()
    ours = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
            "ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense",
            "fo": "output.dense", "oln": "output.LayerNorm"}  # fmt: skip
    state = {
        "embeddings.word_embeddings.weight": weights["emb.word"],
        "embeddings.position_embeddings.weight": weights["emb.pos"],
        "embeddings.token_type_embeddings.weight": weights["emb.type"],
        "embeddings.LayerNorm.weight": weights["emb.ln.w"],
        "embeddings.LayerNorm.bias": weights["emb.ln.b"],
    }
    for i in range(LAYERS):
        for short, long in ours.items():
            for end, name in (("w", "weight"), ("b", "bias")):
                state[f"encoder.layer.{i}.{long}.{name}"] = weights[f"l{i}.{short}.{end}"]
    missing = bert.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()}, strict=False)
    assert not missing.unexpected_keys
    return bert


def test_it_does_what_bert_does(tiny: tuple[Path, dict[str, np.ndarray]]) -> None:
    path, weights = tiny
    ours = PackedE5(path).vectors(["fox moon", "狐狸"], query=True)
    bert = _bert(weights)
    for text, mine in zip(([0, 5, 7, 8, 9, 2], [0, 5, 7, 4, 10, 11, 2]), ours, strict=True):
        ids = torch.tensor([text])
        with torch.inference_mode():
            mean = bert(ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].mean(0)
        np.testing.assert_allclose(mine, torch.nn.functional.normalize(mean, dim=0).numpy(), atol=2e-5)


def test_vectors_are_unit_and_know_their_side(tiny: tuple[Path, dict[str, np.ndarray]]) -> None:
    network = PackedE5(tiny[0])
    query, passage = (network.vectors(["moon"] * 20, query=side) for side in (True, False))
    assert query.shape == (20, WIDTH) and query.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(query, axis=1), 1, atol=1e-5)
    assert not np.allclose(query[0], passage[0], atol=1e-3)
    assert network.vectors([], query=True).shape == (0, WIDTH)


def test_characters_take_their_normal_form(tiny: tuple[Path, dict[str, np.ndarray]]) -> None:
    network = PackedE5(tiny[0])
    a, b = network.vectors(["fox  Ⅹ\xad", "fox x"], query=True)
    np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.parametrize("cut", [0, 3, 20, 60, 300, 2000])
def test_a_damaged_file_is_a_value_error(tiny: tuple[Path, dict[str, np.ndarray]], tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.bin").write_bytes(tiny[0].read_bytes()[:cut])
    with pytest.raises(ValueError):
        PackedE5(tmp_path / "cut.bin")
