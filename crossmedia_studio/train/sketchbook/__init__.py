"""What the recipe that draws from words learns from, and how."""
