"""The document → a file, whole or not at all."""
