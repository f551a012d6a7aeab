"""Vouchers and what became of them at the till."""
