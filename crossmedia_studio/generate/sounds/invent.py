"""From words to latents of sounds: the flow of a trained model of sounds, guided by what was said."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate.flow_sampling import GUIDED, times

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.sound_flow import SoundFlow

STEPS = 24
GUIDANCE = 2.0


def flow(
    net: SoundFlow,
    ids: torch.Tensor,
    seconds: torch.Tensor,
    seed: int,
    *,
    guidance: float = GUIDANCE,
    variety: float = 1.0,
    step: Step = no_step,
) -> torch.Tensor:
    """Latents (n, latent, moments) that answer word ``ids`` (n, words) and last ``seconds`` (n,).

    Each row's chance is its own, from ``seed`` and its number. ``variety`` scales the noise that it begins from.
    """
    import torch

    from crossmedia_studio.nets.flow_transformer import NEAREST

    config, count = net.config, len(ids)
    chance = torch.Generator().manual_seed(seed & (2**63 - 1))
    x = variety * torch.randn(count, config.latent, 1, config.moments, generator=chance).to(ids.device)
    with torch.inference_mode():
        for index, (now, then) in enumerate(pairwise(times(STEPS))):
            step(index, STEPS)
            time = torch.full((count,), float(now), device=ids.device)
            said = net(x, time, ids, seconds).float()
            if guidance != 1.0 and GUIDED[0] <= now <= GUIDED[1]:
                without = net(x, time, ids * 0, seconds).float()
                said = without + guidance * (said - without)
            x = x + (float(then) - float(now)) * (said - x) / max(1.0 - float(now), NEAREST)
        return net.usual(x[:, :, 0])
