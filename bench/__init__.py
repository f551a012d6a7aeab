"""Measured ratios, one script a claim; run them all with `make bench`."""
