"""The background QThread: one class, several lanes."""
