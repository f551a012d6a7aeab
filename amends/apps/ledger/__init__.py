"""Budgets, their periods and the transfers through them."""
