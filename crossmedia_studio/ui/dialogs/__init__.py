"""Windows that open for one question and close again."""
