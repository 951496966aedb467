"""Pictures: any common file ⇄ :class:`Image` (RGBA, straight alpha, sRGB). Pillow does the decoding."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.opening import check_file, damaged

PIXEL_LIMIT = 150_000_000
"""More pixels than this are refused before they are decoded (600 MB as RGBA)."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "JPEG2000", "PPM", "ICO", "QOI")
"""What may be decoded: nothing that runs another program (EPS, WMF) or has a reader without care."""

WRITERS: dict[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {"compress_level": 4}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0, "optimize": True}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0, "optimize": True}),
    ".webp": ("WEBP", {"quality": 92, "method": 4}),
    ".tif": ("TIFF", {"compression": "tiff_lzw"}),
    ".tiff": ("TIFF", {"compression": "tiff_lzw"}),
    ".bmp": ("BMP", {}),
}

Pillow.MAX_IMAGE_PIXELS = PIXEL_LIMIT
_SRGB = ImageCms.createProfile("sRGB")
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, AttributeError, OverflowError,
           struct.error, MemoryError, RuntimeError)  # fmt: skip
"""What Pillow's readers are known to raise on damaged or hostile bytes."""


def read(path: Path) -> Image:
    """The picture in ``path``: upright by its EXIF orientation, in sRGB, the first frame of an animation.

    Raises :class:`MediaError` for anything that is not a whole picture of at most ``PIXEL_LIMIT`` pixels.
    """
    path = check_file(path)
    opened = _open(path)
    try:
        with opened:
            opened.load()
            return Image(_rgba(opened))
    except _BROKEN as error:
        raise damaged(path, tr("The picture {name} cannot be read", name=path.name), error) from error


def size(path: Path) -> tuple[int, int]:
    """(width, height) in pixels as ``read`` would give it, from the header alone."""
    path = check_file(path)
    opened = _open(path)
    try:
        with opened:
            turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except _BROKEN as error:
        raise damaged(path, tr("The picture {name} cannot be read", name=path.name), error) from error
    return (opened.height, opened.width) if turned else (opened.width, opened.height)


def is_image(path: Path) -> bool:
    """Whether the content of ``path`` starts like a picture (animations of several frames are films)."""
    try:
        with Pillow.open(path, formats=FORMATS) as opened:
            return not (opened.format in ("GIF", "PNG") and getattr(opened, "is_animated", False))
    except Pillow.DecompressionBombError:
        return True
    except _BROKEN:
        return False


def write(image: Image, path: Path) -> None:
    """Write by suffix (PNG, JPEG, WebP, TIFF, BMP), whole or not at all. JPEG and BMP get a white ground.

    Raises :class:`Unsupported` for another suffix.
    """
    path = Path(path)
    check_suffix(path)
    name, options = WRITERS[path.suffix.lower()]
    picture = Pillow.fromarray(np.ascontiguousarray(image.pixels))
    if name in ("JPEG", "BMP"):
        ground = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(ground, picture).convert("RGB")
    with atomic(path) as temporary:
        picture.save(temporary, format=name, **options)


def check_suffix(path: Path) -> None:
    """Raises :class:`Unsupported` if ``write`` has no format for the suffix of ``path``."""
    if path.suffix.lower() not in WRITERS:
        raise Unsupported(
            tr("Pictures cannot be written as {suffix}", suffix=path.suffix or path.name),
            do=tr("Choose one of: {names}", names=", ".join(WRITERS)),
        )


def resize(image: Image, width: int, height: int) -> Image:
    """``image`` in ``width`` × ``height`` pixels (Lanczos, on premultiplied colour so that edges do not darken)."""
    if width < 1 or height < 1:
        raise MediaError(tr("A picture cannot be {width} × {height} pixels large", width=width, height=height))
    if (width, height) == (image.width, image.height):
        return image
    picture = Pillow.fromarray(np.ascontiguousarray(image.pixels))  # Pillow premultiplies RGBA while resizing
    return Image(np.asarray(picture.resize((width, height), Pillow.Resampling.LANCZOS)))


def _open(path: Path) -> Pillow.Image:
    try:
        opened = Pillow.open(path, formats=FORMATS)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except UnidentifiedImageError as error:
        raise damaged(path, tr("{name} is no picture that this studio can read", name=path.name)) from error
    except _BROKEN as error:
        raise damaged(path, tr("The picture {name} cannot be read", name=path.name), error) from error
    if opened.width * opened.height > PIXEL_LIMIT:
        opened.close()
        raise _too_large(path)
    return opened


def _too_large(path: Path) -> MediaError:
    return MediaError(
        tr("The picture {name} is too large", name=path.name),
        why=tr("it has more than {count} million pixels", count=PIXEL_LIMIT // 10**6),
        do=tr("Choose a smaller picture"),
    )


def _rgba(picture: Pillow.Image) -> np.ndarray:
    """uint8 (height, width, 4) in sRGB, upright."""
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    if picture.mode in ("P", "PA", "L", "LA", "1", "RGB", "La", "RGBa", "RGBX"):
        transparent = picture.has_transparency_data
        picture = picture.convert("RGBA" if transparent else "RGB") if picture.mode != "RGB" or transparent else picture
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        picture = _to_srgb(picture, profile)
    pixels = np.array(picture.convert("RGBA"))
    return np.ascontiguousarray(pixels)


def _eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Grey of 16 or 32 bits or floating point as 8 bits; values within ±1 count as 0–1."""
    values = np.asarray(picture).astype(np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    high = float(values.max(initial=0.0))
    if picture.mode == "F" and high <= 1.0:
        full = 1.0
    elif high <= 255 and not picture.mode.startswith("I;16"):
        full = 255.0
    else:
        full = 65535.0 if high <= 65535 else high
    return Pillow.fromarray(np.clip(values * (255.0 / full) + 0.5, 0, 255).astype(np.uint8))


def _to_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """Through the embedded profile; a broken or foreign profile leaves the colours as they are."""
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha is not None else picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        colours = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB") or colours
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if alpha is not None:
        colours.putalpha(alpha)
    return colours
