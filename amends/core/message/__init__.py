"""Messages: templates and their holes, what is filled in at the moment of sending, and when to try again."""
