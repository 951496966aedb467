"""Sounds invented from words, morphed and given another's timbre, in the latents of a model of sounds."""
