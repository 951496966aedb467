"""What a weight file is, by its content: safetensors, GGUF, ONNX, voice tables. Headers alone are read, with limits.

safetensors: https://github.com/huggingface/safetensors#format · GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
· ONNX (protocol buffers): https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
"""

from __future__ import annotations

import ast
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr

_MOST_HEADER = 100_000_000
_MOST_ENTRIES = 1_000_000
_TYPE_BYTES = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1,
    "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1, "F8_E8M0": 1, "C64": 8,
}  # fmt: skip
_GGUF_TASKS = {"clip": "vision", "whisper": "transcript", "flux": "image", "sd1": "image", "sdxl": "image"}
_SPEECH_INPUTS = ({"tokens", "style", "speed"}, {"input_ids", "style", "speed"})


@dataclass(frozen=True)
class Weights:
    """A recognised weight file: how it is stored, what it is for (catalogue words), and the network's family."""

    format: str
    task: str
    family: str = ""


def broken(path: Path, why: str) -> ModelError:
    """The error for a file that cannot be trusted to be what it says."""
    return ModelError(
        tr("{name} is not a model that the studio can use", name=path.name), why=why,
        do=tr("Choose a .safetensors, .gguf or .onnx file, or a diffusers or transformers folder"),
    )  # fmt: skip


def recognise(path: Path) -> Weights:
    """What ``path`` is. Raises ModelError for an unknown, truncated or hostile file."""
    size = path.stat().st_size
    if size == 0:
        raise broken(path, tr("the file is empty"))
    with path.open("rb") as stream:
        head = stream.read(16)
        stream.seek(0)
        try:
            if head[:4] == b"GGUF":
                return _gguf(path, stream, size)
            if head[:4] == b"PK\x03\x04":
                return _voices(path, stream)
            if len(head) > 8 and head[8:9] == b"{":
                return _safetensors(path, stream, size)
            if head[:1] == b"\x08":
                return _onnx(path, stream, size)
        except (struct.error, UnicodeDecodeError, OverflowError, RecursionError) as error:
            raise broken(path, tr("its header is damaged")) from error
    raise broken(path, tr("its content is of no known kind"))


def _safetensors(path: Path, stream: IO[bytes], size: int) -> Weights:
    (length,) = struct.unpack("<Q", stream.read(8))
    if length > min(_MOST_HEADER, size - 8):
        raise broken(path, tr("its header is damaged"))
    try:
        header = json.loads(stream.read(length))
    except ValueError as error:
        raise broken(path, tr("its header is damaged")) from error
    if not isinstance(header, dict):
        raise broken(path, tr("its header is damaged"))
    names, end = [], 0
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        try:
            start, stop = tensor["data_offsets"]
            need = _TYPE_BYTES[tensor["dtype"]] * math.prod(tensor["shape"])
        except (KeyError, TypeError, ValueError) as error:
            raise broken(path, tr("its header is damaged")) from error
        if not 0 <= start <= stop <= size - 8 - length or stop - start != need:
            raise broken(path, tr("the file ends too early"))
        names.append(name)
        end = max(end, stop)
    if not names or end != size - 8 - length:
        raise broken(path, tr("the file ends too early") if names else tr("it holds no weights"))
    return _by_names(names)


def _by_names(names: list[str]) -> Weights:
    """The family of a network by the names of its tensors."""
    joined = " ".join(names[:20000])
    if any(part in joined for part in ("lora_down", "lora.down", "lora_A", "lora_up", "lora.up")):
        return Weights("safetensors", "adapter", "lora")
    if "model.diffusion_model." in joined:
        large = "conditioner.embedders.1." in joined
        flow = "double_blocks." in joined or "joint_blocks." in joined
        family = "flow" if flow else "stable-diffusion-xl" if large else "stable-diffusion"
        return Weights("safetensors", "image", family)
    if "double_blocks." in joined:
        return Weights("safetensors", "image", "flow")
    if "decoder.up_blocks." in joined or "first_stage_model." in joined:
        return Weights("safetensors", "image autoencoder", "vae")
    if "model.layers." in joined or "transformer.h." in joined:
        return Weights("safetensors", "chat", "transformer")
    return Weights("safetensors", "weights")


def _gguf(path: Path, stream: IO[bytes], size: int) -> Weights:
    version, tensors, pairs = struct.unpack("<IQQ", stream.read(24)[4:])
    if version not in (2, 3) or tensors > _MOST_ENTRIES or pairs > _MOST_ENTRIES or not tensors:
        raise broken(path, tr("its header is damaged"))
    key = _gguf_text(path, stream, size)
    (kind,) = struct.unpack("<I", stream.read(4))
    family = _gguf_text(path, stream, size) if key == "general.architecture" and kind == 8 else ""
    return Weights("gguf", _GGUF_TASKS.get(family, "chat"), family)


def _gguf_text(path: Path, stream: IO[bytes], size: int) -> str:
    (length,) = struct.unpack("<Q", stream.read(8))
    if length > min(size, 65_535):
        raise broken(path, tr("its header is damaged"))
    return stream.read(length).decode()


def _onnx(path: Path, stream: IO[bytes], size: int) -> Weights:
    """ModelProto: ir_version = 1, graph = 7, opset_import = 8; GraphProto: initializer = 5, input = 11."""
    fields = dict.fromkeys(("version", "opset"), False)
    inputs: set[str] = set()
    graph = False
    for number, start, end in _fields(path, stream, 0, size):
        fields["version"] |= number == 1
        fields["opset"] |= number == 8
        if number == 7:
            graph = True
            for inner, first, last in _fields(path, stream, start, end):
                if inner == 5:
                    _no_foreign_data(path, stream, first, last)
                elif inner == 11:
                    inputs |= {_text(stream, a, b) for n, a, b in _fields(path, stream, first, last) if n == 1}
    if not (graph and all(fields.values())):
        raise broken(path, tr("its content is of no known kind"))
    speech = any(wanted <= inputs for wanted in _SPEECH_INPUTS)
    return Weights("onnx", "speech" if speech else "network", "kokoro" if speech else "")


def _no_foreign_data(path: Path, stream: IO[bytes], start: int, end: int) -> None:
    """TensorProto.external_data = 13 would make the runtime open another file: refuse it."""
    for number, _, _ in _fields(path, stream, start, end):
        if number == 13:
            raise broken(path, tr("it wants to read other files; choose a model in one file"))


def _fields(path: Path, stream: IO[bytes], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(field number, start, end) of each field of a message. https://protobuf.dev/programming-guides/encoding/"""
    place = start
    while place < end:
        stream.seek(place)
        key = _varint(path, stream)
        number, wire = key >> 3, key & 7
        if wire == 0:
            first = stream.tell()
            _varint(path, stream)
            last = stream.tell()
        elif wire in (1, 5):
            first = stream.tell()
            last = first + (8 if wire == 1 else 4)
        elif wire == 2:
            length = _varint(path, stream)
            first = stream.tell()
            last = first + length
        else:
            raise broken(path, tr("its header is damaged"))
        if last > end or not number:
            raise broken(path, tr("the file ends too early"))
        yield number, first, last
        place = last


def _varint(path: Path, stream: IO[bytes]) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = stream.read(1)
        if not byte:
            raise broken(path, tr("the file ends too early"))
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
    raise broken(path, tr("its header is damaged"))


def _text(stream: IO[bytes], start: int, end: int) -> str:
    stream.seek(start)
    return stream.read(min(end - start, 1000)).decode("utf-8", "replace")


def _voices(path: Path, stream: IO[bytes]) -> Weights:
    """Kokoro's voice table: a zip of .npy arrays, each float32 of (510, 1, 256)."""
    try:
        with zipfile.ZipFile(stream) as table:
            for info in table.infolist():
                if PurePosixPath(info.filename).suffix != ".npy" or info.file_size > 1_000_000:
                    raise broken(path, tr("its content is of no known kind"))
                with table.open(info) as member:
                    if _npy_shape(member.read(256)) not in ((510, 1, 256), (511, 1, 256)):
                        raise broken(path, tr("its content is of no known kind"))
            if not table.infolist():
                raise broken(path, tr("it holds no weights"))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise broken(path, tr("its header is damaged")) from error
    return Weights("voices", "voices", "kokoro")


def _npy_shape(head: bytes) -> tuple[int, ...]:
    """The shape of a float32 array by its header (NEP 1); () for anything else."""
    if head[:6] != b"\x93NUMPY":
        return ()
    try:
        described = ast.literal_eval(head[10:].split(b"}")[0].decode("ascii") + "}")
        return tuple(described["shape"]) if described["descr"] == "<f4" else ()
    except (ValueError, SyntaxError, KeyError, TypeError):
        return ()
