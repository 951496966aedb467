"""Training: data sets, one loop for every recipe, and the recipes (one network family each)."""
