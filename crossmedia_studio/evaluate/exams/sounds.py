"""What models of sounds are asked: held-out sounds as they come back, beside what Griffin-Lim makes of the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate.examples import FOLDER
from crossmedia_studio.evaluate.measure import QUALITY, Measure, mean
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS, log_mels
from crossmedia_studio.represent.griffin_lim import ITERATIONS, griffin_lim
from crossmedia_studio.represent.sound_latents import MOMENT, RATE
from crossmedia_studio.train.sounds import drawn, prepared

_LONGEST = 2.0
_FEW = 30
_GAP = 2


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See :class:`Exam`. A vocoder hears log-mels of the sounds themselves, a model of sounds its own of its latents.
    Of every sound the first 2 s, mono, trimmed, its peak at −2 dBFS."""
    import torch

    from crossmedia_studio.nets.vocoder import log_spectral_distance, spectral_distance

    listed = list(files) or _carried(found, models)
    if not listed:
        raise MediaError(
            tr("{name} carries no sounds to be judged by", name=found.title),
            do=tr("Name a folder of sounds to judge it by"),
        )
    whole = found.family == sound_latents.FAMILY
    space = sound_latents.load(models, found.name if whole else "", "" if whole else found.name)
    table, notes = [], []
    for number, (name, real) in enumerate(_sounds(listed)):
        inner = part(step, number / len(listed), (number + 1) / len(listed), name)
        inner(0.0)
        log_mel = log_mels(torch.from_numpy(real)[None], SOUNDS)[0].numpy()
        read = space.log_mel(space.encode(Audio(real[:, None], RATE))) if whole else log_mel
        made = space.sounded(read, 0.0, seed + number).samples[: len(real), 0]
        other = griffin_lim(torch.from_numpy(read), SOUNDS, seed + number, step=part(inner, 0.2, 1.0))
        row = []
        for sound in (torch.from_numpy(np.ascontiguousarray(made)), other[: len(real)]):
            pair = torch.from_numpy(real)[None], sound[None]
            row += [float(log_spectral_distance(*pair)), float(spectral_distance(*pair))]
        table.append(row)
        line = tr("{value} dB, Griffin-Lim {other} dB", value=f"{row[0]:.1f}", other=f"{row[2]:.1f}")
        again = log_mels(torch.from_numpy(np.ascontiguousarray(made))[None], SOUNDS)[0].numpy()
        notes.append(Note(name, Asked(seed=seed + number), (line,), None, drawn(again), before=drawn(log_mel)))
    step(1.0)
    few = (tr("There are few sounds: read the intervals, not the values."),) if len(notes) < _FEW else ()
    return Findings(tuple(_measures(np.array(table))), tuple(notes), remarks=few)


def _measures(table: np.ndarray) -> Iterator[Measure]:
    """``table`` (n, 4): log-spectral and multi-resolution distance of the model, and both of Griffin-Lim."""
    spectra = tr("spectra of 1024 samples at 32 kHz")
    many = tr("spectra of 256 to 4096 samples")
    rows = (
        ("lsd", tr("Log-spectral distance"), tr("How far sounds that were kept aside come back changed, in decibels"),
         table[:, 0], spectra, "lower"),
        ("lsd_griffin_lim", tr("The same by Griffin-Lim"),
         tr("Without a trained voice, {count} iterations", count=ITERATIONS), table[:, 2], spectra, ""),
        ("mrstft", tr("Distance at several resolutions"), tr("Of spectra from short to long: 0 is no difference"),
         table[:, 1], many, "lower"),
        ("mrstft_griffin_lim", tr("The same by Griffin-Lim"),
         tr("Without a trained voice, {count} iterations", count=ITERATIONS), table[:, 3], many, ""),
        ("lsd_beyond", tr("Nearer than Griffin-Lim"), tr("Sound by sound, in decibels"), table[:, 2] - table[:, 0],
         spectra, "higher"),
    )  # fmt: skip
    for name, title, about, values, by, better in rows:
        yield Measure(name, title, about, QUALITY, *mean(values), len(values), by, better)


def _carried(found: Named, models: Models) -> list[Path]:
    """The sounds of the first of its folders that carries any, else those that the studio's vocoder carries."""
    voice = (models.folder(sound_latents.VOCODER),) if models.installed(sound_latents.VOCODER) else ()
    for folder in (*found.folders, *voice):
        there = sorted((folder / FOLDER).glob("*.flac"))
        if there:
            return there
    return []


def _sounds(paths: Sequence[Path]) -> Iterator[tuple[str, np.ndarray]]:
    """Name and samples of each, float32 (a multiple of 128 ms,)."""
    for path in paths:
        try:
            sound = prepared(audio.read(path), RATE)[: round(_LONGEST * RATE)]
        except StudioError as error:
            raise MediaError(
                error.what, why=error.why, do=tr("Take it out of the folder, or choose another folder")
            ) from error
        if np.abs(sound).max(initial=0.0) < 1e-5:
            raise MediaError(tr("{name} is silent", name=path.name), do=tr("Take it out of the folder"))
        yield path.stem.replace("_", " "), np.pad(sound, (0, -len(sound) % MOMENT))
