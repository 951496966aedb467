"""The document at a time as a picture: the same for preview and export, in any order of times."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import replace

from crossmedia_studio.core.errors import MediaError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.fuse import compose
from crossmedia_studio.fuse.cache import Cache
from crossmedia_studio.fuse.compose import Picture
from crossmedia_studio.fuse.effects import effect
from crossmedia_studio.fuse.pictures import Pictures
from crossmedia_studio.fuse.plan import Blended, Caption, Layer, Plan, plan
from crossmedia_studio.fuse.transitions import transition
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Blend, Project

log = logging.getLogger(__name__)

Size = tuple[int, int]


class Renderer:
    """Frames of projects whose media lie in ``store``. Caches stay within ``memory_mb``; one thread at a time.

    A file that is missing or damaged becomes a placeholder that names it; with ``strict`` (export) it raises
    :class:`MediaError`, and so does an effect or transition that this studio does not have.
    """

    def __init__(self, store: MediaStore, *, strict: bool = False, memory_mb: int = 512) -> None:
        self._strict = strict
        self._pictures = Pictures(store, memory_mb * 3 // 4 << 20)
        self._lettering: Cache[tuple[Picture, int, int]] = Cache(32 << 20, lambda value: value[0].sizeInBytes())
        self._last: tuple[Hashable, Picture] | None = None
        self._whole = True
        compose.ensure_gui()

    def key(self, project: Project, time: int, size: Size) -> Hashable:
        """Equal keys, equal frames: for caches of frames."""
        return _key(project, plan(project, time), size)

    def frame(self, project: Project, time: int, size: Size) -> Picture:
        """The frame at ``time`` (timeline ticks) in ``size`` (width, height): premultiplied 8-bit RGBA, not to be
        painted on."""
        shown = plan(project, time)
        key = _key(project, shown, size)
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        self._whole = True
        picture = self._paint(project, shown, size)
        self._last = (key, picture) if self._whole else None  # what is missing now may be back for the next frame
        return picture

    def close(self) -> None:
        """Close open films and forget all pictures."""
        self._pictures.close()
        self._lettering.clear()
        self._last = None

    def _paint(self, project: Project, shown: Plan, size: Size) -> Picture:
        canvas = compose.blank(*size, shown.background)
        for item in shown.layers:
            if isinstance(item, Blended):
                mixed = self._mix(project, item, size)
                compose.over(canvas, mixed, 0, 0, blend=item.right.blend)
            elif item.effects:
                compose.over(canvas, self._layer(project, item, size), 0, 0, item.opacity, item.blend)
            else:
                self._place(canvas, project, item, item.opacity)
        for caption in shown.captions:
            self._caption(canvas, caption, size)
        return canvas

    def _mix(self, project: Project, item: Blended, size: Size) -> Picture:
        sides = []
        for layer in (item.left, item.right):
            side = self._layer(project, layer, size)
            if layer.opacity < 1:
                side = compose.lerp(compose.blank(*size), side, layer.opacity)
            sides.append(side)
        try:
            change = transition(item.kind, item.options)
        except StudioError as error:
            change = transition("dissolve", ())
            self._complain(error)
        return change(sides[0], sides[1], item.progress)

    def _layer(self, project: Project, layer: Layer, size: Size) -> Picture:
        """The layer alone on a clear frame, with its effects, before its opacity."""
        image = compose.blank(*size)
        self._place(image, project, replace(layer, blend=Blend.NORMAL), 1.0)
        for use in layer.effects:
            try:
                change = effect(use.name, use.options)
            except StudioError as error:
                self._complain(error)
                continue
            image = change(image, layer.clock)
        return image

    def _place(self, canvas: Picture, project: Project, layer: Layer, opacity: float) -> None:
        width, height = canvas.width(), canvas.height()
        item = project.items.get(layer.media)
        try:
            if item is None:
                raise MediaError(
                    tr("A clip shows something that is no longer in the library"), do=tr("Remove the clip")
                )
            source, natural = self._pictures.ready(item, layer, (width, height))
        except MediaError as error:
            self._complain(error)
            name = item.name if item is not None else ""
            words = tr("{name} cannot be shown", name=name) if name else error.what
            source, natural = compose.placeholder(width, height, words), (width, height)
        fit = min if layer.fit == "contain" else max
        scale = fit(width / natural[0], height / natural[1]) * layer.scale
        centre = width * (0.5 + layer.x), height * (0.5 + layer.y)
        drawn = natural[0] * scale, natural[1] * scale
        if not layer.moving and not layer.rotation:
            drawn = max(round(drawn[0]), 1), max(round(drawn[1]), 1)
            centre = round(centre[0] - drawn[0] / 2) + drawn[0] / 2, round(centre[1] - drawn[1] / 2) + drawn[1] / 2
        compose.place(canvas, source, centre, drawn, layer.rotation, opacity, layer.blend)

    def _caption(self, canvas: Picture, caption: Caption, size: Size) -> None:
        key = caption.text, caption.style, size
        image, x, y = self._lettering.get(key) or self._lettering.put(
            key, compose.lettering(caption.text, caption.style, *size)
        )
        if (caption.x, caption.y, caption.scale, caption.rotation) == (0.0, 0.0, 1.0, 0.0):
            compose.over(canvas, image, x, y, caption.opacity)
        else:
            shift = caption.x * size[0], caption.y * size[1]
            compose.over_turned(canvas, image, x, y, shift, caption.scale, caption.rotation, caption.opacity)

    def _complain(self, error: StudioError) -> None:
        if self._strict:
            raise error
        self._whole = False
        log.warning("preview: %s", error)


def _key(project: Project, shown: Plan, size: Size) -> Hashable:
    """The plan, and of each medium what a placeholder would say."""
    sides = (s for item in shown.layers for s in ((item.left, item.right) if isinstance(item, Blended) else (item,)))
    items = (project.items.get(side.media) for side in sides)
    return shown, size, tuple((item.name, item.suffix) if item is not None else None for item in items)
