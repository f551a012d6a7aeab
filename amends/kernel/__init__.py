"""CARRY: what every command, query and errand stands on, and nothing about any one subject."""
