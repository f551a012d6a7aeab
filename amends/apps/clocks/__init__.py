"""Due dates, each rung once."""
