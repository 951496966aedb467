"""A drawing in colour as a line drawing: ink where lightness, colour or opacity change."""

from __future__ import annotations

import numpy as np

INK = 20
_SIGMA = 1.5
_GAIN, _FLOOR, _RAMP = 0.7, 0.018, 0.03
_SOFT = 0.6
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)


def ink(pixels: np.ndarray) -> np.ndarray:
    """uint8 RGBA (h, w, 4), straight → the same size: black ink on nothing. Made for drawings of about 256 pixels.

    The slope of Gaussian-smoothed lightness, two opponent colours and opacity, as Canny 1986 takes it, through the
    soft threshold of Winnemöller et al. 2012 (XDoG). Unlike a difference of Gaussians, a slope has one ridge on each
    edge, so outlines do not come double.
    """
    from scipy.ndimage import gaussian_filter, gaussian_gradient_magnitude

    values = pixels.astype(np.float32) / 255.0
    opacity = values[..., 3]
    colour = values[..., :3] * opacity[..., None] + (1.0 - opacity[..., None])
    light = colour @ _LUMA  # (h, w)
    channels = (light, (colour[..., 0] - colour[..., 1]) / 2.0, (colour[..., 2] - light) / 2.0, 1.0 - opacity)
    slope = np.max([gaussian_gradient_magnitude(channel, _SIGMA) for channel in channels], axis=0)
    drawn = np.clip((_GAIN * slope - _FLOOR) / _RAMP, 0.0, 1.0)
    out = np.full(pixels.shape, INK, np.uint8)
    out[..., 3] = np.rint(gaussian_filter(drawn, _SOFT) * 255.0).astype(np.uint8)
    return out
