"""`amends policy`: policies in files, and what they decide, without an installation where none is needed."""
