"""Words → sound effects: rain, wind, bells, footsteps and others, synthesised and layered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import OptionError, Unsupported
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.words import written
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

DEFAULT_SECONDS = 8.0
LONGEST = 120.0


@dataclass(frozen=True)
class EffectsOptions:
    """How the layers are mixed."""

    room: float = option(
        0.12, mark("Room"), help=mark("How much of the sound comes back from walls."), minimum=0, maximum=1
    )
    loop: bool = option(False, mark("Loop"), help=mark("The end runs into the beginning without a seam."))


class Effects:
    """Finds what can be heard in the words and mixes one layer for each."""

    name = "effects"
    title = mark("Sound effects (synthesised)")
    about = mark("Rain, wind, sea, birds, bells, footsteps and more, made from noise and resonance by rule.")
    sources = frozenset({Kind.TEXT})
    target = Kind.AUDIO
    needs = ()
    uses = ()
    Options = EffectsOptions

    def generate(
        self, conditions: Conditions, options: EffectsOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, as long as asked for, else 8 s. Raises Unsupported if no word names a known sound."""
        import numpy as np

        from crossmedia_studio.generate.chance import rng
        from crossmedia_studio.generate.foley.desk import RATE, Desk, band
        from crossmedia_studio.generate.foley.table import EFFECTS, called
        from crossmedia_studio.generate.mastering import fade_edges, loudness, master
        from crossmedia_studio.generate.music.room import room

        text = written(conditions)
        layers = called(text)
        if not layers:
            raise Unsupported(
                tr("These words name no sound that is known here"),
                do=tr("Use some of these: {names}", names=", ".join(tr(effect.label) for effect in EFFECTS.values())),
            )
        seconds = conditions.ask.duration or DEFAULT_SECONDS
        if not 0.2 <= seconds <= LONGEST:
            raise OptionError(
                tr("Sound effects of {seconds} seconds cannot be made", seconds=f"{seconds:g}"),
                do=tr("Choose a length from {low} to {high} seconds", low=0.2, high=LONGEST),
            )
        frames = round(seconds * RATE)
        seam = min(RATE, frames // 4) if options.loop else 0
        mix = np.zeros((frames + seam, 2))
        for index, layer in enumerate(layers):
            share = part(step, index / len(layers), (index + 1) / len(layers) * 0.97, tr(EFFECTS[layer.name].label))
            share(0.0)
            desk = Desk(frames + seam, rng(conditions.ask.seed, "effect", layer.name), share)
            sound = EFFECTS[layer.name].make(desk)
            if layer.far:
                sound = band(sound, 0, 1400)
            heard = loudness(sound, RATE)
            if np.isfinite(heard):
                mix += sound * 10 ** ((layer.level - 20 - heard) / 20)
        if options.room:
            mix += options.room * room(mix, RATE)
        if seam:
            turn = np.linspace(0, 1, seam)[:, None]
            mix[:seam] = mix[:seam] * np.sqrt(turn) + mix[frames:] * np.sqrt(1 - turn)
            mix = mix[:frames]
        else:
            mix = fade_edges(mix, RATE, 0.02, min(0.6, seconds / 5))
        step(0.98)
        return Audio(master(mix, RATE, -20.0, fade=0.0 if seam else 0.005), RATE)
