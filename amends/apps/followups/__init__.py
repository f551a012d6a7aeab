"""The question "is it right now?" and the answers to it."""
