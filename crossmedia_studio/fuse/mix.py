"""The document over a span as sound: exact to the sample, the same however the span is cut into pieces."""

from __future__ import annotations

import logging

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import sample_index
from crossmedia_studio.fuse import duck
from crossmedia_studio.fuse.cache import Cache
from crossmedia_studio.fuse.curves import amplitude, amplitudes
from crossmedia_studio.fuse.limit import REACH, limit
from crossmedia_studio.fuse.voices import Voice, voices
from crossmedia_studio.media import audio, video
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project, Track, TrackKind

log = logging.getLogger(__name__)

CEILING = 10 ** (-1 / 20)
"""What ``sound`` never exceeds: −1 dB below full scale."""


class Mixer:
    """Sound of projects whose media lie in ``store``; decoded sounds stay within ``memory_mb``. One thread at a time.

    A file that is missing or damaged is silent; with ``strict`` (export) it raises :class:`MediaError`.
    """

    def __init__(self, store: MediaStore, *, strict: bool = False, memory_mb: int = 512) -> None:
        self._store, self._strict = store, strict
        self._sounds: Cache[np.ndarray] = Cache(memory_mb << 20, lambda samples: samples.nbytes)
        self._levels: dict[tuple[str, int], np.ndarray] = {}
        self._ducking: tuple[tuple[Track, ...], int, int, np.ndarray] | None = None

    def sound(self, project: Project, start: int, end: int) -> np.ndarray:
        """float32 (n, 2) at ``project.rate`` from ``start`` to ``end`` ticks, as it is heard: never over −1 dBFS."""
        first, last = sample_index(start, project.rate), sample_index(end, project.rate)
        around = int(REACH * project.rate) + 1
        wide = self._mix(project, first - around, last + around)
        return limit(wide, project.rate, CEILING)[around : around + last - first]

    def mix(self, project: Project, start: int, end: int) -> np.ndarray:
        """The same before limiting: peaks may lie over full scale."""
        return self._mix(project, sample_index(start, project.rate), sample_index(end, project.rate))

    def close(self) -> None:
        """Forget all sounds."""
        self._sounds.clear()
        self._levels.clear()
        self._ducking = None

    def _mix(self, project: Project, first: int, last: int) -> np.ndarray:
        total = np.zeros((max(last - first, 0), 2), np.float32)
        for track in project.tracks:
            if track.muted or track.kind is TrackKind.TEXT:
                continue
            heard = voices(track, project.rate, first, last)
            if not heard:
                continue
            bus = np.zeros_like(total)
            for voice in heard:
                self._add(bus, project, voice, first, last)
            bus *= amplitude(track.gain)
            if track.duck > 0 and not track.speech:
                depth = self._depth(project, first, last)
                bus *= amplitudes(-track.duck * depth)[:, None].astype(np.float32)
            total += bus
        return total

    def _add(self, bus: np.ndarray, project: Project, voice: Voice, first: int, last: int) -> None:
        samples = self._samples(project, voice.clip.media)
        voice = voice.within(len(samples), project.rate)
        begin, end = max(first, voice.first), min(last, voice.last)
        if begin >= end:
            return
        piece = samples[begin - voice.origin : end - voice.origin]
        gain = voice.gain(begin, end, project.rate)
        factor = gain[:, None].astype(np.float32) if isinstance(gain, np.ndarray) else np.float32(gain)
        bus[begin - first : end - first] += piece * factor

    def _samples(self, project: Project, media: str) -> np.ndarray:
        """All of a medium's sound, float32 (n, 2) at the project's rate; empty if it has none."""
        key = media, project.rate
        held = self._sounds.get(key)
        if held is not None:
            return held
        silent = np.zeros((0, 2), np.float32)
        item = project.items.get(media)
        if item is not None and (
            item.kind in (Kind.TEXT, Kind.IMAGE) or (item.kind is Kind.VIDEO and not item.has_audio)
        ):
            return silent
        try:
            if item is None:
                gone = tr("A clip plays something that is no longer in the library")
                raise MediaError(gone, do=tr("Remove the clip"))
            path = self._store.path(item.id, item.suffix)
            read = video.sound if item.kind is Kind.VIDEO else audio.read
            found = read(path, project.rate)
        except MediaError as error:
            if self._strict:
                raise
            log.warning("preview: %s", error)
            return silent
        return self._sounds.put(key, audio.stereo(found).samples if found is not None else silent)

    def _depth(self, project: Project, first: int, last: int) -> np.ndarray:
        """The ducking envelope at each sample, 0–1."""
        speech = tuple(track for track in project.tracks if track.speech)
        known = self._ducking
        if (
            known is None
            or known[1:3] != (project.rate, project.length)
            or len(known[0]) != len(speech)
            or any(a is not b for a, b in zip(known[0], speech, strict=True))
        ):
            values = duck.envelope(project, project.rate, lambda voice: self._level(project, voice.clip.media))
            known = self._ducking = (speech, project.rate, project.length, values)
        hop = project.rate // duck.PER_SECOND
        return np.interp(np.arange(first, last) / hop, np.arange(len(known[3])), known[3])

    def _level(self, project: Project, media: str) -> np.ndarray:
        key = media, project.rate
        if key in self._levels:
            return self._levels[key]
        found = duck.levels(self._samples(project, media), project.rate)
        if len(found):
            self._levels[key] = found
        return found
