"""The document as a file, whole or not at all: films, sound, pictures, subtitles. Never a model, never torch."""
