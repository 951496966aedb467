"""Speech in a sound: how likely, and its words with their times (Whisper, "whisper-base" of the catalogue)."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.meaning import Spoken

log = logging.getLogger(__name__)

ENTRY = "whisper-base"
RATE = 16_000
_MEMORY_MB = 400
_DETECTED = 30 * RATE
_SIMPLIFIED = "以下是普通话的句子，使用简体中文和标点。"
"""Without this nudge Whisper mixes both Chinese scripts."""
_CHINESE_MARKS = str.maketrans(",?!:;", "，？！：；")


def speech_share(samples: np.ndarray) -> float:
    """How much of what is loud in mono ``samples`` at ``RATE`` Hz is speech, 0–1, by the Silero detector."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    hop = RATE // 50
    count = len(samples) // hop
    if count < 10:
        return 0.0
    level = np.square(samples[: count * hop]).reshape(count, hop).mean(axis=1)
    loud = level > max(float(level.max()) * 1e-4, 1e-9)
    if not loud.any():
        return 0.0
    options = VadOptions(threshold=0.5, min_silence_duration_ms=200, min_speech_duration_ms=150, speech_pad_ms=30)
    voiced = np.zeros(count, dtype=bool)
    for stretch in get_speech_timestamps(np.ascontiguousarray(samples, dtype=np.float32), options):
        voiced[stretch["start"] // hop : stretch["end"] // hop] = True
    return round(float((voiced & loud).sum() / loud.sum()), 3)


def transcribe(samples: np.ndarray, models: Models, step: Step) -> tuple[str, tuple[Spoken, ...]]:
    """(language, what is said when) in mono ``samples`` at ``RATE`` Hz. The model must be installed."""
    whisper: Any = models.load(ENTRY, _MEMORY_MB, lambda: _load(models))
    step(0.05, 1.0, tr("Listening to the words"))
    language, _, _ = whisper.detect_language(np.ascontiguousarray(samples[:_DETECTED]))
    segments, info = whisper.transcribe(
        np.ascontiguousarray(samples),
        language=language,
        beam_size=3,
        vad_filter=True,
        condition_on_previous_text=False,
        initial_prompt=_SIMPLIFIED if language == "zh" else None,
    )
    total = max(len(samples) / RATE, 0.01)
    found: list[Spoken] = []
    for segment in segments:  # decoded as we go
        step(0.1 + 0.9 * min(segment.end / total, 1.0), 1.0, tr("Listening to the words"))
        words = segment.text.strip()
        if language == "zh":
            words = words.translate(_CHINESE_MARKS)
        if words and segment.no_speech_prob < 0.85 and not (found and found[-1].text == words):
            found.append(Spoken(round(float(segment.start), 2), round(float(segment.end), 2), words))
    return info.language if found else "", tuple(found)


def _load(models: Models) -> Any:
    from faster_whisper import WhisperModel

    folder = models.folder(ENTRY)
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=models.threads, local_files_only=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            tr("The model that hears words is damaged"), why=str(error)[:200], do=tr("Install it again")
        ) from error
