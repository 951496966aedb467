"""What the recipe ``twins`` is made of: the drawings that are known, what sounds go with them, the lesson."""
