"""Budgets are opened, given another cap, and closed."""
