"""From a log-mel spectrogram to sound: tones whose phases run on from frame to frame, beside shaped noise.

The backbone and the inverse short-time Fourier transform at its end are those of Siuzdak 2023, "Vocos" (arXiv
2306.00814). Two things differ, as sound effects are bells and rain more often than speech. Phases are kept by a gated
recurrence over frames: each bin turns on at its own frequency, as in a phase vocoder (Flanagan & Golden 1966), until
the network sets it anew at an onset; a network without memory cannot hold a tone between the harmonics of its frame
rate. And noise is noise: a second magnitude shapes the transform of white noise (Serra & Smith 1990, "Spectral modeling
synthesis"). The network corrects a first guess: both magnitudes are what the mel bands say of each bin; a bin turns
as far from its own frequency, and its energy lies as far from the middle of the frame, as the slope of the magnitude's
logarithm over bins and over frames tells (Průša et al. 2017, "A Noniterative Method for Reconstruction of Phase From
STFT Magnitude").

It learns from the energy distance of spectra (Gritsenko et al. 2020, "A Spectral Energy Distance for Parallel Speech
Synthesis"): a proper score, so that noise comes out as rough as it is, without a critic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

WINDOWS = (256, 512, 1024, 2048, 4096)
"""Samples of the spectra in which sounds are compared, each with a hop of a quarter."""
_FAINT = 2e-4
"""What is added to magnitudes under a logarithm; white noise of deviation 1 has magnitude 1."""
ROUNDS, _MOMENTUM = 12, 0.99
_PARTS = 6
_RANGE = 12.0
_BEND = 0.9
"""Bins by which a bin's energy lies beside it, for a slope of its logarithm of one a bin, under a Hann window."""
_DELAY = 0.5 / math.pi**2
"""The share of the frame by which it lies beside the middle, for a slope of one a frame's length."""
_HELD, _STRUCK = -6.0, 6.0
"""How sure phases are held, and set anew where it grows louder (logits)."""


@dataclass(frozen=True)
class VocoderConfig:
    """``rate`` in Hz; ``size`` and ``hop`` of the transform in samples; ``bands`` of the log-mel it reads, which is
    brought to (value − ``middle``) / ``spread``."""

    rate: int = 32_000
    size: int = 1024
    hop: int = 256
    bands: int = 128
    width: int = 224
    depth: int = 6
    middle: float = -3.0
    spread: float = 5.0

    @property
    def bins(self) -> int:
        return self.size // 2 + 1


class Parts(NamedTuple):
    """Of n sounds in t frames: ``turn`` the unit phases of the tones, complex (n, bins, t), and what both are as loud
    as, ``tone`` and ``noise`` (n, bins, t)."""

    turn: torch.Tensor
    tone: torch.Tensor
    noise: torch.Tensor


class Block(nn.Module):
    """Liu et al. 2022, "A ConvNet for the 2020s", in one dimension, as in Vocos."""

    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        self.mix = nn.Conv1d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 3 * width)
        self.narrow = nn.Linear(3 * width, width)
        self.scale = nn.Parameter(torch.full((width,), 1.0 / depth))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = self.norm(self.mix(x).transpose(1, 2))  # (n, t, width)
        inner = self.scale * self.narrow(functional.gelu(self.widen(inner)))
        return x + inner.transpose(1, 2)  # (n, width, t)


class Vocoder(nn.Module):
    """``forward``: log-mel (n, bands, t) and white noise (n, t · hop) → samples (n, t · hop)."""

    def __init__(self, config: VocoderConfig = VocoderConfig(), unmel: torch.Tensor | None = None) -> None:
        """``unmel``: (bins, bands + 1), the log power of every bin as a sum of log-mel bands and a constant; kept with
        the weights."""
        super().__init__()
        self.config = config
        width, bins = config.width, config.bins
        self.register_buffer("unmel", torch.zeros(bins, config.bands + 1) if unmel is None else unmel.clone())
        self.register_buffer("window", torch.hann_window(config.size), persistent=False)
        self.enter = nn.Conv1d(config.bands, width, 7, padding=3)
        self.norm = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, config.depth) for _ in range(config.depth))
        self.last = nn.LayerNorm(width)
        self.leave = nn.Linear(width, _PARTS * bins)
        nn.init.normal_(self.leave.weight, std=0.01)
        with torch.no_grad():  # at first mostly noise of the right colour
            starts = torch.tensor([-1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
            self.leave.bias.copy_(starts.repeat_interleave(bins))
        self.unmel: torch.Tensor
        self.window: torch.Tensor

    def parts(self, log_mel: torch.Tensor) -> Parts:
        """What the sound is made of, in float32."""
        config, (n, _, frames) = self.config, log_mel.shape
        x = self.enter((log_mel - config.middle) / config.spread)  # (n, width, t)
        x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        said = self.leave(self.last(x.transpose(1, 2))).float()  # (n, t, parts · bins)
        said = said.view(n, frames, _PARTS, config.bins).permute(2, 0, 3, 1)  # (parts, n, bins, t)
        tone, noise, bend, real, imaginary, gate = said
        with torch.autocast(log_mel.device.type, enabled=False):
            level = 0.5 * (self.unmel[:, :-1] @ log_mel.float() + self.unmel[:, -1:])  # (n, bins, t)
            loud = [torch.exp((level + part).clamp(-_RANGE, _RANGE)) for part in (tone, noise)]
            across, along = _slope(level, 1), _slope(level, 2)
            begin = torch.complex(real, imaginary) * self._struck(along)
            gate = torch.sigmoid(gate + _HELD + _STRUCK * torch.tanh(along))
            turn = _turned(self._advance(bend, across), begin, gate)
        return Parts(turn, *loud)

    def _advance(self, bend: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
        """Radians by which each bin turns from one frame to the next: its own frequency and what lies beside it, up to
        two bins away, for the ``slope`` of the logarithm over bins."""
        beside = (_BEND * slope + 2.0 * torch.tanh(bend)).clamp(-2.0, 2.0)
        own = torch.arange(self.config.bins, device=bend.device)[:, None]
        return (own + beside) * (2.0 * math.pi * self.config.hop / self.config.size)

    def _struck(self, slope: torch.Tensor) -> torch.Tensor:
        """Phases of energy as far from the middle of the frame as the ``slope`` over frames says: unit complex
        (n, bins, t)."""
        frames = self.config.size / self.config.hop
        place = (_DELAY * frames * slope).clamp(-0.5, 0.5)  # shares of a frame after its middle
        phases = torch.cumsum(-2.0 * math.pi * place, dim=1)
        return torch.polar(torch.ones_like(phases), phases)

    def sound(self, parts: Parts, noise: torch.Tensor) -> torch.Tensor:
        """``parts`` with white ``noise`` (n, t · hop) of deviation 1 → samples (n, t · hop)."""
        return self._samples(self._whole(parts, noise), noise.shape[-1])

    def settled(self, parts: Parts, noise: torch.Tensor, rounds: int = ROUNDS) -> torch.Tensor:
        """As ``sound``, after ``rounds`` in which neighbouring frames come to agree (Griffin & Lim 1984, with the
        momentum of Perraudin et al. 2013). Tones are then as loud as both parts say; noise keeps its own roughness."""
        whole = self._whole(parts, noise)
        loud = torch.where(parts.tone > parts.noise, (parts.tone.square() + parts.noise.square()).sqrt(), whole.abs())
        unit, before = whole / (whole.abs() + 1e-9), torch.zeros_like(whole)
        for _ in range(rounds):
            heard = self.transform(self._samples(loud * unit, noise.shape[-1]))
            ahead = heard - before * (_MOMENTUM / (1.0 + _MOMENTUM))
            unit, before = ahead / (ahead.abs() + 1e-9), heard
        return self._samples(loud * unit, noise.shape[-1])

    def _whole(self, parts: Parts, noise: torch.Tensor) -> torch.Tensor:
        rough = self.transform(noise) / self.window.square().sum().sqrt()
        return parts.turn * parts.tone + rough * parts.noise  # (n, bins, t)

    def _samples(self, whole: torch.Tensor, length: int) -> torch.Tensor:
        return torch.istft(whole * self._centred(whole), self.config.size, self.config.hop,
                           window=self.window, length=length)  # fmt: skip

    def transform(self, samples: torch.Tensor) -> torch.Tensor:
        """Samples (n, t · hop) → their short-time Fourier transform, phases as seen from the middle of each frame:
        complex (n, bins, t)."""
        spectrum = torch.stft(samples, self.config.size, self.config.hop, window=self.window, pad_mode="constant",
                              return_complex=True)[..., : samples.shape[-1] // self.config.hop]  # fmt: skip
        return spectrum * self._centred(spectrum)

    def _centred(self, spectrum: torch.Tensor) -> torch.Tensor:
        """Half a frame's shift, bin by bin: 1, −1, 1, … (bins, 1)."""
        signs = torch.ones(self.config.bins, 1, device=spectrum.device)
        signs[1::2] = -1.0
        return signs

    def forward(self, log_mel: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        return self.sound(self.parts(log_mel), noise)


def _slope(level: torch.Tensor, axis: int) -> torch.Tensor:
    """Central differences along ``axis``, one-sided at its ends: of the shape of ``level``."""
    return torch.gradient(level, dim=axis)[0] if level.shape[axis] > 1 else torch.zeros_like(level)


def _turned(advance: torch.Tensor, anew: torch.Tensor, gate: torch.Tensor) -> torch.Tensor:
    """Phases that turn by ``advance`` a frame, mixed with those set ``anew`` as ``gate`` (0 … 1) says: unit complex
    (n, bins, t)."""
    kept = torch.polar(1.0 - gate, advance)
    fresh = anew / (anew.abs() + 1e-4) * gate
    state, found = torch.zeros_like(fresh[..., 0]), []
    for go_on, begin in zip(kept.unbind(-1), fresh.unbind(-1), strict=True):
        state = go_on * state + begin  # (n, bins)
        found.append(state)
    whole = torch.stack(found, dim=-1)
    return whole / (whole.abs() + 1e-3)


def magnitudes(samples: torch.Tensor, size: int) -> torch.Tensor:
    """Spectra of samples (n, length) under Hann windows of ``size``: (n, size // 2 + 1, frames), 1 for white noise."""
    window = torch.hann_window(size, device=samples.device)
    spectrum = torch.stft(samples, size, size // 4, window=window, pad_mode="constant", return_complex=True)
    return torch.sqrt(spectrum.real.square() + spectrum.imag.square() + 1e-10) / window.square().sum().sqrt()


def energy_distance(
    real: torch.Tensor, made: torch.Tensor, again: torch.Tensor, windows: Sequence[int] = WINDOWS
) -> torch.Tensor:
    """Of sounds (n, length) from two made with different noise: 0 where real ones cannot be told from made ones."""
    total = real.new_zeros(())
    for size in windows:
        one, two, three = (magnitudes(sound, size) for sound in (real, made, again))
        scale = one.mean() + _FAINT
        logs = [torch.log(part + _FAINT) for part in (one, two, three)]
        for (a, b), sign in ((((0, 1)), 0.5), ((0, 2), 0.5), ((1, 2), -0.5)):
            pair = (one, two, three)[a], (one, two, three)[b]
            apart = (logs[a] - logs[b]).abs().mean() + (pair[0] - pair[1]).abs().mean() / scale
            total = total + sign * apart / len(windows)
    return total


def phase_distance(parts: Parts, real: torch.Tensor) -> torch.Tensor:
    """How far the tones' phases turn otherwise than those of the ``real`` transform (n, bins, t), from frame to frame
    and from bin to bin, where it is loud (after Ai & Ling 2023, "APNet"): 0 … 2."""
    loud = real.abs().sqrt()
    total = real.new_zeros((), dtype=torch.float32)
    for axis in (1, 2):
        size = real.shape[axis] - 1
        (a, b), (c, d), (v, w) = (
            (x.narrow(axis, 1, size), x.narrow(axis, 0, size)) for x in (real, parts.turn, loud)
        )  # fmt: skip
        asked, said = a * b.conj(), c * d.conj()
        agree = (said * asked.conj()).real / (asked.abs() + 1e-6)
        weight = torch.minimum(v, w)
        total = total + (weight * (1.0 - agree)).sum() / (weight.sum() + 1e-6)
    return total / 2.0


def log_spectral_distance(real: torch.Tensor, made: torch.Tensor, size: int = 1024) -> torch.Tensor:
    """Of sounds (n, length): the root mean square over bins of differences in dB, a mean over frames (Gray & Markel
    1976). Magnitudes below −80 dB of white noise at full scale count as that."""
    levels = [20.0 * torch.log10(magnitudes(sound, size) + 1e-4) for sound in (real, made)]
    return (levels[0] - levels[1]).square().mean(dim=1).sqrt().mean()


def spectral_distance(real: torch.Tensor, made: torch.Tensor, windows: Sequence[int] = WINDOWS) -> torch.Tensor:
    """The multi-resolution distance of Yamamoto et al. 2020, "Parallel WaveGAN": spectral convergence and the mean
    difference of logarithms, a mean over ``windows``."""
    total = real.new_zeros(())
    for size in windows:
        a, b = magnitudes(real, size), magnitudes(made, size)
        total = total + (a - b).norm() / (a.norm() + 1e-9) + (torch.log(a + 1e-4) - torch.log(b + 1e-4)).abs().mean()
    return total / len(windows)
