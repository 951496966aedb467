"""Requests in, a stream of events out. Qt-free; the CLI and the worker drive the same engine."""
