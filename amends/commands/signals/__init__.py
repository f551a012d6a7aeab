"""Repeat claims are noticed with their evidence, judged by somebody who had no part in them, and forgotten in time."""
