"""What a licence asks of whoever learns from a picture, as far as its name tells."""

from __future__ import annotations

import re

_COPYLEFT = re.compile(
    r"\b[al]?gpl|gnu|\bgfdl|by-sa|share-?alike|\bmpl|\bepl|\bcddl|\beupl|\bosl|free art|\blal\b|copyleft", re.IGNORECASE
)
_CLOSED = re.compile(r"\bnc\b|non-?commercial|\bnd\b|no-?deriv|all rights reserved|proprietary", re.IGNORECASE)


def is_copyleft(licence: str) -> bool:
    """Whether what is made from the work must be passed on alike (GPL, CC-BY-SA and their kin)."""
    return _COPYLEFT.search(licence) is not None


def is_closed(licence: str) -> bool:
    """Whether it forbids trade or change, or names no licence at all."""
    return not licence.strip() or _CLOSED.search(licence) is not None
