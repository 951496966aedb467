"""Meaning and media as tensors, and one shared space in which all four kinds can be searched."""
