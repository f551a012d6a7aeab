"""Hearing: a complaint comes in, a colleague logs a failure."""
