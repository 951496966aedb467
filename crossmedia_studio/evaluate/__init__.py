"""Judges what comes out: quality, diversity, consistency, the artist's own ratings, and a report in pictures."""
