"""What the Waveform pane asks for: a stretch of a sound cut, faded and levelled, and its spectrogram."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.timing import sample_index
from crossmedia_studio.engine.messages import EditSound, Spectrogram
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio

PEAK_DB = -1.0
"""Where ``normalise`` brings the peak: the true-peak ceiling of EBU R128."""

_FLOOR_DB = 90.0
_LOW, _HIGH = 40.0, 16_000.0
_WINDOW = 2048


def edit_sound(request: EditSound, step: Step) -> Audio:
    """The edited copy. Raises MediaError for a stretch without sound in it."""
    step(0, 4, tr("Reading the sound"))
    sound = audio.read(request.source)
    first = sample_index(request.start, sound.rate)
    last = sample_index(request.end, sound.rate) if request.end else len(sound.samples)
    samples = np.array(sound.samples[first : min(last, len(sound.samples))], np.float32)
    if not len(samples):
        raise MediaError(tr("There is no sound in this selection"), do=tr("Select a longer stretch"))
    step(2, 4, tr("Editing the sound"))
    samples *= np.float32(10 ** (request.gain_db / 20))
    if request.normalise:
        peak = float(np.abs(samples).max())
        if peak < 1e-5:
            raise MediaError(tr("This stretch is silent"), do=tr("Select a stretch with sound in it"))
        samples *= np.float32(10 ** (PEAK_DB / 20) / peak)
    _fade(samples, sample_index(request.fade_in, sound.rate))
    _fade(samples[::-1], sample_index(request.fade_out, sound.rate))
    step(3, 4)
    return Audio(np.clip(samples, -1, 1), sound.rate)


def _fade(samples: np.ndarray, count: int) -> None:
    """Raise ``samples`` from silence over ``count`` frames, in place, on a raised cosine (no corner, no click)."""
    count = min(count, len(samples))
    if count > 0:
        ramp = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, count, dtype=np.float32))
        samples[:count] *= ramp[:, None]


def spectrogram(request: Spectrogram, step: Step) -> np.ndarray:
    """uint8 (height, width): Hann-windowed short-time spectra, the loudest bin of each row, -90..0 dBFS."""
    sound = audio.read(request.path)
    step(1, 3)
    mono = sound.samples.mean(axis=1)
    centres = np.linspace(sample_index(request.start, sound.rate), sample_index(request.end, sound.rate), request.width)
    padded = np.pad(mono, (_WINDOW // 2, _WINDOW))
    window = np.hanning(_WINDOW).astype(np.float32)
    rows = np.geomspace(_LOW, min(_HIGH, sound.rate / 2), request.height + 1) * _WINDOW / sound.rate
    low = np.clip(rows[:-1].astype(int), 0, _WINDOW // 2)
    picture = np.zeros((request.height, request.width), np.uint8)
    for left in range(0, request.width, 128):
        step(1 + left / request.width, 3)
        begins = np.clip(centres[left : left + 128].astype(int), 0, len(mono))
        frames = padded[begins[:, None] + np.arange(_WINDOW)[None, :]] * window
        level = 20 * np.log10(np.abs(np.fft.rfft(frames)) * (2 / window.sum()) + 1e-9)
        bands = np.maximum.reduceat(level, np.maximum.accumulate(low), axis=1)
        shade = np.clip(255 * (1 + bands / _FLOOR_DB), 0, 255).astype(np.uint8)
        picture[:, left : left + 128] = shade.T[::-1]
    return picture
