"""Fine-tuning of an imported diffusion checkpoint by a LoRA: what recipe ``lora`` prepares, and the lesson it gives."""
