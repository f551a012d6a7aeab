"""What was noticed about repeat claims, with what came of it."""
