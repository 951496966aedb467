"""Drawings from words by a network of our own: its files, and the ways it draws."""
