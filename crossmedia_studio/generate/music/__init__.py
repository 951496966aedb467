"""Composition by rule: a mood becomes a score (``compose``), a score becomes sound (``play``)."""
