"""What the backends of sounds have in common: lengths that can be asked for, and the words of their options."""

from __future__ import annotations

from crossmedia_studio.core.i18n import mark

SHORTEST, LONGEST = 0.1, 60.0
TRAINED, VOICE, STUDIO = mark("Trained model"), mark("Trained voice"), mark("The studio's own")
TRAINED_HELP = mark("One you trained; empty takes the studio's own")
