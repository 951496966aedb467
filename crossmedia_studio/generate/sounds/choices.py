"""What the backends of sounds have in common: lengths that can be asked for, and what their voice is called."""

from __future__ import annotations

from crossmedia_studio.core.i18n import mark

SHORTEST, LONGEST = 0.1, 60.0
VOICE = mark("Trained voice")
