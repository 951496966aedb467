"""The report of a judgement: a folder with one page and its pictures that opens anywhere, and figures as JSON."""
