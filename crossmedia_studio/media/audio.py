"""Sound: any common file, or the sound of a film, ⇄ :class:`Audio`. libsndfile first, FFmpeg for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
import soxr

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.opening import check_file, damaged
from crossmedia_studio.media.sound_track import Sound, check_shape, open_track

VALUE_LIMIT = 1 << 29
"""Samples × channels kept in memory at most: 2 GiB, or an hour and a half of stereo at 48 kHz."""
_BLOCK = 1 << 16
_NATIVE = frozenset({b"RIFF", b"RIFX", b"RF64", b"riff", b"fLaC", b"OggS", b"FORM", b"caff", b".snd"})

WRITERS = {
    ".wav": ("WAV", "PCM_24"),
    ".flac": ("FLAC", "PCM_24"),
    ".aiff": ("AIFF", "PCM_24"),
    ".aif": ("AIFF", "PCM_24"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}


def read(path: Path, rate: int | None = None) -> Audio:
    """The sound in ``path`` (of a film: its first sound track), resampled to ``rate`` Hz if given.

    Raises :class:`MediaError` for anything without sound, and for more than ``VALUE_LIMIT`` values.
    """
    path = check_file(path)
    pieces: list[np.ndarray] = []
    values = 0
    sound, stream = blocks(path)
    if rate is not None and rate != sound.rate:
        stream = _resampled(stream, sound, rate)
    for piece in stream:
        pieces.append(piece)
        values += piece.size
        if values > VALUE_LIMIT:
            raise MediaError(
                tr("The sound {name} is too long", name=path.name),
                why=tr("it does not fit into memory"),
                do=tr("Cut it into shorter pieces"),
            )
    if not values:
        raise damaged(path, tr("{name} holds no sound", name=path.name))
    return Audio(np.concatenate(pieces), rate or sound.rate)


def probe(path: Path) -> Sound:
    """Rate, channels and length in frames. Raises :class:`MediaError` for anything without sound."""
    return blocks(path)[0]


def blocks(path: Path) -> tuple[Sound, Iterator[np.ndarray]]:
    """The sound in ``path`` as float32 (frames, channels) pieces of about a second, never all in memory."""
    path = check_file(path)
    if not _is_native(path):
        return open_track(path)
    try:
        info = soundfile.info(str(path))
    except (soundfile.SoundFileError, OSError, ValueError, TypeError, UnicodeError):
        return open_track(path)
    check_shape(path, info.channels, info.samplerate)
    if info.frames <= 0:
        raise damaged(path, tr("{name} holds no sound", name=path.name))
    # some headers of streams claim 2^63 frames; what is really there is found by reading
    frames = info.frames if info.frames < VALUE_LIMIT else 0
    return Sound(info.samplerate, info.channels, frames), _soundfile_blocks(path)


def write(audio: Audio, path: Path) -> None:
    """Write by suffix (WAV and FLAC in 24 bits, AIFF, Ogg, Opus, MP3, M4A), whole or not at all.

    Raises :class:`Unsupported` for another suffix.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    samples = np.clip(np.nan_to_num(audio.samples), -1.0, 1.0)
    if suffix in (".m4a", ".aac", ".mp4"):
        return _write_aac(Audio(samples, audio.rate), path)
    if suffix not in WRITERS:
        raise Unsupported(
            tr("Sound cannot be written as {suffix}", suffix=path.suffix or path.name),
            do=tr("Choose one of: {names}", names=", ".join([*WRITERS, ".m4a"])),
        )
    name, subtype = WRITERS[suffix]
    rate = audio.rate
    if name in ("OGG", "MP3") and rate not in (16_000, 24_000, 48_000) + ((44_100,) if subtype != "OPUS" else ()):
        samples, rate = resample(Audio(samples, rate), 48_000).samples, 48_000
    if name == "MP3" and samples.shape[1] > 2:
        samples = stereo(Audio(samples, rate)).samples
    with atomic(path) as temporary:
        try:
            with soundfile.SoundFile(
                str(temporary), "w", rate, samples.shape[1], subtype=subtype, format=name
            ) as file:  # in blocks: libsndfile's Vorbis encoder overflows its stack on one long write
                for start in range(0, len(samples), _BLOCK):
                    file.write(samples[start : start + _BLOCK])
        except soundfile.SoundFileError as error:
            raise MediaError(tr("The sound {name} could not be written", name=path.name), why=str(error)) from error


def resample(audio: Audio, rate: int) -> Audio:
    """``audio`` at ``rate`` Hz (soxr, very high quality: no audible aliasing, linear phase)."""
    if rate == audio.rate:
        return audio
    _check_rate(rate)
    if not len(audio.samples):
        return Audio(audio.samples, rate)
    samples = soxr.resample(np.ascontiguousarray(audio.samples), audio.rate, rate, quality="VHQ")
    return Audio(np.ascontiguousarray(samples, dtype=np.float32), rate)


def trim_silence(audio: Audio, *, floor: float = -50.0, keep: float = 0.05) -> Audio:
    """Without the silence at both ends: what lies ``floor`` dB under the loudest 20 ms, but for ``keep`` seconds.

    A sound that is silent throughout comes back as it is.
    """
    hop = max(audio.rate // 50, 1)
    count = len(audio.samples) // hop
    if count < 2:
        return audio
    level = np.square(audio.samples[: count * hop]).mean(axis=1).reshape(count, hop).mean(axis=1)
    loud = np.flatnonzero(level > max(float(level.max()) * 10 ** (floor / 10), 1e-10))
    if not len(loud):
        return audio
    margin = round(keep * audio.rate)
    start = max(int(loud[0]) * hop - margin, 0)
    end = min((int(loud[-1]) + 1) * hop + margin, len(audio.samples))
    return Audio(audio.samples[start:end], audio.rate)


def stereo(audio: Audio) -> Audio:
    """Two channels: mono on both sides; surround folded down as ITU-R BS.775 says (centre and sides −3 dB)."""
    samples = audio.samples
    channels = samples.shape[1]
    if channels == 2:
        return audio
    if channels == 1:
        return Audio(np.repeat(samples, 2, axis=1), audio.rate)
    if channels >= 5:  # FL FR FC [LFE] SL SR
        sides = 4 if channels >= 6 else 3
        centre = samples[:, 2] * 0.7071
        left = samples[:, 0] + centre + samples[:, sides] * 0.7071
        right = samples[:, 1] + centre + samples[:, sides + 1] * 0.7071
        both = np.stack([left, right], axis=1)
        peak = float(np.abs(both).max(initial=0.0))
        return Audio((both / max(peak, 1.0)).astype(np.float32), audio.rate)
    left = samples[:, 0::2].mean(axis=1)
    right = samples[:, 1::2].mean(axis=1)
    return Audio(np.stack([left, right], axis=1).astype(np.float32), audio.rate)


def _resampled(stream: Iterator[np.ndarray], sound: Sound, rate: int) -> Iterator[np.ndarray]:
    """As :func:`resample`, a piece at a time, so that the whole never lies in memory at the higher rate."""
    _check_rate(rate)
    resampler = soxr.ResampleStream(sound.rate, rate, sound.channels, dtype="float32", quality="VHQ")
    for piece in stream:
        out = resampler.resample_chunk(np.ascontiguousarray(piece))
        if len(out):
            yield out.reshape(-1, sound.channels)
    rest = resampler.resample_chunk(np.zeros((0, sound.channels), np.float32), last=True)
    if len(rest):
        yield rest.reshape(-1, sound.channels)


def _check_rate(rate: int) -> None:
    if not 1_000 <= rate <= 768_000:
        raise MediaError(tr("Sound cannot have {rate} samples a second", rate=rate))


def _is_native(path: Path) -> bool:
    """Whether libsndfile is the one to ask. Not for MP3: its decoder talks on the console about every odd byte."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) in _NATIVE
    except OSError as error:
        raise damaged(path, tr("The sound {name} cannot be read", name=path.name), error) from error


def _soundfile_blocks(path: Path) -> Iterator[np.ndarray]:
    try:
        with soundfile.SoundFile(str(path)) as file:
            while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
                yield np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
    except (soundfile.SoundFileError, OSError, ValueError, MemoryError) as error:
        raise damaged(path, tr("The sound {name} cannot be read", name=path.name), error) from error


def _write_aac(audio: Audio, path: Path) -> None:
    rate = audio.rate if audio.rate in (44_100, 48_000) else 48_000
    samples = stereo(resample(audio, rate)).samples
    with atomic(path) as temporary, av.open(str(temporary), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=rate, layout="stereo")
        stream.bit_rate = 192_000
        for packet in aac_packets(stream, samples, rate):
            container.mux(packet)


def aac_packets(stream: av.AudioStream, samples: np.ndarray, rate: int) -> Iterator[av.Packet]:
    """Encode stereo float32 (frames, 2) whole, closing the stream."""
    for start in range(0, len(samples), 1024):
        yield from stream.encode(audio_frame(samples[start : start + 1024], rate, start))
    yield from stream.encode(None)


def audio_frame(samples: np.ndarray, rate: int, start: int) -> av.AudioFrame:
    """Stereo float32 (frames, 2) that begins at sample ``start``, as FFmpeg wants it."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
    return frame
