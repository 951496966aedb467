"""The artist's own files: good ones are recognised by content, hostile ones are refused in one sentence."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.models import manifest
from crossmedia_studio.models.importer import import_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.weights import recognise


def safetensors(**shapes: tuple[int, ...]) -> bytes:
    """A file of float32 zeros."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    place = 0
    for name, shape in shapes.items():
        size = 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [place, place + size]}
        place += size
    packed = json.dumps(header).encode()
    return struct.pack("<Q", len(packed)) + packed + bytes(place)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def _refused(path: Path, folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        import_file(path, folder)
    assert caught.value.why or caught.value.do
    assert not folder.exists() or list(folder.iterdir()) == []
    return caught.value.sentence


def test_safetensors_come_in_under_a_plain_name(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "My Überstil (v2).safetensors"
    path.write_bytes(safetensors(**{"model.diffusion_model.input.weight": (4, 4)}))
    assert import_file(path, folder) == "my-berstil-v2"
    assert import_file(path, folder) == "my-berstil-v2-2"
    (first, _) = Models(folder).imported()
    assert (first.format, first.task, first.family) == ("safetensors", "image", "stable-diffusion")
    assert first.title == "My Überstil (v2)" and first.files[0][0] == "model.safetensors"
    assert Models(folder).fingerprint("my-berstil-v2") == first.fingerprint


def test_the_names_of_the_catalogue_stay_free(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "kokoro.safetensors"
    path.write_bytes(safetensors(a=(1,)))
    assert import_file(path, folder) == "kokoro-2"


@pytest.mark.parametrize(
    ("entry", "file", "expected"),
    [
        ("smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf", ("gguf", "chat", "llama")),
        ("kokoro", "kokoro.onnx", ("onnx", "speech", "kokoro")),
        ("style", "multistyle26.onnx", ("onnx", "network", "")),
        ("notes", "nmp.onnx", ("onnx", "network", "")),
    ],
)
def test_real_models_are_recognised(models: Models, entry: str, file: str, expected: tuple[str, str, str]) -> None:
    found = recognise(models.folder(entry) / file)
    assert (found.format, found.task, found.family) == expected


def test_kokoro_as_people_own_it(models: Models, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "kokoro-v1.0.onnx").symlink_to(models.folder("kokoro") / "kokoro.onnx")
    voices = io.BytesIO()
    np.savez(voices, af_heart=np.zeros((510, 1, 256), np.float32), zf_xiaoxiao=np.ones((510, 1, 256), np.float32))
    (tmp_path / "voices-v1.0.bin").write_bytes(voices.getvalue())
    name = import_file(tmp_path / "kokoro-v1.0.onnx", folder)
    assert {path for path, _, _ in Models(folder).imported()[0].files} == {"model.onnx", "voices.npz"}
    with np.load(folder / name / "voices.npz") as kept:
        assert kept["zf_xiaoxiao"].shape == (510, 1, 256)


def test_plain_pickled_weights_become_safetensors(tmp_path: Path, folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    shared = torch.arange(6.0).reshape(2, 3)
    torch.save({"state_dict": {"a": shared, "b": shared.t()}, "epoch": 3}, tmp_path / "old.ckpt")
    name = import_file(tmp_path / "old.ckpt", folder)
    loaded = load_file(folder / name / "model.safetensors")
    assert torch.equal(loaded["b"], shared.t()) and set(loaded) == {"a", "b"}


class _Trap:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (os.environ["STUDIO_TRAP"],)


@pytest.mark.parametrize("how", ["pickle", "torch"])
def test_a_pickle_that_would_run_code_is_refused_and_not_run(
    how: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setenv("STUDIO_TRAP", str(tmp_path / "sprung"))
    path = tmp_path / "evil.pt"
    if how == "pickle":
        path.write_bytes(pickle.dumps({"w": _Trap()}))
    else:
        torch.save({"w": _Trap()}, path)
    assert "more than plain weights" in _refused(path, folder)
    assert not (tmp_path / "sprung").exists()


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


@pytest.mark.parametrize("suffix", [".zip", ".pt"])
def test_a_zip_bomb_is_refused(suffix: str, tmp_path: Path, folder: Path) -> None:
    path = _zip(tmp_path / f"bomb{suffix}", {"config.json": b"{}", "model.safetensors": bytes(200_000_000)})
    assert path.stat().st_size < 1_000_000
    assert "far more than a model" in _refused(path, folder)


@pytest.mark.parametrize(
    "name", ["../../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\..\\evil.json", "C:evil.json"]
)
def test_an_archive_cannot_write_outside(name: str, tmp_path: Path, folder: Path) -> None:
    path = _zip(tmp_path / "m.zip", {name: b"{}", "model.safetensors": safetensors(a=(2,))})
    assert "outside" in _refused(path, folder)
    assert not list(tmp_path.rglob("evil*"))


def test_a_packed_folder_comes_in_without_its_code(tmp_path: Path, folder: Path) -> None:
    members = {
        "poet/config.json": json.dumps({"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"]}).encode(),
        "poet/model.safetensors": safetensors(**{"transformer.h.0.weight": (8, 8)}),
        "poet/modeling_poet.py": b"raise SystemExit",
        "poet/pytorch_model.bin": b"\x80\x04.",
    }
    name = import_file(_zip(tmp_path / "download.zip", members), folder)
    assert name == "poet"
    assert {path for path, _, _ in Models(folder).imported()[0].files} == {"config.json", "model.safetensors"}


def test_a_diffusers_folder(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "tiny-sd"
    (source / "unet").mkdir(parents=True)
    (source / "model_index.json").write_text('{"_class_name": "StableDiffusionPipeline"}')
    (source / "unet" / "config.json").write_text("{}")
    (source / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(safetensors(a=(2,)))
    import_file(source, folder)
    (found,) = Models(folder).imported()
    assert (found.format, found.task, found.family) == ("diffusers", "image", "StableDiffusionPipeline")


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: None,
        lambda folder: (folder / "config.json").write_text('{"model_type": "gpt2"}'),
        lambda folder: (folder / "config.json").write_text("[" * 100_000),
        lambda folder: (folder / "config.json").write_text('{"no": "type"}'),
        lambda folder: (folder / "model.safetensors").write_bytes(safetensors(a=(1,))),
    ],
    ids=["empty", "no weights", "deep", "no type", "no config"],
)
def test_folders_that_are_no_model(make: Callable[[Path], object], tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    make(source)
    _refused(source, folder)


def test_links_out_of_a_folder_are_refused(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (tmp_path / "secret.json").write_text("{}")
    (source / "config.json").write_text('{"model_type": "gpt2"}')
    (source / "model.safetensors").write_bytes(safetensors(a=(1,)))
    (source / "stolen.json").symlink_to(tmp_path / "secret.json")
    assert "outside" in _refused(source, folder)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not really",
        b"GGUF",
        b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60),
        struct.pack("<Q", 2**62) + b'{"a": 1}',
        struct.pack("<Q", 2) + b"{}",
        safetensors(a=(4, 4))[:-1],
        safetensors(a=(4, 4)) + b"more",
        b"\x08\x07" + b"\x3a\xff\xff\xff\xff\x0f" + b"short",
        b"\x08" + b"\xff" * 20,
        b"%PDF-1.7 a book",
    ],
)
@pytest.mark.parametrize("suffix", [".safetensors", ".gguf", ".onnx", ".bin", ".ckpt", ".zip"])
def test_broken_files_are_refused(data: bytes, suffix: str, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(data)
    _refused(path, folder)


def test_an_onnx_that_reads_other_files_is_refused(tmp_path: Path, folder: Path) -> None:
    def field(number: int, data: bytes) -> bytes:
        return bytes([number << 3 | 2, len(data)]) + data

    away = field(13, field(1, b"location") + field(2, b"../../etc/passwd"))
    graph = field(7, field(5, away))
    path = tmp_path / "reader.onnx"
    path.write_bytes(b"\x08\x09" + graph + field(8, b"\x10\x11"))
    assert "other files" in _refused(path, folder)


@given(
    data=st.binary(max_size=300),
    head=st.sampled_from([b"", b"GGUF", b"PK\x03\x04", b"\x08\x07", b"\x10\0\0\0\0\0\0\0{"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_more_than_be_refused(tmp_path: Path, data: bytes, head: bytes) -> None:
    path = tmp_path / "any.safetensors"
    path.write_bytes(head + data)
    with pytest.raises(ModelError):
        recognise(path)


def test_cancel_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "big.safetensors"
    path.write_bytes(safetensors(a=(1024, 1024, 3)))

    def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        import_file(path, folder, step)
    assert list(folder.iterdir()) == []


def test_a_note_that_was_tampered_with_is_no_model(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(safetensors(a=(4,)))
    name = import_file(path, folder)
    for text in ("", "[]", "{}", '{"files": [["../../x", "y", 1]]}', '{"files": 3}'):
        (folder / name / manifest.FILE).write_text(text)
        assert manifest.read(folder / name) is None
        assert Models(folder).imported() == ()
