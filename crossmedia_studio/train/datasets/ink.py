"""A drawing in colour as a line drawing: ink where lightness, colour or opacity change."""

from __future__ import annotations

import numpy as np

INK = 20
_RIM = 8
_SIGMA = 1.5
_GAIN, _FLOOR, _RAMP = 0.7, 0.018, 0.03
_SOFT = 0.6
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)


def ink(pixels: np.ndarray) -> np.ndarray:
    """Straight uint8 RGBA (h, w, 4) → (h + 16, w + 16, 4): black ink on nothing. For drawings of about 256 pixels.

    The rim is there for outlines of what touches the edge.

    The slope of Gaussian-smoothed lightness, two opponent colours and opacity, as Canny 1986 takes it, through the
    soft threshold of Winnemöller et al. 2012 (XDoG). Unlike a difference of Gaussians, a slope has one ridge on each
    edge, so outlines do not come double.
    """
    from scipy.ndimage import gaussian_filter, gaussian_gradient_magnitude

    values = np.pad(pixels, ((_RIM, _RIM), (_RIM, _RIM), (0, 0))).astype(np.float32) / 255.0
    opacity = values[..., 3]
    colour = values[..., :3] * opacity[..., None] + (1.0 - opacity[..., None])
    light = colour @ _LUMA  # (h, w)
    channels = (light, (colour[..., 0] - colour[..., 1]) / 2.0, (colour[..., 2] - light) / 2.0, 1.0 - opacity)
    slope = np.max([gaussian_gradient_magnitude(channel, _SIGMA) for channel in channels], axis=0)
    drawn = np.clip((_GAIN * slope - _FLOOR) / _RAMP, 0.0, 1.0)
    out = np.full(values.shape, INK, np.uint8)
    out[..., 3] = np.rint(gaussian_filter(drawn, _SOFT) * 255.0).astype(np.uint8)
    return out
