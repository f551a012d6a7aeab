"""Consistency is measured, with attributes that are held apart from all work."""
