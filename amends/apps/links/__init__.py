"""Signed links that open one thing for one person for a time."""
