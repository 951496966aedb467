"""The table of backends: the first that can serve a conversion and is installed is the default for it."""

from __future__ import annotations

from crossmedia_studio.generate.backend import Backend

BACKENDS: tuple[Backend, ...] = ()
