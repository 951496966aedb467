"""Pictures by a diffusion checkpoint that the artist brought (a diffusers folder), and LoRAs that it can wear."""
