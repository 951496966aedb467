"""Networks, one family a file, shapes in comments."""
