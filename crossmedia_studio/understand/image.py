"""Understands pictures: what they show (with the classifier installed), colours, composition, mood, a caption."""

from __future__ import annotations

from dataclasses import replace

from crossmedia_studio.core.i18n import language
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import captioner, labels
from crossmedia_studio.understand.caption import caption
from crossmedia_studio.understand.colour import composition, mood_of_colours, palette, small
from crossmedia_studio.understand.meaning import Meaning


def understand_image(image: Image, models: Models, step: Step = no_step) -> Meaning:
    """The meaning of ``image``. Without the classifier it has no tags and subjects, but everything that is measured.

    ``tags`` are the classifier's English names; ``subjects`` those things it is fairly sure of. Where the captioner is
    sure, ``captions`` are its sentences and ``subjects`` what they name.
    """
    meaning = labelled(image, models, step)
    if captioner.installed(models):
        meaning = captioner.told(meaning, captioner.of_picture(image.pixels, models))
        meaning = replace(meaning, caption=caption(meaning, language()))
    step(1.0)
    return meaning


def labelled(image: Image, models: Models, step: Step = no_step) -> Meaning:
    """What is measured and what the classifier names, without the captioner."""
    step(0.0)
    reduced = small(image.pixels)
    measures = composition(reduced)
    meaning = Meaning(
        Kind.IMAGE,
        palette=palette(reduced),
        composition=measures,
        mood=mood_of_colours(dict(measures)),
        width=image.width,
        height=image.height,
    )
    step(0.3)
    if models.installed(labels.ENTRY):
        seen = labels.classify([image.pixels], models)[0]
        meaning = replace(meaning, tags=seen.tags, subjects=tuple(tag.word for tag in seen.things if tag.score >= 0.3))
    step(0.7)
    return replace(meaning, caption=caption(meaning, language()))
