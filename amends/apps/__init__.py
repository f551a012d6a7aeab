"""REMEMBER: one noun per Django app, its tables and their only writer."""
