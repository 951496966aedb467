"""From written to spoken words: normalisation, phonemes, sentences, captions, and the narrator that uses them."""
