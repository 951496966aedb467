"""The artist's own checkpoints: recognised by content, only data copied, pickles turned into safetensors."""

from __future__ import annotations

import json
import pickle
import re
import struct
import warnings
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models import manifest
from crossmedia_studio.models.catalogue import CATALOGUE
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.models.sources.local import sha256
from crossmedia_studio.models.staging import check_space, staged, staged_away
from crossmedia_studio.models.weights import Weights, broken, recognise

_BLOCK = 1 << 22
_WEIGHTS = (".safetensors", ".gguf", ".onnx")
_DATA = {*_WEIGHTS, ".json", ".txt", ".model", ".jinja", ".md", ".vocab", ".merges"}
_MOST_FILES = 2_000
_BROKEN_PICKLE = (RuntimeError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
_LIKELY_RATIO = 20
"""Weights hardly shrink when packed: an archive that unpacks to more than this many times its size is a trap."""


def import_file(path: Path, folder: Path, step: Step = no_step) -> str:
    """Copy a checkpoint into the models ``folder`` and return the name it got there.

    A .safetensors, .gguf or .onnx file (Kokoro's voices lying beside it come along), a .pt/.pth/.ckpt of plain tensors,
    a diffusers or transformers folder, or a .zip of one. Raises ModelError for anything else, StorageError if the disk
    is full.
    """
    path = Path(path)
    if not path.exists():
        raise ModelError(tr("{name} does not exist", name=path), do=tr("Choose another file or folder"))
    if path.is_dir():
        return _folder(path, folder, step)
    if _is_pickle(path):
        return _pickle(path, folder, step)
    if zipfile.is_zipfile(path) and not _is_voices(path):
        return _zip(path, folder, step)
    found = recognise(path)
    copies = [(path, "voices.npz" if found.format == "voices" else f"model.{found.format}")]
    if (found.format, found.family) == ("onnx", "kokoro"):
        copies += [(near, "voices.npz") for near in sorted(path.parent.glob("voices*.bin"))[-1:] if _is_voices(near)]
    return _keep(path.stem, copies, found, folder, step)


def _is_pickle(path: Path) -> bool:
    """PyTorch's formats: a zip with ``data.pkl``, or a bare pickle of protocol 2 to 5."""
    with path.open("rb") as stream:
        head = stream.read(9)
    return any(name.endswith("data.pkl") for name in _zip_names(path)) or (
        head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and head[8:9] != b"{"
    )


def _is_voices(path: Path) -> bool:
    """Kokoro's ``voices-v1.0.bin`` is a zip of arrays."""
    names = _zip_names(path)
    return bool(names) and all(name.endswith(".npy") for name in names)


def _zip_names(path: Path) -> list[str]:
    """The names in a zip; none if it is no zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return []


def _folder(path: Path, folder: Path, step: Step, stem: str = "") -> str:
    """A diffusers folder (model_index.json) or a transformers folder (config.json with model_type)."""
    found = _what_folder(path)
    copies = []
    for number, source in enumerate(sorted(path.rglob("*"))):
        if number >= _MOST_FILES:
            raise broken(path, tr("the folder holds too many files"))
        outside = source.is_symlink() and not source.resolve().is_relative_to(path.resolve())
        if outside and not _hub_blob(source):
            raise broken(path, tr("it links to files outside: {name}", name=source.name))
        if source.is_file() and source.suffix.lower() in _DATA:
            if source.suffix.lower() in _WEIGHTS:
                recognise(source)
            copies.append((source, source.relative_to(path).as_posix()))
    if not any(relative.endswith(_WEIGHTS) for _, relative in copies):
        raise broken(path, tr("it holds no weights as .safetensors"))
    return _keep(stem or path.resolve().name, copies, found, folder, step)


def _hub_blob(link: Path) -> bool:
    """Folders of the hub's own cache link from ``snapshots/REVISION`` into ``blobs`` beside it."""
    return link.resolve().parent.name == "blobs"


def _what_folder(path: Path) -> Weights:
    index, config = path / "model_index.json", path / "config.json"
    if index.is_file():
        name = str(_json(index).get("_class_name", ""))
        video = "Video" in name
        sound = "Audio" in name or "Music" in name
        return Weights("diffusers", "video" if video else "audio" if sound else "image", name)
    if config.is_file():
        described = _json(config)
        family = str(described.get("model_type", ""))
        if family:
            names = described.get("architectures")
            architecture = str(names[0]) if isinstance(names, list) and names else ""
            return Weights("transformers", _task(architecture, family), family)
    raise broken(path, tr("the folder has neither model_index.json nor config.json with a model type"))


def _task(architecture: str, family: str) -> str:
    if family in ("whisper", "wav2vec2"):
        return "transcript"
    if family in ("blip", "git", "vision-encoder-decoder"):
        return "caption"
    if family in ("clip", "siglip", "bert", "mpnet", "xlm-roberta"):
        return "text vectors"
    if family in ("musicgen", "vits", "bark"):
        return "music" if family == "musicgen" else "speech"
    return "chat" if architecture.endswith("ForCausalLM") else "network"


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > 10_000_000:
            raise ValueError
        raw = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise broken(path, tr("its header is damaged")) from error
    return raw if isinstance(raw, dict) else {}


def _zip(path: Path, folder: Path, step: Step) -> str:
    """A packed folder: only data files come out, under safe names, and no more bytes than weights could have."""
    try:
        with zipfile.ZipFile(path) as packed, staged_away(folder) as work:
            members = [info for info in packed.infolist() if not info.is_dir()]
            total = sum(info.file_size for info in members)
            if len(members) > _MOST_FILES or total > path.stat().st_size * _LIKELY_RATIO + 1_000_000:
                raise broken(path, tr("it unpacks to far more than a model would"))
            check_space(folder, 2 * total, path.name)
            for info in members:
                inside = PurePosixPath(info.filename.replace("\\", "/"))
                if inside.is_absolute() or ".." in inside.parts or ":" in info.filename:
                    raise broken(path, tr("it wants to write outside its folder"))
                if inside.suffix.lower() not in _DATA:
                    continue
                target = work / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(info) as source, target.open("wb") as output:
                    left = info.file_size
                    while left and (block := source.read(min(_BLOCK, left))):
                        output.write(block)
                        left -= len(block)
                        step(0.0, 1.0, tr("Unpacking {name}", name=inside.name))
            roots = [one.parent for one in work.rglob("*.json") if one.name in ("model_index.json", "config.json")]
            if roots:
                root = min(roots, key=lambda one: len(one.parts))
                return _folder(root, folder, step, path.stem if root == work else root.name)
            files = [one for one in work.rglob("*") if one.suffix in _WEIGHTS]
            if len(files) == 1:
                return import_file(files[0], folder, step)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise broken(path, tr("the archive is damaged")) from error
    raise broken(path, tr("it does not hold exactly one model"))


def _pickle(path: Path, folder: Path, step: Step) -> str:
    """A PyTorch checkpoint of plain tensors, rewritten as safetensors. Anything that would run code is refused."""
    import torch
    from safetensors.torch import save_file

    _no_bomb(path)
    try:
        with warnings.catch_warnings(action="ignore"):
            loaded = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, struct.error, *_BROKEN_PICKLE) as error:
        raise broken(path, tr("it holds more than plain weights, or is damaged")) from error
    tensors = _tensors(loaded)
    if not tensors:
        raise broken(path, tr("it holds no weights"))
    check_space(folder, 2 * path.stat().st_size, path.name)
    with staged_away(folder) as work:
        target = work / "model.safetensors"
        save_file({name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}, target)
        return _keep(path.stem, [(target, target.name)], recognise(target), folder, step)


def _tensors(loaded: Any) -> dict[str, Any]:
    """The tensors of a checkpoint: itself, or the dictionary it keeps them in."""
    import torch

    if not isinstance(loaded, dict):
        return {}
    for key in ("state_dict", "params_ema", "params", "model", "module"):
        if isinstance(loaded.get(key), dict):
            loaded = loaded[key]
            break
    return {str(name): value for name, value in loaded.items() if isinstance(value, torch.Tensor)}


def _no_bomb(path: Path) -> None:
    """PyTorch stores tensors unpacked: a checkpoint that says it would unpack to much more is a trap."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            total = sum(info.file_size for info in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise broken(path, tr("the archive is damaged")) from error
    if total > path.stat().st_size * 2 + 1_000_000:
        raise broken(path, tr("it unpacks to far more than a model would"))


def _keep(stem: str, copies: list[tuple[Path, str]], found: Weights, folder: Path, step: Step) -> str:
    """Copy the files into a new folder with a note of what they are."""
    total = sum(source.stat().st_size for source, _ in copies)
    check_space(folder, total, stem)
    name = _free_name(_name(stem), folder)
    noted, done = [], 0
    with staged(folder / name) as staging:
        for source, relative in copies:
            target = staging / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as reading, target.open("wb") as writing:
                while block := reading.read(_BLOCK):
                    writing.write(block)
                    done += len(block)
                    step(done, total, tr("Copying {name}", name=relative))
            noted.append((relative, sha256(target), target.stat().st_size))
        kept = Installed(
            name, stem, found.task, tr("as its author chose"), "import", found.format, tuple(noted),
            imported=True, family=found.family,
        )  # fmt: skip
        manifest.write(staging, kept)
    return name


def _name(stem: str) -> str:
    """A folder name made from a file name."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("._-")[:60]
    return plain or "model"


def _free_name(name: str, folder: Path) -> str:
    """``name``, or ``name-2``, ``name-3`` … if it is taken or the catalogue's."""
    taken, number = name, 1
    while taken in CATALOGUE or (folder / taken).exists():
        number += 1
        taken = f"{name}-{number}"
    return taken
