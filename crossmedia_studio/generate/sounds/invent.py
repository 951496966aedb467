"""From words to sounds: the flow of a trained model of sounds, guided by what was said, through its autoencoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.errors import ModelError, Unsupported
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.flow_sampling import GUIDED, times
from crossmedia_studio.generate.mastering import fade_edges
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.sound_latents import MOMENT, RATE, SoundSpace
from crossmedia_studio.represent.text import tokens
from crossmedia_studio.represent.vocabulary import Vocabulary

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.sound_flow import SoundFlow

STEPS = 24
GUIDANCE = 2.0
_MEMORY_MB = 20
_JOINS = re.compile(r"[,;，；、。.!?]|\b(?:and|with|then|plus)\b|和|与|还有|以及", re.IGNORECASE)
_SHOWN = 40
_HAN = re.compile(r"[\u3400-\u9fff]")
_STEADY = 1.9
"""Sounds at least this long, in seconds, go on; shorter ones are events."""
_OVERLAP = 0.25
_MELD = 0.8
"""Seconds over which a window of what goes on fades into the next."""
_EDGES = (0.02, 0.12)
"""Seconds over which what goes on fades in and out."""
_LEAST_APART = 1.0
_TAIL = 0.25
"""Seconds that an event has to die away."""


@dataclass(frozen=True)
class Inventor:
    """What invents sounds: ``seconds`` is how long those of each word of the vocabulary usually are."""

    space: SoundSpace
    net: SoundFlow
    vocabulary: Vocabulary
    seconds: tuple[float, ...]

    @property
    def window(self) -> float:
        """Seconds that are invented at once."""
        return self.net.config.moments * MOMENT / RATE

    def called(self, text: str) -> list[tuple[int, ...]]:
        """The known words of each part of ``text`` as numbers. Raises Unsupported, which names known ones, for none."""
        parts = [[word for word in tokens(said) if word in self.vocabulary] for said in _JOINS.split(text) if said]
        called = [tuple(self.vocabulary.number(word) for word in dict.fromkeys(words)) for words in parts if words]
        if not called:
            chinese = language() == "zh"
            known = [word for word in self.vocabulary.words[1:] if bool(_HAN.search(word)) is chinese]
            raise Unsupported(
                tr("These words name no sound that this model has heard"),
                do=tr("Use some of these: {names}", names=", ".join(known[:_SHOWN])),
            )
        return list(dict.fromkeys(called))

    def usual(self, words: Sequence[int]) -> float:
        """How long sounds of ``words`` usually are, in seconds."""
        known = [self.seconds[word] for word in words if self.seconds[word] > 0]
        return float(np.clip(np.median(known), 0.1, self.window)) if known else self.window

    def natural(self, words: Sequence[int]) -> float:
        """How long a sound of ``words`` is when no length is asked, in seconds: an event dies away."""
        return min(self.usual(words) + _TAIL, self.window)

    def latents(
        self, words: Sequence[int], seconds: float, seed: int, variety: float = 1.0, step: Step = no_step
    ) -> np.ndarray:
        """One sound of ``words`` that lasts ``seconds`` and a little to die away, at most a window: float32 (latent,
        moments)."""
        import torch

        ids = torch.zeros(1, self.net.config.words, dtype=torch.long)
        for place, word in enumerate(tuple(words)[: self.net.config.words]):
            ids[0, place] = word
        lasting = torch.tensor([min(seconds, self.window)])
        made = flow(self.net, ids, lasting, seed, variety=variety, step=step)[0]
        return np.asarray(made[:, : sound_latents.moments(seconds + _TAIL)].numpy())

    def sound(
        self, words: Sequence[int], seconds: float, seed: int, variety: float, step: Step = no_step
    ) -> np.ndarray:
        """``seconds`` of a sound of ``words``: float32 (samples, 2) at ``RATE``. What goes on goes on, each window
        fading into the next; an event comes again, never quite the same."""
        usual = self.usual(words)
        goes_on = usual >= _STEADY
        lasting = self.window if goes_on else usual
        meld = _MELD if goes_on else _OVERLAP
        apart = self.window - meld if goes_on else max(usual, _LEAST_APART)
        frames, loud = round(seconds * RATE), 0.0
        out = np.zeros((frames + round(self.window * RATE), 2), np.float32)
        starts = np.arange(0.0, max(seconds - (meld if goes_on else usual / 2), 1e-3), apart)
        for number, start in enumerate(starts):
            inner = part(step, number / len(starts), (number + 1) / len(starts))
            own = int(rng(seed, "sound", number).integers(2**62))
            wanted = min(lasting, seconds - start) if len(starts) == 1 else lasting
            made = self.latents(words, wanted, own, variety, part(inner, 0.0, 0.7))
            heard = self.space.decode(made, 0.0, own, part(inner, 0.7, 1.0), channels=2).samples
            last = number + 1 == len(starts)
            if goes_on:  # as loud as the first window
                level = float(np.sqrt(np.square(heard).mean()))
                loud = loud or level
                heard = heard * np.float32(np.clip(loud / max(level, 1e-6), 0.5, 2.0))
            heard = _faded(heard, round(meld * RATE), number > 0 and goes_on, not (goes_on and last))
            at = round(start * RATE)
            out[at : at + len(heard)] += heard[: len(out) - at]
        return fade_edges(out[:frames], RATE, *_EDGES) if goes_on else out[:frames]


def load(models: Models, trained: str = "", vocoder: str = "") -> Inventor:
    """The model of sounds ``trained`` (empty: the one that ships). Raises ModelMissing, or ModelError."""
    name = trained or sound_latents.SHIPPED
    space, folder = sound_latents.load(models, name, vocoder), models.folder(name)

    def build(raw: dict[str, Any]) -> tuple[SoundFlow, Vocabulary, tuple[float, ...]]:
        import json

        from crossmedia_studio.nets import packing
        from crossmedia_studio.nets.sound_flow import SoundFlow, SoundFlowConfig

        net = SoundFlow(SoundFlowConfig(**raw))
        net.load_state_dict(packing.read(folder / "flow.safetensors"))
        words = (folder / "words.txt").read_text("utf-8").removesuffix("\n").split("\n")
        seconds = json.loads((folder / "config.json").read_text("utf-8"))["seconds"]
        if not len(set(words)) == len(words) == len(seconds) == net.config.vocabulary or words[0]:
            raise ValueError("words and lengths do not fit the network")
        return net.eval(), Vocabulary(words), tuple(float(one) for one in seconds)

    net, vocabulary, seconds = models.load(
        f"sound-flow/{name}", _MEMORY_MB, lambda: sound_latents.opened(folder, build, "flow")
    )
    if net.config.latent != space.latent:
        raise ModelError(tr("The model {name} is damaged", name=name), do=tr("Install or train it again"))
    return Inventor(space, net, vocabulary, seconds)


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

    ``variety`` scales the noise that it begins from.
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


def _faded(sound: np.ndarray, count: int, start: bool, end: bool) -> np.ndarray:
    """Equal-power fades over ``count`` samples where asked."""
    sound, ramp = sound.copy(), np.sin(np.linspace(0.0, np.pi / 2, count, dtype=np.float32))[:, None]
    if start:
        sound[:count] *= ramp
    if end:
        sound[-count:] *= ramp[::-1]
    return sound
