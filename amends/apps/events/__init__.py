"""Events that other programs send: their sources, what came, and what was done about it."""
