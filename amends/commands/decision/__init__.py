"""A case is decided where nothing is given with it."""
