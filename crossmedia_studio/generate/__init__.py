"""Conditions in, a new piece of media out: the table of backends and what they share."""
