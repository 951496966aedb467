"""The document at a time as a frame, and over a span as sound. Pure in its arguments; never a model, never torch."""
