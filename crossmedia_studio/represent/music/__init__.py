"""Written music as token ids that a network can learn and sample: vocabulary, grammar, encoding and decoding."""
