"""Writes `docs/reference/` from the code, so that it cannot fall behind: `make reference`."""
