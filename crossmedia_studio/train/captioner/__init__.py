"""What the recipe ``captioner`` is made of: features of pictures, their captions, and the lesson."""
