"""Offers: how one goes from a draft to its end, and who may say yes to one that needs it."""
