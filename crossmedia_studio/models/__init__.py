"""Which models exist, where they come from, and loading them within a memory budget."""
