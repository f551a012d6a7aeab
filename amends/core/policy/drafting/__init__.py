"""A policy while it is being written: sheets of text cells, what is wrong in which cell, and what was changed."""
