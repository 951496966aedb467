"""Cut paper: drawings found by words, a landscape of palette and weather, arranged with depth and light."""
