"""Whole stories: media and options → a Project that can still be edited. One file a scenario."""
