"""The four kinds of media as values; reading, writing and the content-addressed store."""
