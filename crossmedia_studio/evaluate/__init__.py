"""Judging: quality, diversity and consistency of what a model makes, the artist's stars and duels, reports."""
