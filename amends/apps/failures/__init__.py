"""The taxonomy of what goes wrong."""
