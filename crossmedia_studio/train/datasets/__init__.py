"""Data sets: readers, builders, splits and cards."""
