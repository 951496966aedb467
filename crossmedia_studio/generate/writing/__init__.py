"""Writing: a language model run by llama.cpp, the tasks it is given, and what is done by rule instead."""
