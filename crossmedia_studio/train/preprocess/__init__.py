"""Examples as networks want them, a module a kind: pictures, words, sounds."""
