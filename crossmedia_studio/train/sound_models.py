"""A model of sounds as it is kept and shown: shared by the lessons that train one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.generate.sounds.invent import flow as invent
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import shipped_folder
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS
from crossmedia_studio.represent.sound_latents import SoundSpace
from crossmedia_studio.train.sound_windows import WINDOW, Windows
from crossmedia_studio.train.sounds import drawn

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.sound_flow import SoundFlow
    from crossmedia_studio.nets.sound_vae import SoundVAE


def save(vae: SoundVAE, flow: SoundFlow, windows: Windows, folder: Path) -> None:
    """Both networks, the words and how long their sounds are, into an existing folder."""
    from crossmedia_studio.nets import packing

    for network, file in ((vae, "weights.safetensors"), (flow, "flow.safetensors")):
        (folder / file).write_bytes(packing.to_bytes(network.state_dict(), eight_bits=False))
    config = {"family": sound_latents.FAMILY, "config": asdict(vae.config), "flow": asdict(flow.config),
              "seconds": windows.seconds()}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    (folder / "words.txt").write_text("\n".join(windows.vocabulary.words) + "\n", encoding="utf-8")


def invented(vae: SoundVAE, flow: SoundFlow, ids: torch.Tensor, seed: int) -> torch.Tensor:
    """Log-mels (n, bands, 256) from word ids (n, words)."""
    import torch

    seconds = torch.full((len(ids),), WINDOW / SOUNDS.rate, device=ids.device)
    return vae.decode(invent(flow, ids, seconds, seed))


def heard(vae: SoundVAE, flow: SoundFlow, ids: torch.Tensor, seed: int) -> tuple[Audio, ...]:
    """Sounds invented from word ids (n, words), through the studio's own vocoder."""
    voice = sound_latents.read_vocoder(shipped_folder() / sound_latents.VOCODER)
    space = SoundSpace(vae, voice)
    mels = invented(vae, flow, ids, seed).float().cpu().numpy()
    return tuple(space.sounded(mel, seed=seed + number) for number, mel in enumerate(mels))


def sheet(real: torch.Tensor, vae: SoundVAE, made: torch.Tensor) -> np.ndarray:
    """Of each row three spectrograms one above the other: a log-mel, how it comes back, and an invented one, all (n,
    bands, t): uint8 (n, 388, t, 4)."""
    rows = []
    for one, other in zip(real, made, strict=True):
        pictures = [drawn(each.float().cpu().numpy()) for each in (one, vae.again(one[None])[0], other)]
        gap = np.full((2, *pictures[0].shape[1:]), 255, np.uint8)
        rows.append(np.concatenate([pictures[0], gap, pictures[1], gap, pictures[2]]))
    return np.stack(rows)
