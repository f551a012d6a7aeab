"""ANSWER: one screen or resource per file, read-only, returning frozen dataclasses."""
