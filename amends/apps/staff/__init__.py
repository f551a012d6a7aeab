"""Colleagues, what they may, the programs that act for us, and their saved views."""
