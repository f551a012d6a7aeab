"""Cases and their evidence."""
