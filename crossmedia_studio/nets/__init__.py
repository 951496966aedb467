"""One network family a file, shapes in comments. The CPPN painter is the first."""
