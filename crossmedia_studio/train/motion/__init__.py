"""What recipe ``motion`` is made of: clips as arrays, the scenes it learns from, and its lesson."""
