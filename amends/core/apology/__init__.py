"""The apology rubric: presence, consistency and forbidden forms. Sincerity is beyond any program."""
