"""Screens for the people who put things right: server-rendered pages and the small pieces that refresh inside them."""
