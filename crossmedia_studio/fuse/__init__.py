"""The document at a time → a frame, a stretch of sound. Pure functions of (project, time, size); never a model."""
