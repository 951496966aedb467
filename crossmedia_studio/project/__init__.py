"""The document: immutable values, edits, session and crash-safe file. No Qt, no torch, no arrays."""
