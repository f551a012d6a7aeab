"""Repeat claims: what may be noticed about a customer, on which evidence, and who may say what comes of it."""
