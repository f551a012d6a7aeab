"""Pages for customers, each a letter behind a signed link: a security surface of its own that works without
script.
"""
