"""Sound effects by synthesis: noise, resonances and chance, after Farnell, Designing Sound (MIT Press, 2010)."""
