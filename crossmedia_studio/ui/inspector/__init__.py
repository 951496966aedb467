"""The pages of the Inspector pane: clip, medium, project."""
