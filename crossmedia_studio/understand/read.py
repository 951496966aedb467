"""The door to understanding: any medium → its Meaning."""

from __future__ import annotations

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.kinds import Audio, Image, Media, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.audio import understand_audio
from crossmedia_studio.understand.image import understand_image
from crossmedia_studio.understand.meaning import Meaning
from crossmedia_studio.understand.text import understand_text
from crossmedia_studio.understand.video import understand_video


def understand(media: Media, models: Models, step: Step = no_step) -> Meaning:
    """What ``media`` says. Models that are not installed leave their fields empty; nothing is fetched."""
    if isinstance(media, Text):
        return understand_text(media.text, models, step)
    if isinstance(media, Image):
        return understand_image(media, models, step)
    if isinstance(media, Audio):
        return understand_audio(media, models, step)
    return understand_video(media, models, step)
