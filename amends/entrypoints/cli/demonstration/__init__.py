"""The demonstration group: what `amends demo` loads into an empty installation."""
